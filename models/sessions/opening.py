"""How a session begins, and how its dates move."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days, next_reminder, reminders, stage_dates
from models.errors import Refusal
from models.region.model import Region
from models.sessions.announcing import declined_among
from models.sessions.campaign import Campaign, Prospect, Stage, StageChange
from models.vocabulary import MEETINGS, StageKind, StageName


class StageWords(NamedTuple):
    """What a stage is called: on its own, in a sentence, and at its end."""

    label: str
    subject: str
    closing: str


STAGE_WORDS: dict[StageName, StageWords] = {
    StageName.deposit: StageWords("Dépôt", "le dépôt des candidatures", "clôture du dépôt"),
    StageName.examination: StageWords("Instruction", "l'instruction des dossiers", "fin de l'instruction"),
    StageName.working_group: StageWords("Groupe de travail", "le groupe de travail", "fin du groupe de travail"),
    StageName.commission: StageWords("Commission", "la commission", "fin de la commission"),
    StageName.effect: StageWords("Prise d'effet", "la prise d'effet des adhésions", "prise d'effet"),
}

_TERMS = frozenset({StageKind.deposit, StageKind.examination})


def open_campaign(
    session: Session, region: Region, *, year: int, opens: date, by: str, at: datetime
) -> tuple[Campaign, bool]:
    """Return the session of a region and a year, and whether it was opened just now: opening one that is open changes
    nothing."""
    region.check_calendar(opens, year)
    code = region.campaign_code(year)
    campaign = session.exec(select(Campaign).where(Campaign.code == code)).one_or_none()
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
    session.add_all(Prospect(campaign_id=campaign.id or 0, address=address) for address in new)
    session.flush()
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
    for name, dates in stage_dates(region, year=year, opens_on=opens).items():
        stage = Stage(campaign_id=campaign.id or 0, name=name, opens_at=dates.opens_at, due_at=dates.due_at)
        _plan_reminders(region, days, stage, after=at)
        session.add(stage)
    session.flush()
    return campaign


def stages(session: Session, campaign: Campaign) -> dict[StageName, Stage]:
    """Return the stages of a session, in order."""
    found = {stage.name: stage for stage in session.exec(select(Stage).where(Stage.campaign_id == campaign.id))}
    return {name: found[name] for name in StageName}


def find_campaign(session: Session, code: str) -> Campaign:
    """Return the session of a code. Raises Refusal, with those there are, where there is none."""
    statement = select(Campaign).where(func.lower(col(Campaign.code)) == code.strip().lower())
    campaign = session.exec(statement).one_or_none()
    if campaign is None:
        known = ", ".join(session.exec(select(Campaign.code).order_by(col(Campaign.code)))) or "aucune"
        raise Refusal("Session", code, f"aucune session de ce code ; sessions ouvertes : {known}.")
    return campaign


def campaign_at(session: Session, instant: datetime) -> Campaign:
    """Return the session that what came at an instant belongs to: the latest then open, else the next."""
    return campaign_among(all_campaigns(session), instant)


def all_campaigns(session: Session) -> Sequence[Campaign]:
    """Return every session, in the order in which they open."""
    return session.exec(select(Campaign).order_by(col(Campaign.opens_at))).all()


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
    due_at = days.at(day) if stage.name.kind is StageKind.effect else days.after(day)
    return due_at, day if stage.name.kind in MEETINGS else None


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
    _refuse_a_day_that_cannot_be(days, stage, due_at, to=to, at=at)
    change = StageChange(stage_id=stage.id or 0, former_due_at=stage.due_at, due_at=due_at, reason=reason, by=by, at=at)
    stage.due_at, stage.done_at = due_at, None
    stage.revision += 1
    stage.meeting_on = meeting_on
    if meeting_on:
        stage.opens_at = min(stage.opens_at, days.at(to))
    if stage.name.kind is StageKind.effect:
        stage.opens_at = due_at
    _plan_reminders(region, days, stage, after=at)
    session.add_all([change, stage])
    session.flush()
    return change


def _refuse_a_day_that_cannot_be(days: BusinessDays, stage: Stage, due_at: datetime, *, to: date, at: datetime) -> None:
    if due_at <= at:
        raise Refusal("Nouvelle date", to, "elle est déjà passée ; indiquez un jour à venir.")
    if stage.name.kind in _TERMS and due_at <= stage.opens_at:
        opening = f"{days.local(stage.opens_at):%d/%m/%Y}"
        mend = f"{STAGE_WORDS[stage.name].subject} n'ouvre que le {opening} ; indiquez ce jour ou un jour suivant."
        raise Refusal("Nouvelle date", to, mend)


def _plan_reminders(region: Region, days: BusinessDays, stage: Stage, *, after: datetime) -> None:
    """Set when the next reminder of the deposit's end is owed, none before it opens; the other stages remind nobody."""
    if stage.name.kind is not StageKind.deposit:
        return
    policies = region.policies
    schedule = reminders(days, days.last_day(stage.due_at), before=policies.deposit_reminders, hour=policies.send_hour)
    stage.next_reminder_at = next_reminder(schedule, after=max(after, stage.opens_at))
