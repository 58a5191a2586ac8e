"""How long dossiers took: from their receipt to each thing that an applicant waits for, with and without the time for
which we waited for the applicant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, true
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.dossiers.application import Application, CompletionRequest, Decision
from models.dossiers.journal import JournalLine
from models.dossiers.passages import went_through
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, Status

_Asked = Mapping[int, Sequence[tuple[datetime, datetime | None]]]
_SOME = 10  # below, nine in ten says nothing that the slowest does not


class Spread(NamedTuple):
    """Days: half of the dossiers took at most `half`, nine in ten at most `most`."""

    half: float
    most: float


class Delay(NamedTuple):
    """How long some dossiers took until something; `net` leaves out what they waited for their applicant."""

    until: str
    number: int
    gross: Spread
    net: Spread


def delays_of(session: Session, campaign: Campaign) -> tuple[Delay, ...]:
    """Return the delays of the dossiers that were deposited in a session; of what happened to none, nothing."""
    received = _received(session, campaign)
    asked = _asked(session, campaign)
    found = (_delay(until, received, _ended(session, campaign, end), asked) for until, end in _ENDS.items())
    return tuple(one for one in found if one)


class _End(NamedTuple):
    """What a delay runs to: of which dossier, when, in which session, and which rows say it."""

    of: Any
    at: Any
    campaign: Any
    rows: ColumnElement[bool]


_ENDS = {
    "l'accusé de réception": _End(
        Notice.application_id, Notice.sent_at, Notice.campaign_id, col(Notice.kind) == NoticeKind.acknowledgement
    ),
    "un dossier complet": _End(
        JournalLine.application_id,
        JournalLine.at,
        JournalLine.campaign_id,
        col(JournalLine.status) == Status.under_examination,
    ),
    "la décision": _End(Decision.application_id, Decision.decided_at, Decision.campaign_id, true()),
}
"""What an applicant waits for, and the rows that say when it came."""


def _received(session: Session, campaign: Campaign) -> dict[int, datetime]:
    application = (col(Application.id), col(Application.received_at))
    deposited = (went_through(campaign), col(Application.received_at) >= campaign.opens_at)
    return {i: at for i, at in session.execute(columns(*application).where(*deposited)) if i is not None}


def _ended(session: Session, campaign: Campaign, end: _End) -> dict[int, datetime]:
    first = columns(end.of, func.min(end.at)).where(end.campaign == campaign.id, end.rows).group_by(end.of)
    return {i: at for i, at in session.execute(first) if i is not None and at is not None}


def _asked(session: Session, campaign: Campaign) -> _Asked:
    request = CompletionRequest
    answered = func.coalesce(request.answered_at, request.closed_at)
    statement = (
        columns(col(request.application_id), col(request.asked_at), answered)
        .join(Application, col(Application.id) == col(request.application_id))
        .where(went_through(campaign))
        .order_by(col(request.asked_at))
    )
    found: defaultdict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for application_id, asked_at, ended_at in session.execute(statement):
        found[application_id].append((asked_at, ended_at))
    return found


def _delay(until: str, received: Mapping[int, datetime], ended: Mapping[int, datetime], asked: _Asked) -> Delay | None:
    both = [(i, received[i], ended[i]) for i in ended.keys() & received.keys() if ended[i] >= received[i]]
    if not both:
        return None
    gross = [_days(end - began) for _, began, end in both]
    net = [_days(end - began - _waited(asked.get(i, ()), began, end)) for i, began, end in both]
    return Delay(until, len(both), _spread(gross), _spread(net))


def _waited(asked: Sequence[tuple[datetime, datetime | None]], began: datetime, end: datetime) -> timedelta:
    """Return for how long, between two instants, a dossier waited for its applicant; requests may overlap."""
    waited, since = timedelta(), began
    for asked_at, ended_at in asked:
        start, stop = max(asked_at, since), min(ended_at or end, end)
        if stop > start:
            waited, since = waited + (stop - start), stop
    return waited


def _days(delay: timedelta) -> float:
    return delay / timedelta(days=1)


def _spread(days: Sequence[float]) -> Spread:
    most = quantiles(days, n=_SOME)[-1] if len(days) >= _SOME else max(days)
    return Spread(median(days), most)
