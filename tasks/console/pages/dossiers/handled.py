"""How the Région handles dossiers among its own: one as its page shows it, and many as the list does."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.dossiers.handling import Assignment, InternalNote, Label, agents_of, labels_of, notes_of
from models.region.model import Region


class Handled(NamedTuple):
    """The desk that has a dossier, its labels, and the notes on it, the latest first."""

    agent: str | None
    labels: tuple[str, ...]
    notes: Sequence[InternalNote]


def handled_by(session: Session, application: Application, rules: Region) -> Handled:
    """Return to whom a dossier is given, how it is labelled, and what is noted of it."""
    i = application.id or 0
    agent = desk_of(rules, agents_of(session, [i]).get(i))
    return Handled(agent, labels_of(session, [i]).get(i, ()), notes_of(session, i))


def desk_of(rules: Region, key: str | None) -> str | None:
    """Return what a desk is called; one that the region file no longer names is shown by its key."""
    return rules.agents[key].label if key in rules.agents else key


def given_among(session: Session, chosen: ColumnElement[bool]) -> dict[int, str | None]:
    """Return the key of the desk that has each of the chosen dossiers, None where it was given back."""
    of_dossier = and_(col(Application.id) == col(Assignment.application_id), chosen)
    given = select(Assignment.application_id, Assignment.agent).join(Application, of_dossier)
    return dict(session.exec(given.order_by(col(Assignment.id))).all())


def labelled_among(session: Session, chosen: ColumnElement[bool]) -> defaultdict[int, list[str]]:
    """Return the labels of each of the chosen dossiers that has any, in alphabetical order."""
    of_dossier = and_(col(Application.id) == col(Label.application_id), chosen)
    found: defaultdict[int, list[str]] = defaultdict(list)
    labelled = select(Label.application_id, Label.name).join(Application, of_dossier)
    for application_id, name in session.exec(labelled.order_by(col(Label.name))):
        found[application_id].append(name)
    return found
