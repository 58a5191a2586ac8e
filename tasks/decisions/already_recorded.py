"""Acts recorded already: the same facts again change nothing, other facts are refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from models.dossiers.application import Application, Decision, Examination, Opinion, Validation
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.vocabulary import Status

Act = TypeVar("Act", Examination, Opinion, Validation, Decision)

_MENDED_BY: dict[type[SQLModel], str] = {
    Examination: "corriger-saisie",
    Opinion: "corriger-saisie",
    Validation: "corriger-saisie",
    Decision: "rectifier-decision",
}
"""The act by which what is recorded is put right."""


def by_session(session: Session, applications: Iterable[Application]) -> Iterator[tuple[Campaign, list[Application]]]:
    """Yield the sessions that some dossiers are in, each with its own."""
    for campaign_id, group in groupby(sorted(applications, key=_session_of), key=_session_of):
        yield session.get_one(Campaign, campaign_id), list(group)


def _session_of(application: Application) -> int:
    return application.campaign_id


def unrecorded(
    session: Session,
    applications: Sequence[Application],
    act: type[Act],
    targets: Mapping[str, Status],
    facts: Mapping[str, Mapping[str, object]],
) -> Iterator[Application]:
    """Yield the dossiers of which an act is not recorded yet, by reference with the same facts. Raises Refusal
    where it is recorded with others."""
    former = latest(session, act, applications)
    for application in applications:
        if application.status is not targets[application.reference]:
            yield application
            continue
        row = former.get(application.id or 0)
        if row is None or any(getattr(row, name) != fact for name, fact in facts[application.reference].items()):
            said = f"{standing(application)} : cette saisie dit autre chose. Pour la corriger : {_MENDED_BY[act]}."
            raise Refusal("Dossier", application.reference, said)


def latest(session: Session, act: type[Act], applications: Sequence[Application]) -> dict[int, Act]:
    """Return the latest act on each of some dossiers."""
    ids = [application.id or 0 for application in applications]
    statement = select(act).where(col(act.application_id).in_(ids)).order_by(col(act.id))
    return {row.application_id: row for row in session.exec(statement)}


def standing(application: Application) -> str:
    """Say how a dossier stands, where that is in the way."""
    return f"il est déjà « {LABELS[application.status]} »"
