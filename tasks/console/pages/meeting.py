"""A body's meeting as its page shows it: the facts of the body, whom its letters were written to, and who comes."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.forms.dossiers import stage_choice
from models.meetings.agenda import convening_key, latest_meeting
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of
from models.notices import Notice, NoticeFile
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign, stages
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus, StageKind, StageName
from tasks.console.boards.meeting import MeetingBoard, meeting_board
from tasks.console.boards.meeting_facts import SECRETARY
from tasks.console.pages.sessions import Named, all_sessions, session_of
from tasks.intake.replies.presence import Presence, presences
from tasks.intake.store import Store


class Guest(NamedTuple):
    """Somebody who was convened: for which seat, at which address, and how the letter stands."""

    seat: str
    recipient: str
    status: NoticeStatus


class Minutes(NamedTuple):
    """The minutes of a meeting: the letter that carried them and their place there, and when they were made."""

    letter: int
    position: int
    at: datetime


class Turn(NamedTuple):
    """A stage that a body carries in a session: what it is called, and whether it is the first of its kind."""

    stage: StageName
    kind: StageKind
    name: str
    is_first: bool


class MeetingPage(NamedTuple):
    """A body in a session, among `bodies`; `choice` is how forms offer its stage, `board` None where there is nothing
    to show of it yet."""

    sessions: tuple[Named, ...]
    code: str
    label: str
    zone: ZoneInfo
    stage: StageName
    kind: StageKind
    choice: str
    bodies: tuple[Turn, ...]
    body: str
    last_day: date | None  # None where it meets all year, and no meeting is set
    board: MeetingBoard | None
    guests: tuple[Guest, ...]
    minutes: tuple[Minutes, ...]
    presences: tuple[Presence, ...]


def read_meeting(code: str, stage: StageName | StageKind, *, at: datetime) -> MeetingPage | None:
    """Return how a body stands at an instant, by its stage or as the first of a kind; None where there is none. Raises
    Refusal for a code that is no session's."""
    settings = Settings()
    with reading(settings.database) as session:
        campaign = find_campaign(session, code)
        found = next((one for one in turns(campaign.rules) if _is_meant(one, stage)), None)
        return meeting_of(session, campaign, found.stage, store=Store(settings.store), at=at) if found else None


def _is_meant(turn: Turn, stage: StageName | StageKind) -> bool:
    return turn.is_first and turn.kind is stage if isinstance(stage, StageKind) else turn.stage == stage


def turns(rules: Region) -> tuple[Turn, ...]:
    """Return the stages that a body carries, in order."""
    kinds = {name: rules.stages.kind_of(name) for name in rules.stages.meetings}
    return tuple(
        Turn(name, kind, rules.words(name).name, not rules.stages.before(name)) for name, kind in kinds.items()
    )


def meeting_of(session: Session, campaign: Campaign, stage: StageName, *, store: Store, at: datetime) -> MeetingPage:
    """Return how a body of a session stands at an instant; what the diaries of its members answered is read from the
    store."""
    meeting, (_, body) = latest_meeting(session, campaign, stage), body_of(campaign.rules, stage)
    return MeetingPage(
        sessions=all_sessions(session),
        code=campaign.code,
        label=campaign.label,
        zone=campaign.rules.zone,
        stage=stage,
        kind=campaign.rules.stages.kind_of(stage),
        choice=stage_choice(campaign.rules, stage),
        bodies=turns(campaign.rules),
        body=body.label,
        last_day=_last_day(session, campaign, stage),
        board=meeting_board(session, campaign, stage, at=at),
        guests=tuple(_guests(session, campaign, meeting)) if meeting else (),
        minutes=tuple(_minutes(session, campaign, stage)),
        presences=tuple(presences(session, campaign, meeting, store)) if meeting else (),
    )


def _last_day(session: Session, campaign: Campaign, name: StageName) -> date | None:
    stage = stages(session, campaign)[name]
    is_open = stage.meeting_on is None and campaign.rules.stages.meets_all_year(name)
    return None if is_open else business_days(campaign.rules).last_day(stage.due_at)


def next_body() -> tuple[str, Turn | None] | None:
    """Return the latest session and the first of its bodies whose stage is not done, else the last; no body where none
    meets, None before the first session."""
    with reading(Settings().database) as session:
        campaign = session_of(session, "")
        if campaign is None:
            return None
        calendar, bodies = stages(session, campaign), turns(campaign.rules)
        last = bodies[-1] if bodies else None
        return campaign.code, next((one for one in bodies if calendar[one.stage].done_at is None), last)


def _guests(session: Session, campaign: Campaign, meeting: Meeting) -> list[Guest]:
    _, body = body_of(campaign.rules, meeting.stage)
    prefix = convening_key(campaign, meeting)
    names = {f"{prefix}member/{seat}": member.label for seat, member in body.members.items()}
    letters = select(Notice.key, Notice.recipient, Notice.status).where(
        col(Notice.key).startswith(prefix, autoescape=True)
    )
    rows = session.exec(letters.order_by(col(Notice.id)))
    return [Guest(names.get(key, SECRETARY), recipient, NoticeStatus(status)) for key, recipient, status in rows]


def _minutes(session: Session, campaign: Campaign, stage: StageName) -> list[Minutes]:
    """Return the minutes of each meeting of a body that is over, in order."""
    of_body = col(Notice.key).startswith(f"{campaign.code}/{stage}/", autoescape=True)
    carried = (
        select(Notice.id, NoticeFile.position, Notice.enqueued_at)
        .join(NoticeFile, col(NoticeFile.notice_id) == col(Notice.id))
        .where(Notice.kind == NoticeKind.minutes, of_body)
        .order_by(col(Notice.id), col(NoticeFile.position))
    )
    return [Minutes(letter or 0, position, at) for letter, position, at in session.exec(carried)]
