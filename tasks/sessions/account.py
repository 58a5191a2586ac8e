"""What an act about a session, one of its dates or a meeting did: read back from the rows that it wrote."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from models.calendar.business_days import BusinessDays, business_days
from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.forms.dossiers import OpeningForm, PostponementForm
from models.forms.meetings import MeetingForm, ProxyForm
from models.forms.mending import SessionCancellationForm, SessionCorrectionForm, UndoingForm
from models.meetings.agenda import latest_meeting, open_meeting
from models.notices import Notice
from models.sessions.campaign import Campaign, SessionCorrection, Stage, StageChange
from models.sessions.correctable import correctable, shown_value
from models.sessions.opening import find_campaign, stages
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import Event, NoticeKind, NoticeStatus, StageKind, Status
from tasks.sessions.regions import load_offered


class SentAccount(NamedTuple):
    """Notices of a kind that an act caused, how far they are on their way, and how many of them."""

    kind: NoticeKind
    status: NoticeStatus
    total: int


class OpeningAccount(NamedTuple):
    """A session after the form that opens it: whether it is new, the last day of each stage by its name, what left."""

    label: str
    is_new: bool
    last_days: Sequence[tuple[str, date]]
    sent: Sequence[SentAccount]


class StageAccount(NamedTuple):
    """A stage whose date was moved: the former last day, None where it is the same, and the one it has now."""

    stage: str
    former: date | None
    last_day: date
    sent: Sequence[SentAccount]


class MeetingAccount(NamedTuple):
    """A meeting whose day was set: when and where it is held, and when its members are convened by themselves, None
    once they were."""

    stage: str
    starts_at: datetime | None
    place: str | None
    convene_on: date | None
    zone: ZoneInfo
    sent: Sequence[SentAccount]


class ProxiesAccount(NamedTuple):
    """The proxies of a meeting: who gave each, to whom; and whether there is a quorum, None before it is recorded."""

    stage: str
    proxies: Mapping[str, str]
    quorate: bool | None


class UndoneAccount(NamedTuple):
    """An opening that was undone: how many dossiers came back to their former session."""

    session: str
    came_back: int


class CancelledAccount(NamedTuple):
    """A session that was cancelled: how many dossiers the next one will take, and what left."""

    label: str
    kept: int
    sent: Sequence[SentAccount]


class CorrectionAccount(NamedTuple):
    """What a session keeps of the region file once corrected; the former value is None where nothing has changed."""

    key: str
    former: str | None
    value: str


SessionAccount = (
    OpeningAccount
    | StageAccount
    | MeetingAccount
    | ProxiesAccount
    | UndoneAccount
    | CancelledAccount
    | CorrectionAccount
)
"""What an act about a session did."""


def read_opening(form: OpeningForm, *, at: datetime) -> OpeningAccount:
    """Return what became of the session that a form opens."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, load_offered(form.region).region.campaign_code(form.year))
        days = business_days(campaign.rules)
        ends = [
            (campaign.rules.words(name).label, _last_day(days, stage))
            for name, stage in stages(session, campaign).items()
        ]
        return OpeningAccount(campaign.label, campaign.opened_at == at, ends, _sent(session, campaign, at=at))


def read_undone(form: UndoingForm, *, at: datetime) -> UndoneAccount:
    """Return what became of the dossiers of a session whose opening a form undoes."""
    back = (JournalLine.event == Event.cancel_opening, JournalLine.at == at)
    with reading(Settings().database) as session:
        came_back = session.exec(select(func.count()).select_from(JournalLine).where(*back)).one()
    return UndoneAccount(form.session, came_back)


def read_cancelled(form: SessionCancellationForm, *, at: datetime) -> CancelledAccount:
    """Return what became of the session that a form cancels."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, form.session)
        kept = (Application.campaign_id == campaign.id, Application.status == Status.carried_over)
        total = session.exec(select(func.count()).select_from(Application).where(*kept)).one()
        return CancelledAccount(campaign.label, total, _sent(session, campaign, at=at))


def read_postponement(form: PostponementForm, *, at: datetime) -> StageAccount:
    """Return what became of the date that a form moves."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, form.session)
        days, stage = business_days(campaign.rules), stages(session, campaign)[form.stage]
        moved = select(StageChange.former_due_at).where(StageChange.stage_id == stage.id, StageChange.at == at)
        former = session.exec(moved).first()
        return StageAccount(
            campaign.rules.words(stage.name).label,
            _last_day(days, stage, former) if former else None,
            _last_day(days, stage),
            _sent(session, campaign, at=at),
        )


def read_meeting(form: MeetingForm, *, at: datetime) -> MeetingAccount | None:
    """Return what became of the meeting that a form sets; None where it is over already."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, form.session)
        meeting = open_meeting(session, campaign, form.stage)
        if meeting is None:
            return None
        days = business_days(campaign.rules)
        convene_on = days.local(meeting.convene_at) if meeting.convene_at else None
        sent = _sent(session, campaign, at=at)
        return MeetingAccount(
            campaign.rules.words(form.stage).label, meeting.starts_at, meeting.place, convene_on, days.zone, sent
        )


def read_proxies(form: ProxyForm, *, at: datetime) -> ProxiesAccount | None:  # noqa: ARG001  as for all
    """Return which proxies are recorded for the meeting of a form."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, form.session)
        meeting = latest_meeting(session, campaign, form.stage)
        return (
            ProxiesAccount(campaign.rules.words(form.stage).label, meeting.proxies or {}, meeting.quorate)
            if meeting
            else None
        )


def read_correction(form: SessionCorrectionForm, *, at: datetime) -> CorrectionAccount:
    """Return what became of the value that a form corrects."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, form.session)
        kept = select(SessionCorrection).where(
            SessionCorrection.campaign_id == campaign.id,
            SessionCorrection.key == form.key,
            SessionCorrection.at == at,
        )
        made = session.exec(kept.order_by(col(SessionCorrection.id).desc())).first()
        value = shown_value(dict(correctable(campaign.rules))[form.key])
        return CorrectionAccount(form.key, shown_value(made.former) if made else None, value)


def _last_day(days: BusinessDays, stage: Stage, due_at: datetime | None = None) -> date:
    end = due_at or stage.due_at
    return days.local(end) if stage.kind is StageKind.effect else days.last_day(end)


def _sent(session: Session, campaign: Campaign, *, at: datetime) -> list[SentAccount]:
    caused = (Notice.campaign_id == campaign.id, Notice.enqueued_at == at)
    counted = select(Notice.kind, Notice.status, func.count()).where(*caused).group_by(col(Notice.kind), Notice.status)
    rows = session.exec(counted.order_by(func.min(Notice.id)))
    return [SentAccount(NoticeKind(kind), NoticeStatus(status), total) for kind, status, total in rows]
