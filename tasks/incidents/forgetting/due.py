"""What has been held for its time, and what keeps some of it all the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, plus_months
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application, Organisation, Passage
from models.dossiers.forgetting import Key, Outcome, is_forgotten
from models.dossiers.passages import came_before
from models.intake.deposit import Deposit, number_of
from models.members.membership import Membership
from models.notices import Notice
from models.sessions.campaign import Campaign, Prospect, Stage
from models.sessions.opening import all_campaigns
from models.vocabulary import StageKind, Status
from tasks.incidents.forgetting.reach import is_of_no_dossier, is_of_session
from tasks.incidents.forgetting.stops import stops, waits

OF_STATUS: Mapping[Status, Outcome] = {
    Status.member: Outcome.members,
    Status.refused: Outcome.refused,
    Status.withdrawn: Outcome.withdrawn,
    Status.not_required: Outcome.not_required,
    Status.carried_over: Outcome.never_complete,
}
"""What became of a dossier, by its status; the others are in hand, and are held."""

_SHORTEST_MONTH = timedelta(days=28)


class Unit(NamedTuple):
    """What is forgotten at once: its key, what it is called and whose it is, what became of it, the last day of its
    time, and what keeps it all the same, in French."""

    key: Key
    name: str
    whose: str
    outcome: Outcome
    due_on: date
    stopped: str | None = None


def due(session: Session, *, at: datetime, only: Key | None = None) -> list[Unit]:
    """Return what has been held for its time, in order: dossiers, memberships and arrivals of none, what is of a
    session alone; or the `only` one that is asked about, where it has."""
    campaigns = {one.id or 0: one for one in all_campaigns(session)}
    clock = _Clock(campaigns, at, only)
    found = (
        _dossiers(session, clock),
        _memberships(session, clock),
        _arrivals(session, clock),
        _of_sessions(session, clock),
    )
    return [unit for units in found for unit in units if only in {None, unit.key}] if campaigns else []


@dataclass(frozen=True)
class _Clock:
    """The sessions by number, an instant, and what alone is asked about."""

    campaigns: Mapping[int, Campaign]
    at: datetime
    only: Key | None

    @property
    def of_one(self) -> bool:
        """Whether one thing alone is asked about."""
        return self.only is not None

    @cached_property
    def asked(self) -> dict[str, object]:
        """What the look-ups are asked with."""
        of, row = self.only or (None, None)
        before = {str(one): self.before(one) for one in (*OF_STATUS.values(), Outcome.unattributed)}
        return {**before, "of": of, "row": row, "last_day": self.before(Outcome.members).date()}

    def over(self, campaign_id: int, outcome: Outcome, since: datetime | date) -> date | None:
        """Return the last day of the time of what became so at an instant; None while it is not over."""
        rules = self.campaigns[campaign_id].rules
        local = business_days(rules).local
        day = local(since) if isinstance(since, datetime) else since
        last = plus_months(day, months_of(self.campaigns[campaign_id], outcome)) if day < date.max else day
        return last if last < local(self.at) else None

    def before(self, outcome: Outcome) -> datetime:
        """Return since when what became so may be over: what became so later is not looked at."""
        return self.at - _SHORTEST_MONTH * min(months_of(one, outcome) for one in self.campaigns.values())


def months_of(campaign: Campaign, outcome: Outcome) -> int:
    """Return for how many months a session has something held."""
    months: int = getattr(campaign.rules.data_protection.months, outcome)
    return months


def _are_asked(of: str, number: Any, *, of_one: bool) -> ColumnElement[bool]:  # noqa: ANN401  a column of numbers
    """SQL condition: rows of a table are asked about."""
    return (number == bindparam("row")) & (literal(of) == bindparam("of")) if of_one else true()


def _dossiers(session: Session, clock: _Clock) -> Iterator[Unit]:
    over = []
    for one, name, *lasts in session.execute(_ended(of_one=clock.of_one), clock.asked):
        outcome = OF_STATUS[one.status]
        if due_on := clock.over(one.campaign_id, outcome, _since(one, outcome, *lasts)):
            over.append((one, name, outcome, due_on))
    kept = stops(session, [one for one, *_ in over], at=clock.at)
    for one, name, outcome, due_on in over:
        yield Unit(("application", one.id), one.reference, name, outcome, due_on, kept.get(one.id))


@cache
def _ended(*, of_one: bool) -> Select[Any]:
    is_old = or_(
        *(
            and_(col(Application.status) == status, col(Application.status_at) <= bindparam(outcome))
            for status, outcome in OF_STATUS.items()
        )
    )
    return (
        columns(Application, col(Organisation.name), *_lasts())
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(is_old, col(Application.joined_to_id).is_(None), ~is_forgotten("application", col(Application.id)))
        .where((col(Application.status) != Status.carried_over) | _had_its_chance())
        .where(_are_asked("application", col(Application.id), of_one=of_one))
        .order_by(col(Application.id))
    )


def _lasts() -> tuple[Any, ...]:
    """Return what else tells when a dossier ended: its last day as a member, the last answer to an appeal, the last
    arrival."""
    ends_on = func.coalesce(col(Membership.ends_on), literal(date.max))
    theirs = (
        (func.max(ends_on), Membership.application_id),
        (func.max(col(Appeal.answered_at)), Appeal.application_id),
        (func.max(col(Deposit.received_at)), Deposit.application_id),
    )
    return tuple(columns(last).where(col(of) == col(Application.id)).scalar_subquery() for last, of in theirs)


def _since(
    one: Application, outcome: Outcome, ends_on: date | None, answered: datetime | None, came: datetime | None
) -> datetime | date:
    """Return from when the time of a dossier is counted."""
    if outcome is Outcome.members and ends_on:
        return ends_on
    return max(at for at in (one.status_at, answered, came if outcome is Outcome.never_complete else None) if at)


def _had_its_chance() -> ColumnElement[bool]:
    """SQL condition: a dossier passed to a session after the one in which it was deposited."""
    here = (
        col(Passage.application_id) == col(Application.id),
        col(Passage.campaign_id) == col(Application.campaign_id),
    )
    return select(Passage.id).where(*here, came_before()).exists()


def _memberships(session: Session, clock: _Clock) -> Iterator[Unit]:
    """Yield those of structures that a text engages without a dossier, by the rules of the last session."""
    latest = max(clock.campaigns)
    for one, name in session.execute(_ended_without(of_one=clock.of_one), clock.asked):
        if due_on := clock.over(latest, Outcome.members, one.ends_on):
            yield Unit(("membership", one.id), one.number, name, Outcome.members, due_on)


@cache
def _ended_without(*, of_one: bool) -> Select[Any]:
    of_none = (col(Membership.application_id).is_(None), ~is_forgotten("membership", col(Membership.id)))
    asked = _are_asked("membership", col(Membership.id), of_one=of_one)
    return (
        columns(Membership, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(*of_none, col(Membership.ends_on) <= bindparam("last_day"), asked)
        .order_by(col(Membership.id))
    )


def _arrivals(session: Session, clock: _Clock) -> Iterator[Unit]:
    for (one,) in session.execute(_came(of_one=clock.of_one), clock.asked):
        if due_on := clock.over(one.campaign_id, Outcome.unattributed, one.received_at):
            name = f"envoi {number_of(one, clock.campaigns[one.campaign_id].rules.zone)}"
            yield Unit(("deposit", one.id or 0), name, "", Outcome.unattributed, due_on, waits(one))


@cache
def _came(*, of_one: bool) -> Select[Any]:
    is_old = col(Deposit.received_at) <= bindparam(Outcome.unattributed)
    of_none = columns(Deposit).where(is_old, is_of_no_dossier(), ~is_forgotten("deposit", col(Deposit.id)))
    return of_none.where(_are_asked("deposit", col(Deposit.id), of_one=of_one)).order_by(col(Deposit.id))


_EFFECTS = select(Stage.campaign_id, Stage.due_at).where(Stage.kind == StageKind.effect).order_by(col(Stage.id))


def _of_sessions(session: Session, clock: _Clock) -> Iterator[Unit]:
    for campaign_id, due_at in session.exec(_EFFECTS).all():
        for of, outcome in (("prospect", Outcome.prospects), ("notice", Outcome.letters)):
            due_on = clock.over(campaign_id, outcome, due_at)
            if due_on and _is_held(session, of, campaign_id):
                yield Unit((of, campaign_id), clock.campaigns[campaign_id].code, "", outcome, due_on)


def _is_held(session: Session, of: str, campaign_id: int) -> bool:
    """Return True if something of a session alone is held, and was not forgotten."""
    number = literal(campaign_id)
    told = select(Prospect.id).where(Prospect.campaign_id == campaign_id, of == "prospect")
    letters = select(Notice.id).where(is_of_session(campaign_id, are_invitations=of == "prospect"))
    found = columns(or_(told.exists(), letters.exists()) & ~is_forgotten(of, number))
    return bool(session.execute(found).scalar_one())
