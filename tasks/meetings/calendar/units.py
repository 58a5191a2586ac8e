"""The units of work about meetings, as Prefect sees them: the days on which they are held."""

from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import exists
from sqlmodel import Session, col, or_, select

from models.forms.meetings import MeetingForm
from models.meetings.meeting import AgendaItem, Meeting
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.preview.deed import deed
from models.storage.settings import Settings
from models.vocabulary import StageKind, StageName
from tasks.concerned import refusable, unit
from tasks.meetings.calendar import scheduling


class Gathering(NamedTuple):
    """A meeting of a body, at a stage that is called `name` and may be the first of its kind: `starts_at` is None until
    its day is set; `revision` is how often that day moved."""

    session: str
    stage: StageName
    kind: StageKind
    name: str
    is_first: bool
    number: int
    starts_at: datetime | None
    revision: int


class Owing(Protocol):
    """Does all that a session owes at an instant."""

    def __call__(self, session: Session, campaign: Campaign, *, at: datetime) -> None:
        """Do it in a transaction that is open."""


@refusable("Fixer la séance")
async def set_meeting(form: MeetingForm, *, at: datetime, then: Owing) -> Gathering:
    """Set the day of a body's next meeting, and return it; `then` does what its session owes at once. Raises
    Unconfirmed where members would be written to, and nobody was shown it."""
    with deed(Settings().database, form, at=at) as done:
        meeting = scheduling.set_meeting(done.session, form, at=at)
        campaign = done.session.get_one(Campaign, meeting.campaign_id)
        done.next = lambda session: then(session, campaign, at=at)
        return _gathering(done.session, meeting)


@unit("Séances à tenir")
async def meetings_to_hold(code: str | None = None) -> list[Gathering]:
    """Return the meetings of a session (None: of each) that are not over and whose hour is set, or whose form a person
    has opened without one, in order; none of a session that is cancelled."""
    has_page = exists().where(col(AgendaItem.meeting_id) == col(Meeting.id), col(AgendaItem.page).is_not(None))
    coming = (
        select(Meeting)
        .join(Campaign)
        .where(
            col(Meeting.closed_at).is_(None),
            or_(col(Meeting.starts_at).is_not(None), has_page),
            col(Campaign.cancelled_at).is_(None),
            *([Campaign.code == code] if code else []),
        )
    )
    with reading(Settings().database) as session:
        return [_gathering(session, meeting) for meeting in session.exec(coming.order_by(col(Meeting.starts_at)))]


def _gathering(session: Session, meeting: Meeting) -> Gathering:
    campaign, stage = session.get_one(Campaign, meeting.campaign_id), meeting.stage
    stages = campaign.rules.stages
    what = (stages.kind_of(stage), campaign.rules.words(stage).name, not stages.before(stage))
    return Gathering(campaign.code, stage, *what, meeting.number, meeting.starts_at, meeting.revision)
