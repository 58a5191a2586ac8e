"""What arrived and is stuck: not told, not sorted, in trouble, dangerous.

Numbers, references and names of organisations only: never who wrote, nor about what, nor what a file is called.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, false, func, literal, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.calendar.business_days import acknowledge_by, business_days
from models.calendar.legal_delays import REGISTRATION, SORTING, Delay, acknowledgement, received_until
from models.dossiers.application import Application, Organisation, Piece
from models.intake.deposit import Deposit, File, is_to_read, is_unsorted
from models.intake.words import WISH_LABELS, Meaning, Nature, Trouble, Way, Wish, arrival_number
from models.notices import Notice
from models.vocabulary import NoticeKind, NoticeStatus, PieceState, Status
from notifications.writing.wording import count
from tasks.console.waiting.reasons import LIMIT, SESSION, Item, Pending, Reason, Scope, about
from tasks.decisions.appeals.contested import contestable_letters
from tasks.decisions.rectify import DECIDED_UPON
from tasks.dossiers.seen import arrival_key

UNEXAMINED = (Status.registered, Status.late, Status.incomplete, Status.under_examination)
"""Where a dossier stands while nobody has looked at all that it holds."""

_MAY_LACK = (*UNEXAMINED, Status.carried_over, Status.adjourned)
"""Where a dossier stands while a piece that it lacks may come."""

_TELLS = (NoticeKind.registration, NoticeKind.completion_received)
"""The notices that tell a sender that a mail came (CRPA L112-11: of any sending, not of a new dossier alone)."""

_DEPOSIT = (col(Deposit.id), col(Deposit.received_at), col(Deposit.trouble))
_COLUMNS = (func.count().over(), col(Application.reference), col(Organisation.name), *_DEPOSIT)


class _Arrival(NamedTuple):
    total: int
    reference: str | None
    organisation: str | None
    id: int
    received_at: datetime
    trouble: str | None
    files: int = 0
    wish: Wish | None = None


_Detail = Callable[[_Arrival, str], datetime | str]
"""What to know of an arrival, by its row and its number."""


def unregistered(scope: Scope) -> Pending:
    """Return the mails whose sender was not told that they came, although the business day that the law gives for it is
    about to end, or over (CRPA R112-11-2)."""
    return _pending(scope, Reason.registration, _ends(scope, REGISTRATION), before=_near(scope, REGISTRATION))


def unacknowledged(scope: Scope) -> Pending:
    """Return the arrivals that nobody has sorted although their acknowledgement, if one is owed, is near its end."""
    delay = acknowledgement(scope.campaign.rules)
    return _pending(scope, Reason.acknowledgement, _ends(scope, delay), before=_near(scope, delay))


def to_settle(scope: Scope) -> tuple[Pending, ...]:
    """Return what came and waits for a person, in the order in which it presses."""
    return to_read(scope), infected(scope), in_trouble(scope), loose(scope), unsorted(scope)


def unsorted(scope: Scope) -> Pending:
    """Return the arrivals that should have been sorted since minutes, or were tried in vain."""
    return _pending(scope, Reason.unsorted, lambda one, _: one.received_at, since=scope.at - SORTING)


def in_trouble(scope: Scope) -> Pending:
    """Return the arrivals that were given to a person, until somebody has read them or their dossier was examined;
    without one, until their sender has written again."""
    return _pending(scope, Reason.in_trouble, lambda one, number: f"envoi {number} : {one.trouble}")


def loose(scope: Scope) -> Pending:
    """Return the arrivals whose files may be what their dossier lacks, until somebody has looked at them."""
    return _pending(scope, Reason.loose_files, _counted, required=scope.campaign.rules.required_pieces)


def to_read(scope: Scope) -> Pending:
    """Return what people wrote that no rule settles, what may well be a withdrawal first, until somebody has read
    it."""
    return _pending(scope, Reason.to_read, _wished)


def appeals_to_record(scope: Scope) -> Pending:
    """Return what may well be an appeal against a decision, or a person said is one, until it is recorded or somebody
    has read it."""
    return _pending(scope, Reason.appeal_to_record, lambda _, number: f"envoi {number}")


def infected(scope: Scope) -> Pending:
    """Return the arrivals that hold a dangerous file, until somebody has read them, their sender has written again or
    their dossier was examined."""
    return _pending(scope, Reason.infected, _counted)


def _wished(one: _Arrival, number: str) -> str:
    return f"envoi {number} : {WISH_LABELS[one.wish] if one.wish else 'un message'}"


def _counted(one: _Arrival, number: str) -> str:
    return f"envoi {number}, {count(one.files, 'fichier')}"


def _near(scope: Scope, delay: Delay) -> datetime:
    """Return the instant before which what came is near the end of a delay."""
    days = business_days(scope.campaign.rules)
    return received_until(days, delay, days.local(scope.at))


def _ends(scope: Scope, delay: Delay) -> _Detail:
    days = business_days(scope.campaign.rules)
    return lambda one, _: acknowledge_by(days, one.received_at, within=delay.within)


def _pending(scope: Scope, reason: Reason, detail: _Detail, **asked: object) -> Pending:
    """Read some arrivals: each by its dossier and whose it is, or by its own number where there is no dossier yet."""
    found = scope.session.execute(_query(reason, of_one=scope.of_one), scope.asked(**asked))
    rows, days = [_Arrival(*row) for row in found], business_days(scope.campaign.rules)
    numbers = [arrival_number(days.local(one.received_at), one.id) for one in rows]
    first = tuple(
        Item(
            one.reference,
            one.organisation or f"Envoi {number}",
            detail(one, number),
            one.received_at,
            number,
            {"arrival": number, "what": arrival_key(one.id)},
        )
        for one, number in zip(rows, numbers, strict=True)
    )
    return Pending(reason, rows[0].total if rows else 0, first)


@cache
def _query(reason: Reason, *, of_one: bool) -> Select[Any]:
    """Return the query of the first arrivals of a session that wait for a reason, in the order of their receipt."""
    # Added to zero, the column cannot be looked up by its index: the few that wait are found by what they wait for.
    of_session = col(Deposit.campaign_id) + 0 == SESSION
    first = (
        columns(*_COLUMNS)
        .select_from(Deposit)
        .outerjoin(Application, col(Application.id) == col(Deposit.application_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(of_session, *about(of_one=of_one))
        .order_by(col(Deposit.received_at), col(Deposit.id))
        .limit(LIMIT)
    )
    return ARRIVALS[reason](first)


@cache
def _is_appeal() -> ColumnElement[bool]:
    """SQL condition: an arrival contests, or may, what was decided of its dossier, or another act that was notified."""
    is_said = (col(Deposit.meaning) == Meaning.appeal) | (col(Deposit.wish) == Wish.appeal)
    is_told = col(Application.status).in_(DECIDED_UPON) | col(Application.id).in_(contestable_letters())
    return func.coalesce(is_said & is_told, false())


@cache
def _is_unexamined() -> ColumnElement[bool]:
    return col(Application.status).in_(UNEXAMINED)


@cache
def _wrote_since() -> ColumnElement[bool]:
    """SQL condition: another arrival came later from the same sender, or for the same dossier."""
    later = aliased(Deposit)
    same_dossier = col(later.application_id) == col(Deposit.application_id)
    from_same = or_(col(later.sender) == col(Deposit.sender), same_dossier)
    return exists().where(col(later.id) > col(Deposit.id), col(later.nature) == Nature.written, from_same)


def _unregistered(first: Select[Any]) -> Select[Any]:
    is_queued = (col(Notice.status) == NoticeStatus.queued, col(Notice.kind).in_(_TELLS))
    mails = first.where(*is_queued, _IS_NEAR, col(Deposit.way) == Way.email)
    return mails.join(Notice, col(Notice.deposit_id) == col(Deposit.id))


def _unsorted(first: Select[Any]) -> Select[Any]:
    is_left = or_(col(Deposit.attempts) > 0, col(Deposit.processed_at) <= bindparam("since"))
    return first.where(is_unsorted(), is_left)


def _in_trouble(first: Select[Any]) -> Select[Any]:
    is_given = (col(Deposit.trouble).is_not(None), col(Deposit.sorted_at).is_not(None), col(Deposit.seen_at).is_(None))
    without = col(Application.id).is_(None) & ~_wrote_since()
    return first.where(*is_given, or_(_is_unexamined(), without))


def _loose(first: Select[Any]) -> Select[Any]:
    lacks = exists().where(
        col(Piece.application_id) == col(Application.id),
        col(Piece.state) != PieceState.received,
        col(Piece.piece_id).in_(bindparam("required", expanding=True)),
    )
    return _with_files(first.where(col(Application.status).in_(_MAY_LACK), lacks), col(File.is_loose).is_(True))


def _to_read(first: Select[Any]) -> Select[Any]:
    places = case({wish: place for place, wish in enumerate(Wish)}, value=col(Deposit.wish), else_=len(Wish))
    written = first.where(is_to_read(), ~_is_appeal()).add_columns(literal(0), col(Deposit.wish))
    return written.order_by(None).order_by(places, col(Deposit.received_at), col(Deposit.id))


def _infected(first: Select[Any]) -> Select[Any]:
    is_waiting = or_(_is_unexamined(), col(Application.id).is_(None)) & ~_wrote_since()
    return _with_files(first.where(is_waiting, col(Deposit.seen_at).is_(None)), col(File.trouble) == Trouble.infected)


def _with_files(arrivals: Select[Any], condition: ColumnElement[bool]) -> Select[Any]:
    """Return the query of those that have files which hold a condition, and how many of them."""
    counted = columns(col(File.deposit_id), func.count().label("files")).group_by(col(File.deposit_id))
    held = counted.where(condition).subquery()
    return arrivals.join(held, held.c.deposit_id == col(Deposit.id)).add_columns(held.c.files)


_IS_NEAR = col(Deposit.received_at) < bindparam("before")

ARRIVALS: Mapping[Reason, Callable[[Select[Any]], Select[Any]]] = {
    Reason.registration: _unregistered,
    Reason.acknowledgement: lambda first: first.where(is_unsorted(), _IS_NEAR),
    Reason.unsorted: _unsorted,
    Reason.in_trouble: _in_trouble,
    Reason.loose_files: _loose,
    Reason.to_read: _to_read,
    Reason.appeal_to_record: lambda first: first.where(is_to_read(), _is_appeal()),
    Reason.infected: _infected,
}
"""The reasons for which arrivals wait: each leaves, of the arrivals of a session, those that do."""
