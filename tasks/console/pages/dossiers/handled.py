"""How the Région handles a dossier among its own, as the page of the dossier shows it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.application import Application
from models.dossiers.handling import InternalNote, agents_of, labels_of, notes_of
from models.region.model import Region


class Handled(NamedTuple):
    """The desk that has a dossier, its labels, and the notes on it, the latest first."""

    agent: str | None
    labels: tuple[str, ...]
    notes: Sequence[InternalNote]


def handled_by(session: Session, application: Application, rules: Region) -> Handled:
    """Return to whom a dossier is given, how it is labelled, and what is noted of it."""
    i = application.id or 0
    key = agents_of(session, [i]).get(i)
    # A desk that the region file no longer names is shown by its key.
    agent = rules.agents[key].label if key in rules.agents else key
    return Handled(agent, labels_of(session, [i]).get(i, ()), notes_of(session, i))
