"""The notices that people must see to: those that did not leave, or came back, and what a mail server said of each.

Addresses that it quotes are hidden: what is read here is shown in the console.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.dossiers.application import Application, Decision, Handover, Organisation
from models.notices import Notice
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.catalogue import KINDS
from notifications.loading.proof_of_notification import letters_of_decisions
from tasks.console.waiting.reasons import LIMIT, SESSION
from tasks.dossiers.seen import STOPPED, unread_notices
from tasks.reading.mail.text import without_addresses


class Stopped(NamedTuple):
    """A notice: the dossier that it is about, if any, its organisation, what it is called and what was answered, since
    when it was to leave, and its number."""

    reference: str | None
    name: str
    said: str
    since: datetime
    id: int


@cache
def decisions_not_notified() -> ColumnElement[bool]:
    """SQL condition: a letter of a decision that did not leave or arrive: its applicant is not notified."""
    return _is_stopped() & letters_of_decisions()


@cache
def digests_not_read() -> ColumnElement[bool]:
    """SQL condition: a digest that did not reach those who run the session: only the console can tell them, until they
    say that they know."""
    return unread_notices() & _is_stopped() & (col(Notice.kind) == NoticeKind.digest)


@cache
def others_not_read() -> ColumnElement[bool]:
    """SQL condition: any other notice that reached nobody, until somebody says that it was dealt with."""
    return unread_notices() & _is_stopped() & (col(Notice.kind) != NoticeKind.digest)


@cache
def waiting_for_another_try() -> ColumnElement[bool]:
    """SQL condition: a notice that a mail server has not accepted yet."""
    return (col(Notice.status) == NoticeStatus.queued) & col(Notice.last_error).is_not(None)


@cache
def _is_stopped() -> ColumnElement[bool]:
    """SQL condition: the notice will not leave by itself, and its applicant was not reached otherwise since."""
    copy = aliased(Notice)
    copied = exists().where(col(copy.copy_of) == col(Notice.id), col(copy.status) == NoticeStatus.sent)
    reached = exists().where(
        col(Decision.id) == col(Handover.decision_id),
        col(Decision.application_id) == col(Notice.application_id),
        col(Handover.recorded_at) >= col(Notice.enqueued_at),
    )
    return col(Notice.status).in_(STOPPED) & ~reached & ~copied


def stopped_notices(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the query of the notices of a session that hold some conditions."""
    # Added to zero, the column cannot be looked up by its index: the few that wait are found by what they wait for.
    of_session = col(Notice.campaign_id) + 0 == SESSION
    of_dossier = (col(Application.reference), col(Organisation.name))
    return (
        columns(*of_dossier, *map(col, (Notice.kind, Notice.last_error, Notice.enqueued_at, Notice.id)))
        .add_columns(func.count().over())
        .select_from(Notice)
        .outerjoin(Application)
        .outerjoin(Organisation)
        .where(of_session, *conditions)
        .order_by(col(Notice.id))
        .limit(LIMIT)
    )


def read_notices(session: Session, query: Select[Any], asked: Mapping[str, object]) -> tuple[int, list[Stopped]]:
    """Return how many notices such a query finds, asked with the values of a scope, and the first of them."""
    rows = session.execute(query, asked).all()
    first = [
        Stopped(reference, name or "", _said(kind, error), *rest) for reference, name, kind, error, *rest, _ in rows
    ]
    return (rows[0][-1] if rows else 0), first


def _said(kind: NoticeKind, error: str | None) -> str:
    """Return what a notice is called, and what the mail server answered."""
    title = KINDS[kind].title
    return " : ".join(filter(None, (title, without_addresses(error or ""))))
