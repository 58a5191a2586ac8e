"""The figures of a session: deposits day by day, how far dossiers went, which pieces are there. A few look-ups,
whatever the number of dossiers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import case, func, literal, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Passage, Piece
from models.dossiers.journal import JournalLine
from models.dossiers.passages import came_before, left_of
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import deposit_last_day
from models.vocabulary import PieceState, StageKind, Status

_DECIDED_FOR = (Status.accepted, Status.member)
_SEEN = (Status.adjourned, Status.studied, Status.validated)
STEPS: tuple[tuple[str, tuple[Status, ...]], ...] = (
    ("Déposés", tuple(Status)),
    ("Complets", (Status.under_examination,)),
    ("Instruits", (Status.examined,)),
    ("Avis donné", _SEEN),
    ("Décidés", (Status.refused,)),
    ("Acceptés", _DECIDED_FOR),
)
"""How far a dossier goes, and the statuses that say it went there: each step is beyond those before it."""

_OF_BODIES: Mapping[str, StageKind] = {"Avis donné": StageKind.opinion, "Décidés": StageKind.decision}
"""The steps that a body carries."""

_UNDECIDED: Mapping[str, str] = {"Acceptés": "Membres"}
"""What steps are called where nobody decides."""

AFTER = timedelta(days=14)
"""How long after their last day deposits are still counted: late ones are."""


class Deposits(NamedTuple):
    """How many dossiers had come by the end of each day from the opening of a session on."""

    label: str
    days: tuple[tuple[date, int], ...]


class Completeness(NamedTuple):
    """A required piece: in how many dossiers it is received, unusable or refused, and missing."""

    label: str
    received: int
    unusable: int
    missing: int


def deposits_of(session: Session, campaign: Campaign, *, until: date) -> Deposits:
    """Return the deposits of a session from its first day up to another, none of a former one; before it opens, its
    first day alone."""
    days = business_days(campaign.rules)
    statement = (
        select(Application.received_at)
        .join(Passage, col(Passage.application_id) == col(Application.id))
        .where(Passage.campaign_id == campaign.id, col(Application.received_at) >= campaign.opens_at, ~came_before())
    )
    came = Counter(days.local(received_at) for received_at in session.exec(statement))
    opens = days.local(campaign.opens_at)
    all_days = [opens + timedelta(n) for n in range(max(0, (until - opens).days) + 1)]
    totals = accumulate(came[day] for day in all_days)
    return Deposits(campaign.label, tuple(zip(all_days, totals, strict=True)))


def former_deposits(session: Session, campaign: Campaign) -> Deposits | None:
    """Return the deposits of the session before, each at the day of this one that is as far from the end of deposits;
    None where there was none."""
    before = select(Campaign).where(Campaign.region_id == campaign.region_id, Campaign.opens_at < campaign.opens_at)
    former = session.exec(before.order_by(col(Campaign.opens_at).desc())).first()
    if former is None:
        return None
    last = last_day(session, former)
    moved = last_day(session, campaign) - last
    found = deposits_of(session, former, until=last + AFTER)
    return Deposits(former.label, tuple((day + moved, total) for day, total in found.days))


def last_day(session: Session, campaign: Campaign) -> date:
    """Return the last day of the deposits of a session: that of its year, where they have no end."""
    return deposit_last_day(session, campaign) or date(campaign.year, 12, 31)


def funnel_of(session: Session, campaign: Campaign) -> tuple[tuple[str, int], ...]:
    """Return how many dossiers of a session went to each of STEPS or beyond, those that need not apply apart; no step
    that a session has not, and none where no dossier is deposited. The first step says so where some were deposited in
    a former session."""
    line, application = col(JournalLine.status), col(Application.status)
    stood = union_all(
        columns(col(JournalLine.application_id).label("id"), _step(line)).where(
            col(JournalLine.campaign_id) == campaign.id
        ),
        columns(col(Application.id).label("id"), _step(application)).where(col(Application.campaign_id) == campaign.id),
        # What left it for another session counts as far as it went here.
        columns(col(Passage.application_id).label("id"), _step(col(Passage.left_as))).where(
            col(Passage.campaign_id) == campaign.id
        ),
    ).subquery()
    furthest = columns(stood.c.id, func.max(stood.c.step).label("step")).group_by(stood.c.id).subquery()
    counted = (
        columns(furthest.c.step, func.count())
        .join(Application, col(Application.id) == furthest.c.id)
        .where(application != Status.not_required)
        .group_by(furthest.c.step)
    )
    reached = Counter(dict(session.execute(counted).tuples().all()))
    labels = [_first_step(session, campaign), *(label for label, _ in STEPS[1:])]
    return tuple(
        (label, sum(number for step, number in reached.items() if step >= place))
        for place, label in enumerate(_of_session(campaign.rules, labels))
        if label
    )


def _of_session(region: Region, labels: Sequence[str]) -> Iterator[str | None]:
    """Yield each label, or None for a step that a session has not; who is nobody's choice is a member, not accepted."""
    for label in labels:
        kind = _OF_BODIES.get(label)
        is_there = region.takes_dossiers and (kind is None or kind in region.stages.kinds)
        told = label if region.decides else _UNDECIDED.get(label, label)
        yield told if is_there else None


def _first_step(session: Session, campaign: Campaign) -> str:
    """Return what the dossiers of a session are called: it inherits those that a former one left undecided."""
    inherited = select(Passage.id).where(Passage.campaign_id == campaign.id, came_before()).limit(1)
    return "Déposés ou repris" if session.exec(inherited).first() else STEPS[0][0]


def _step(status: Any) -> Any:  # noqa: ANN401
    whens = [(status.in_(statuses), literal(place)) for place, (_, statuses) in reversed(list(enumerate(STEPS)))]
    return case(*whens, else_=literal(0)).label("step")


def completeness_of(session: Session, campaign: Campaign) -> tuple[Completeness, ...]:
    """Return how many dossiers of a session have each required piece, in the order of the region file."""
    piece, state = col(Piece.piece_id), col(Piece.state)
    counted = (
        columns(piece, state, func.count())
        .join(Application, col(Application.id) == col(Piece.application_id))
        .where(col(Application.campaign_id) == campaign.id, col(Application.status) != Status.not_required)
        .group_by(piece, state)
    )
    found = Counter({(name, PieceState(state)): number for name, state, number in session.execute(counted)})
    for gone in left_of(session, campaign):
        found.update(gone.pieces.items())

    def total(name: str, *states: PieceState) -> int:
        return sum(found[name, state] for state in states)

    return tuple(
        Completeness(
            campaign.rules.pieces[name].label,
            received=total(name, PieceState.received),
            unusable=total(name, PieceState.unusable, PieceState.refused),
            missing=total(name, PieceState.missing),
        )
        for name in campaign.rules.required_pieces
    )


def today_of(campaign: Campaign, at: datetime) -> date:
    """Return the day of an instant on the clock of a session."""
    return business_days(campaign.rules).local(at)
