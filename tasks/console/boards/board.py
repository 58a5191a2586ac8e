"""What the Région sees first: where a session stands, read in a few look-ups whatever the number of dossiers."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days
from models.dossiers.application import Application, Passage
from models.dossiers.handling import agents_of
from models.dossiers.passages import came_before, left_of
from models.due import next_work
from models.errors import Refusal
from models.forms.faults import FormRefusal
from models.members.terms import count_terms
from models.region.model import Region
from models.region.stages.words import StageWords
from models.sessions.campaign import Campaign, Stage, StageChange
from models.sessions.opening import find_campaign, need_stage, stages
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.storage.settings import Settings
from models.vocabulary import StageKind, StageName, Status
from tasks.console.waiting.pending import pending
from tasks.console.waiting.reasons import SHOWN, Pending, scope_of


class StageView(NamedTuple):
    """A stage as an officer reads it. `last_day` is the day itself for a meeting or the effect; `former_last_day`, the
    one before the date last moved; `all_year` tells that its body meets all year, and that no meeting is set."""

    name: StageName
    kind: StageKind
    words: StageWords
    opens_at: datetime
    due_at: datetime
    done_at: datetime | None
    last_day: date
    former_last_day: date | None
    is_meeting_set: bool
    all_year: bool


class Board(NamedTuple):
    """A session at an instant. Its counts are of all that went through it, as they stand there or stood when they went
    on into another. `represented` dossiers were presented again in it, `inherited` ones came from a former
    session; `pending` is what waits for a person, the most pressing first; `next_at` is when the system next acts by
    itself; `terms`, on which days how many memberships of the region end that are announced to."""

    code: str
    label: str
    zone: ZoneInfo
    stages: tuple[StageView, ...]
    statuses: Mapping[Status, int]
    circles: Mapping[int, int]
    represented: int
    inherited: int
    pending: tuple[Pending, ...]
    next_at: datetime | None
    terms: tuple[tuple[date, int], ...] = ()


class Waiting(NamedTuple):
    """What waits for a person in a session at an instant, the most pressing first."""

    code: str
    zone: ZoneInfo
    pending: tuple[Pending, ...]


@goes_on
def stage_to_record(code: str, kind: StageKind, name: StageName | None = None) -> StageName | None:
    """Return the stage of a kind at which a body of a session speaks: that of a name, else the first that is not over,
    else the last; None where the session has none. Raises Refusal for a session, or a stage, that there is not."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, code)
        alike = stages(session, campaign).of_kind(kind)
        if name and name not in {stage.name for stage in alike}:
            called = ", ".join(stage.name for stage in alike) or "aucune"
            raise Refusal(
                "Étape", name, f"elle n'est pas de ce genre dans cette session ; choisissez parmi : {called}."
            )
        left = [stage.name for stage in alike if stage.done_at is None or stage.name == name]
        return name or next(iter(left), alike[-1].name if alike else None)


@goes_on
def stage_words(code: str, name: StageName) -> tuple[str, StageWords]:
    """Return what a session, and one of its stages, are called."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, code)
        return campaign.label, campaign.rules.words(name)


@goes_on
def kind_of_stage(code: str, name: StageName) -> StageKind:
    """Return what a stage of a session is for. Raises Refusal for one that it has not."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, code)
        need_stage(campaign, name)
        return campaign.rules.stages.kind_of(name)


def campaign_label(database: str, code: str) -> str:
    """Return what a session is called; of a code that is no session's, the code."""
    with reading(database) as session:
        return session.exec(select(Campaign.label).where(Campaign.code == code)).first() or code


def known_code(database: str, said: object) -> str:
    """Return the code of a session as it is written. Raises Refusal for what is no session's."""
    if not said:
        raise FormRefusal(["Session : choisissez-la dans la liste."])
    with reading(database) as session:
        return find_campaign(session, str(said)).code


def local_day(database: str, at: datetime) -> date:
    """Return the day of an instant on the clock of the latest session's Région; in UTC before there is one."""
    return at.astimezone(local_zone(database)).date()


@goes_on
def local_zone(database: str) -> tzinfo:
    """Return the zone of the latest session's Région; UTC before there is one."""
    with reading(database) as session:
        latest = session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc())).first()
    return latest.rules.zone if latest else UTC


@goes_on
def campaign_codes(database: str) -> list[str]:
    """Return the codes of all sessions, the earliest first."""
    with reading(database) as session:
        return list(session.exec(select(Campaign.code).order_by(col(Campaign.opens_at), col(Campaign.id))))


@goes_on
def read_waiting(code: str, *, at: datetime, limit: int | None = None) -> Waiting:
    """Return what waits for a person in a session: the first `limit` dossiers of each reason, None for all."""
    with reading(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        return Waiting(code, campaign.rules.zone, pending(scope_of(session, campaign, at=at, limit=limit)))


@goes_on
def read_shares(code: str, *, at: datetime, limit: int) -> dict[str, Waiting]:
    """Return what waits in the dossiers of each desk that was given some, for those where something does: the first
    `limit` of each reason."""
    with reading(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        if not campaign.rules.agents:
            return {}
        given = _given(session, campaign)
        found = pending(scope_of(session, campaign, at=at, limit=None))
        own = {agent: {one for one, to in given.items() if to == agent} for agent in campaign.rules.agents}
        shares = {agent: _share(found, theirs, limit) for agent, theirs in own.items()}
        return {agent: Waiting(code, campaign.rules.zone, share) for agent, share in shares.items() if share}


def _given(session: Session, campaign: Campaign) -> dict[str, str]:
    """Return which desk has each dossier of a session that was given to one, by reference."""
    dossiers = session.exec(select(Application.id, Application.reference).where(Application.campaign_id == campaign.id))
    references = {i or 0: reference for i, reference in dossiers}
    return {references[i]: agent for i, agent in agents_of(session, list(references)).items()}


def _share(found: Sequence[Pending], own: Collection[str], limit: int) -> tuple[Pending, ...]:
    shares = ((one.reason, [item for item in one.first if item.reference in own]) for one in found)
    return tuple(Pending(reason, len(items), tuple(items[:limit])) for reason, items in shares if items)


def board_of(session: Session, campaign: Campaign, *, at: datetime, limit: int = SHOWN) -> Board:
    """Return where a session stands at `at`: counts and the first `limit` of each list, never a row a dossier."""
    scope = scope_of(session, campaign, at=at, limit=limit)
    statuses: Counter[Status] = Counter()
    circles: Counter[int] = Counter()
    for group, total in scope.counts.items():
        statuses[group.status] += total
        circles[group.circle] += total
    for gone in left_of(session, campaign):
        statuses[gone.status] += 1
        circles[gone.circle] += 1
    return Board(
        code=campaign.code,
        label=campaign.label,
        zone=campaign.rules.zone,
        stages=_stages(session, campaign, scope.stages),
        statuses={status: statuses[status] for status in Status if statuses[status]},
        circles=dict(sorted(circles.items())),
        represented=_count_represented(session, campaign),
        inherited=_count_inherited(session, campaign),
        pending=pending(scope),
        next_at=next_work(session, at),
        terms=tuple(count_terms(session, campaign.rules, business_days(campaign.rules).local(at)).items()),
    )


def _stages(session: Session, campaign: Campaign, calendar: Mapping[StageName, Stage]) -> tuple[StageView, ...]:
    changes = select(StageChange.stage_id, StageChange.former_due_at).join(Stage)
    of_session = changes.where(Stage.campaign_id == campaign.id).order_by(col(StageChange.id))
    former: dict[int, datetime] = dict(session.exec(of_session).all())
    days = business_days(campaign.rules)
    return tuple(_view(campaign.rules, stage, days, former.get(stage.id or 0)) for stage in calendar.values())


def _view(region: Region, stage: Stage, days: BusinessDays, former: datetime | None) -> StageView:
    last_day = days.local if stage.kind is StageKind.effect else days.last_day
    return StageView(
        name=stage.name,
        kind=stage.kind,
        words=region.words(stage.name),
        opens_at=stage.opens_at,
        due_at=stage.due_at,
        done_at=stage.done_at,
        last_day=last_day(stage.due_at),
        former_last_day=last_day(former) if former else None,
        is_meeting_set=stage.meeting_on is not None,
        all_year=stage.meeting_on is None and region.stages.meets_all_year(stage.name),
    )


def _count_represented(session: Session, campaign: Campaign) -> int:
    """Return how many dossiers a person presented again in a session."""
    presented = (Passage.campaign_id == campaign.id, col(Passage.represented_at).is_not(None))
    return session.exec(select(func.count()).select_from(Passage).where(*presented)).one()


def _count_inherited(session: Session, campaign: Campaign) -> int:
    """Return how many dossiers of a session went through a former one: none goes back."""
    inherited = select(func.count()).select_from(Passage).where(Passage.campaign_id == campaign.id, came_before())
    return session.exec(inherited).one()
