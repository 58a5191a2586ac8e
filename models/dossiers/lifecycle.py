"""The one place where a status is given or changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from models.columns import add_rows, among, chunks, pages
from models.dossiers.actor import SYSTEM, Actor, is_allowed
from models.dossiers.application import Application, Passage, by_receipt
from models.dossiers.journal import JournalLine
from models.dossiers.workflow import BY_MOVE, EVENT_LABELS, LABELS, Transition
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Status

_ONCE_ACKNOWLEDGED = frozenset(target for event, target in BY_MOVE if event is Event.acknowledge)
_EARLY = " L'accusé de réception, le matin du prochain jour ouvré, le fera avancer ; revenez ensuite."


class WrongActorError(TypeError):
    """The program let somebody act whom the table does not: a fault of the program, never of what was typed."""


class Standing(NamedTuple):
    """An application as it stood before a move."""

    application_id: int
    campaign_id: int
    reference: str
    status: Status


def begin(session: Session, application: Application, *, by: Actor = SYSTEM, reason: str | None = None) -> Application:
    """Record a new application with its first passage and first journal line. It has its id afterwards.

    Raises WrongActorError where the table does not let `by` act; nothing is changed then.
    """
    row = BY_MOVE[Event.deposit, application.status]
    _must_be_for(by, row)
    session.add(application)
    session.flush()
    standing = Standing(application.id or 0, application.campaign_id, application.reference, application.status)
    _write_journal(session, row, [standing], at=application.status_at, by=by, reason=reason, new=True)
    session.add(
        Passage(
            application_id=standing.application_id,
            campaign_id=application.campaign_id,
            entered_at=application.registered_at,
        )
    )
    return application


def advance(
    session: Session,
    ids: Sequence[int],
    event: Event,
    target: Status,
    *,
    at: datetime,
    by: Actor,
    reason: str | Mapping[int, str | None] | None = None,
) -> list[Standing]:
    """Move a selection of applications to `target`, journal it, and return how each that moved stood before.

    Those already there are left alone. The `reason` is that of all, or of each by its id. The notices that the move
    causes are named by the table; the caller enqueues them. Raises Refusal where the table does not let one of them
    move, and WrongActorError where it does not let `by` act: nothing is changed then.
    """
    row = BY_MOVE[event, target]
    _must_be_for(by, row)
    moving: list[Standing] = []
    for part in chunks(sorted(set(ids))):
        standings = _standings(session, part)
        _refuse_what_the_table_does_not_hold(row, standings)
        moving += [standing for standing in standings if standing.status is not target]
    for part in chunks([standing.application_id for standing in moving]):
        statement = update(Application).where(col(Application.id).in_(part))
        moved = statement.values(status=target, status_at=at)
        # By the ids that come back: looking each object up in a list of thousands would cost their square.
        session.execute(moved, execution_options={"synchronize_session": "fetch"})
    _write_journal(session, row, moving, at=at, by=by, reason=reason)
    return moving


def lock_in_status(session: Session, campaign: Campaign, status: Status, *conditions: ColumnElement[bool]) -> list[int]:
    """Return the ids of a session's dossiers in a status, in order of receipt, locked until the transaction ends.

    Another run at the same moment waits, and finds nothing left to do.
    """
    statement = select(Application.id).where(
        Application.campaign_id == campaign.id, Application.status == status, *conditions
    )
    in_order = statement.order_by(*by_receipt())
    return [i or 0 for i in session.exec(in_order.with_for_update())]


def note(
    session: Session, application: Application, event: Event, *, at: datetime, by: Actor, reason: str | None = None
) -> None:
    """Journal what somebody did to a dossier whose status it leaves as it is.

    Raises WrongActorError where the dossier stands where a row of the event leads, and that row does not let `by` act.
    """
    stands = Standing(application.id or 0, application.campaign_id, application.reference, application.status)
    note_where_it_stands(session, stands, event, at=at, by=by, reason=reason)


def note_where_it_stands(
    session: Session, stands: Standing, event: Event, *, at: datetime, by: Actor, reason: str | None = None
) -> None:
    """Journal the same of a dossier of which no more is read than where it stands."""
    if row := BY_MOVE.get((event, stands.status)):
        _must_be_for(by, row)
    line = JournalLine(
        application_id=stands.application_id,
        campaign_id=stands.campaign_id,
        at=at,
        event=event,
        former=stands.status,
        status=stands.status,
        by=str(by),
        reason=reason,
    )
    session.add(line)


_STANDINGS = (
    select(Application.id, Application.campaign_id, Application.reference, Application.status)
    .where(among(Application.id))
    .order_by(col(Application.id))
    .with_for_update()
)


def _standings(session: Session, ids: Sequence[int]) -> list[Standing]:
    found = session.exec(_STANDINGS, params={"ids": ids})
    return [Standing(i or 0, campaign, name, Status(status)) for i, campaign, name, status in found]


def _must_be_for(by: Actor, row: Transition) -> None:
    if not is_allowed(by, row.actor):
        raise WrongActorError(f"{row.event} -> {row.target} is for {row.actor}, not for {by!r}")


def _refuse_what_the_table_does_not_hold(row: Transition, standings: list[Standing]) -> None:
    for standing in standings:
        if standing.status not in row.sources | {row.target}:
            allowed = ", ".join(LABELS[status] for status in Status if status in row.sources)
            mend = (
                f"ce dossier est « {LABELS[standing.status]} » ; "
                f"l'acte « {EVENT_LABELS[row.event]} » demande un dossier au statut : {allowed}."
            )
            is_early = standing.status is Status.registered and not row.sources.isdisjoint(_ONCE_ACKNOWLEDGED)
            raise Refusal("Dossier", standing.reference, mend + (_EARLY if is_early else ""))


def _write_journal(
    session: Session,
    row: Transition,
    standings: list[Standing],
    *,
    at: datetime,
    by: Actor,
    reason: str | Mapping[int, str | None] | None,
    new: bool = False,
) -> None:
    for part in pages(standings):
        lines = [
            {
                "application_id": standing.application_id,
                "campaign_id": standing.campaign_id,
                "at": at,
                "event": row.event,
                "former": None if new else standing.status,
                "status": row.target,
                "by": str(by),
                "reason": reason.get(standing.application_id) if isinstance(reason, Mapping) else reason,
            }
            for standing in part
        ]
        add_rows(session, JournalLine, lines)
