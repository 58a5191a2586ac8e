"""How a session begins, and how its dates move."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from models.calendar.business_days import (
    BusinessDays,
    StageDates,
    business_days,
    next_reminder,
    reminders,
    stage_dates,
)
from models.columns import add_rows
from models.errors import Refusal
from models.region.model import Region
from models.sessions.announcing import declined_among
from models.sessions.campaign import Campaign, Prospect, Stage, StageChange
from models.vocabulary import MEETINGS, StageKind, StageName

NEVER = datetime.max.replace(tzinfo=UTC, microsecond=0) - timedelta(days=2)
"""The end of what has none: any instant is before it, in any time zone."""


class Calendar(dict[StageName, Stage]):
    """The dated stages of a session by name, in order: whoever wants one says of what kind, and none is named."""

    def __init__(self, campaign: Campaign, stages: Mapping[StageName, Stage]) -> None:
        """Hold the stages of a session."""
        super().__init__(stages)
        self._opens_at = campaign.opens_at

    def of_kind(self, *kinds: StageKind) -> list[Stage]:
        """Return the stages of some kinds, in order."""
        return [stage for stage in self.values() if stage.kind in kinds]

    def has(self, kind: StageKind) -> bool:
        """Return True if there is a dated stage of a kind."""
        return bool(self.of_kind(kind))

    @property
    def meetings(self) -> list[Stage]:
        """The stages that a body carries, in order."""
        return self.of_kind(*MEETINGS)

    @property
    def deposit(self) -> Stage | None:
        """The stage of the deposit; None where one deposits all year, or not at all."""
        return next(iter(self.of_kind(StageKind.deposit)), None)

    @property
    def deposit_ends(self) -> datetime:
        """The first instant after the period of deposit; `NEVER` where that has no end."""
        return self.deposit.due_at if self.deposit else NEVER

    @property
    def examination(self) -> Stage | None:
        """The stage of the examination, if the session has one that ends."""
        return next(iter(self.of_kind(StageKind.examination)), None)

    @property
    def effect(self) -> Stage | None:
        """The stage of the effect; None where each acceptance takes effect on a day of its own."""
        return next(iter(self.of_kind(StageKind.effect)), None)

    @property
    def effect_at(self) -> datetime:
        """The instant from which on an acceptance takes effect: from the opening on, where each has its own day."""
        return self.effect.due_at if self.effect else self._opens_at


_TERMS = frozenset({StageKind.deposit, StageKind.examination})


_OF_CODE = select(Campaign).where(col(Campaign.code) == bindparam("code"))
_OF_CODE_AS_SAID = select(Campaign).where(func.lower(col(Campaign.code)) == bindparam("code"))


def open_campaign(
    session: Session, region: Region, *, year: int, opens: date, by: str, at: datetime
) -> tuple[Campaign, bool]:
    """Return the session of a region and a year, and whether it was opened just now: opening one that is open changes
    nothing."""
    region.check_calendar(opens, year)
    code = region.campaign_code(year)
    campaign = session.exec(_OF_CODE, params={"code": code}).one_or_none()
    opened = campaign is None
    if campaign is None:
        campaign = _create(session, region, year=year, opens=opens, by=by, at=at)
    return campaign, opened


def unknown_prospects(session: Session, campaign: Campaign, addresses: Sequence[str]) -> list[str]:
    """Return the addresses, each once, that are not among those to whom a session is told, and that want to be."""
    known = set(session.exec(select(Prospect.address).where(Prospect.campaign_id == campaign.id)))
    left_out = known | declined_among(session, addresses)
    return [address for address in dict.fromkeys(addresses) if address not in left_out]


def add_prospects(session: Session, campaign: Campaign, addresses: Sequence[str]) -> list[str]:
    """Add the addresses to those to whom a session is told, and return the new ones."""
    new = unknown_prospects(session, campaign, addresses)
    add_rows(session, Prospect, [{"campaign_id": campaign.id, "address": address} for address in new])
    return new


def _create(session: Session, region: Region, *, year: int, opens: date, by: str, at: datetime) -> Campaign:
    days = business_days(region)
    campaign = Campaign(
        code=region.campaign_code(year),
        region_id=region.region.id,
        year=year,
        label=region.label(year),
        region=region.model_dump_json(),
        opens_at=days.at(opens),
        opened_at=at,
        opened_by=by,
    )
    session.add(campaign)
    session.flush()
    rows = [
        {
            "campaign_id": campaign.id,
            "name": name,
            "kind": (kind := region.stages.kind_of(name)),
            "opens_at": dates.opens_at,
            "due_at": dates.due_at,
            "next_reminder_at": _next_reminder(region, days, kind, dates, after=at),
        }
        for name, dates in stage_dates(region, year=year, opens_on=opens).items()
    ]
    add_rows(session, Stage, rows)
    return campaign


_STAGES = select(Stage).where(col(Stage.campaign_id) == bindparam("campaign_id"))
"""Made once: it is asked at nearly each act, and to make it would cost more than to ask it."""


def stages(session: Session, campaign: Campaign) -> Calendar:
    """Return the stages of a session, in order."""
    found = {stage.name: stage for stage in session.exec(_STAGES, params={"campaign_id": campaign.id})}
    return Calendar(campaign, {name: found[name] for name in campaign.rules.stages.names if name in found})


def deposit_last_day(session: Session, campaign: Campaign) -> date | None:
    """Return the last day of the deposits of a session; None where they have no end."""
    stage = stages(session, campaign).deposit
    return business_days(campaign.rules).last_day(stage.due_at) if stage else None


def need_stage(campaign: Campaign, name: StageName, *, field: str = "Étape") -> None:
    """Raise Refusal, with those there are, for a stage that a session has not."""
    _need(campaign, name, campaign.rules.stages.names, field)


def need_meeting(campaign: Campaign, name: StageName, *, field: str = "Instance") -> None:
    """Raise Refusal, with those there are, for a stage that a session has not, or that no body carries."""
    _need(campaign, name, campaign.rules.stages.meetings, field)


def first_of(campaign: Campaign, kind: StageKind) -> StageName:
    """Return the first stage of a kind. Raises Refusal where a session has none."""
    alike = campaign.rules.stages.of_kind(kind)
    if not alike:
        what = "aucune instance n'y donne d'avis" if kind is StageKind.opinion else "aucune instance n'y décide"
        raise Refusal("Session", campaign.code, f"{what} : le fichier de région n'a pas d'étape de ce genre ({kind}).")
    return alike[0]


def _need(campaign: Campaign, name: StageName, there: Sequence[StageName], field: str) -> None:
    if name not in there:
        named = ", ".join(campaign.rules.words(one).name for one in there)
        mend = f"choisissez parmi : {named}" if named else "aucune ne s'y fixe, ni ne s'y déplace"
        raise Refusal(field, name, f"{campaign.called} ne l'a pas ; {mend}.")


def find_campaign(session: Session, code: str) -> Campaign:
    """Return the session of a code. Raises Refusal, with those there are, where there is none."""
    campaign = session.exec(_OF_CODE_AS_SAID, params={"code": code.strip().lower()}).one_or_none()
    if campaign is None:
        known = ", ".join(session.exec(select(Campaign.code).order_by(col(Campaign.code)))) or "aucune"
        raise Refusal("Session", code, f"aucune session de ce code ; sessions ouvertes : {known}.")
    return campaign


def campaign_at(session: Session, instant: datetime) -> Campaign:
    """Return the session that what came at an instant belongs to: the latest then open, else the next."""
    return campaign_among(all_campaigns(session), instant)


_OF_REGION = select(Campaign).where(col(Campaign.region_id) == bindparam("region_id")).order_by(col(Campaign.opens_at))


def campaigns_of(session: Session, region_id: str) -> Sequence[Campaign]:
    """Return the sessions of a region, in the order in which they open."""
    return session.exec(_OF_REGION, params={"region_id": region_id}).all()


def campaign_in_hand(session: Session, region_id: str, at: datetime) -> Campaign:
    """Return the session of a region that is in hand at an instant: the latest then open, else the next. What is of no
    session, as members are, goes by its rules."""
    return campaign_among(campaigns_of(session, region_id), at)


def is_in_hand(session: Session, campaign: Campaign, at: datetime) -> bool:
    """Return True if a session is the one of its region that is in hand: what is of no session is told by it, once."""
    return campaign.id == campaign_in_hand(session, campaign.region_id, at).id


_ALL = select(Campaign).order_by(col(Campaign.opens_at))


def all_campaigns(session: Session) -> Sequence[Campaign]:
    """Return every session, in the order in which they open."""
    return session.exec(_ALL).all()


def campaign_among(campaigns: Sequence[Campaign], instant: datetime) -> Campaign:
    """Return the session of an instant among all of them: one that was cancelled takes nothing while there is another.
    Raises Refusal where there is no session at all."""
    if not campaigns:
        raise Refusal("Session", "aucune", "aucune session n'est ouverte ; ouvrez-en une avec ouvrir-session.")
    running = [campaign for campaign in campaigns if campaign.cancelled_at is None] or campaigns
    return next((c for c in reversed(running) if c.opens_at <= instant), running[0])


def must_run(campaign: Campaign) -> None:
    """Raise Refusal for a session that was cancelled: nothing more is prepared in it."""
    if campaign.cancelled_at:
        on = business_days(campaign.rules).local(campaign.cancelled_at)
        raise Refusal(
            "Session", campaign.code, f"elle a été annulée le {on:%d/%m/%Y} ; ses dossiers vont à la suivante."
        )


def is_at(campaign: Campaign, stage: Stage, day: date) -> bool:
    """Return True if a stage has that last day (the day itself for a meeting or the effect) already."""
    return _dates(business_days(campaign.rules), stage, day) == (stage.due_at, stage.meeting_on)


def _dates(days: BusinessDays, stage: Stage, day: date) -> tuple[datetime, date | None]:
    """Return when a stage is due, and when its body meets, if it is to have that last day."""
    due_at = days.at(day) if stage.kind is StageKind.effect else days.after(day)
    return due_at, day if stage.kind in MEETINGS else None


def move_stage(
    session: Session, campaign: Campaign, stage: Stage, *, to: date, reason: str, by: str, at: datetime
) -> StageChange | None:
    """Move a stage to its new last day (the day itself for a meeting or the effect), and return the change kept.

    None where the stage is at that date already. A stage that was closed and now ends later is open again.
    """
    if is_at(campaign, stage, to):
        return None
    region = campaign.rules
    days = business_days(region)
    due_at, meeting_on = _dates(days, stage, to)
    _refuse_a_day_that_cannot_be(campaign, stage, due_at, to=to, at=at)
    change = StageChange(stage_id=stage.id or 0, former_due_at=stage.due_at, due_at=due_at, reason=reason, by=by, at=at)
    stage.due_at, stage.done_at = due_at, None
    stage.revision += 1
    stage.meeting_on = meeting_on
    if meeting_on:
        stage.opens_at = min(stage.opens_at, days.at(to))
    if stage.kind is StageKind.effect:
        stage.opens_at = due_at
    stage.next_reminder_at = _next_reminder(region, days, stage.kind, stage, after=at)
    session.add_all([change, stage])
    session.flush()
    return change


def _refuse_a_day_that_cannot_be(campaign: Campaign, stage: Stage, due_at: datetime, *, to: date, at: datetime) -> None:
    if due_at <= at:
        raise Refusal("Nouvelle date", to, "elle est déjà passée ; indiquez un jour à venir.")
    if stage.kind in _TERMS and due_at <= stage.opens_at:
        opening = f"{business_days(campaign.rules).local(stage.opens_at):%d/%m/%Y}"
        subject = campaign.rules.words(stage.name).subject
        mend = f"{subject} n'ouvre que le {opening} ; indiquez ce jour ou un jour suivant."
        raise Refusal("Nouvelle date", to, mend)


def _next_reminder(
    region: Region, days: BusinessDays, kind: StageKind, dates: StageDates | Stage, *, after: datetime
) -> datetime | None:
    """Return when the next reminder of the deposit's end is owed, none before it opens; the other stages remind
    nobody."""
    if kind is not StageKind.deposit:
        return None
    policies = region.policies
    schedule = reminders(days, days.last_day(dates.due_at), before=policies.deposit_reminders, hour=policies.send_hour)
    return next_reminder(schedule, after=max(after, dates.opens_at))
