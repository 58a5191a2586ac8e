"""A page of a meeting that a person sent: recorded at once, or kept to be mended; lines that came too late are named.

A page may be sent late, or twice: what is recorded already in the same words changes nothing, and what went on without
it (a dossier withdrawn, a decision entered elsewhere) is set aside and told; the rest of the page is recorded.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.dossiers.workflow import LABELS
from models.forms.meetings import SittingForm
from models.meetings.agenda import agenda, waiting
from models.meetings.meeting import Meeting
from models.meetings.queue import ready_among
from models.meetings.recusals import body_of, named
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.vocabulary import StageName
from tasks.meetings.calendar.recusals import lock_body
from tasks.meetings.pages.page import Page, keep_draft, sent_page
from tasks.meetings.pages.recorded import WORDS, Recorded, recorded
from tasks.meetings.pages.validate import Faults, dossiers_of, is_left, judge, meeting_of, present_in, typed_head
from tasks.meetings.recording import sitting


class SittingState(NamedTuple):
    """How a meeting stands: `is_due` from its day on, `left` what waits on its agenda."""

    on: date | None
    is_due: bool
    quorate: bool | None
    is_over: bool
    recorded: int
    left: int


class Answered(NamedTuple):
    """What became of a page that was sent: what was recorded of it, or what is wrong with it; and what was set aside,
    in French. `number` is the page's."""

    number: int
    form: SittingForm | None
    recorded: list[Application]
    faults: Faults | None
    told: list[str]
    sitting: SittingState


def open_sitting(session: Session, code: str, stage: StageName, *, by: str, at: datetime) -> SittingState:
    """Open the meeting that is to be recorded now, its agenda and pages fixed from its day on, and return how it
    stands. A meeting that began and has nothing left to record is over."""
    meeting = sitting.meeting_to_record(session, code, stage, by=by, at=at)
    campaign = session.get_one(Campaign, meeting.campaign_id)
    _end_if_all_is_said(session, campaign, meeting, by=by, at=at)
    return _standing(session, campaign, meeting, at=at)


def receive_page(session: Session, code: str, stage: StageName, typed: Mapping[str, Any], *, at: datetime) -> Answered:
    """Record what a person sent, or keep it to be mended."""
    campaign, meeting = _asked_about(session, code, stage, typed)
    page = sent_page(session, campaign, meeting, dossiers_of(typed))
    told = [*_late_attendance(campaign, page, typed), *_set_aside(session, campaign, meeting, page, typed)]
    if meeting.closed_at:
        closed = ["La séance est close : rien de plus ne s'y enregistre."] if told else []
        return Answered(page.number, None, [], None, closed + told, _standing(session, campaign, meeting, at=at))
    said = judge(page, typed)
    if isinstance(said, Faults):
        _keep(session, meeting, page, typed)
        return Answered(page.number, None, [], said, told, _standing(session, campaign, meeting, at=at))
    concerned = sitting.record_sitting(session, said, at=at) if _says_something(said) else []
    left = {line.reference for line in page.lines} - {line.reference for line in said.lines}
    keep_draft(session, meeting.id or 0, None, {key: dossiers_of(typed)[key] for key in left})
    _end_if_all_is_said(session, campaign, meeting, by=said.by, at=at)
    return Answered(page.number, said, concerned, None, told, _standing(session, campaign, meeting, at=at))


def refuse(
    session: Session, code: str, stage: StageName, typed: Mapping[str, Any], faults: Faults, *, at: datetime
) -> Answered:
    """Keep what a person sent, to be mended: the rules refused it."""
    campaign, meeting = _asked_about(session, code, stage, typed)
    page = sent_page(session, campaign, meeting, dossiers_of(typed))
    _keep(session, meeting, page, typed)
    return Answered(page.number, None, [], faults, [], _standing(session, campaign, meeting, at=at))


def _keep(session: Session, meeting: Meeting, page: Page, typed: Mapping[str, Any]) -> None:
    said = dossiers_of(typed)
    keep_draft(
        session, meeting.id or 0, typed_head(typed), {line.reference: said[line.reference] for line in page.lines}
    )


def _asked_about(session: Session, code: str, stage: StageName, typed: Mapping[str, Any]) -> tuple[Campaign, Meeting]:
    """Return the session, and the meeting that a form asked about, else the latest. Others who work on it wait."""
    campaign = find_campaign(session, code)
    lock_body(session, campaign, stage)
    of_body = select(Meeting).where(Meeting.campaign_id == campaign.id, Meeting.stage == stage)
    meetings = session.exec(of_body.order_by(col(Meeting.number).desc())).all()
    return campaign, next((meeting for meeting in meetings if str(meeting.id) == meeting_of(typed)), meetings[0])


def _says_something(said: SittingForm) -> bool:
    return bool(said.lines or said.present is not None or said.is_over)


def _end_if_all_is_said(session: Session, campaign: Campaign, meeting: Meeting, *, by: str, at: datetime) -> None:
    """Close a meeting that began and of which the last dossiers were withdrawn: its minutes wait for nothing more."""
    if meeting.closed_at is None and meeting.present is not None and not waiting(session, meeting):
        sitting.close_meeting(session, campaign, meeting, by=by, at=at)


def _late_attendance(campaign: Campaign, page: Page, typed: Mapping[str, Any]) -> Iterator[str]:
    """Say that who was there was recorded otherwise since the form was opened."""
    _, body = body_of(campaign.rules, page.stage)
    present = {named(body, member) for member in present_in(page, typed)}
    if page.present is not None and present and present != set(page.present):
        # Without their names: it is shown in the logs of the run.
        yield "Les présents étaient déjà enregistrés, autrement ; ils n'ont pas changé."


def _set_aside(
    session: Session, campaign: Campaign, meeting: Meeting, page: Page, typed: Mapping[str, Any]
) -> Iterator[str]:
    """Say which dossiers wait for the body no more, and that what was typed of them is recorded nowhere."""
    waits = {line.reference for line in page.lines}
    late = {key: said for key, said in dossiers_of(typed).items() if key not in waits and not is_left(said)}
    known = recorded(session, meeting)
    named = select(Application).where(col(Application.reference).in_(late)).order_by(col(Application.reference))
    for application in session.exec(named):
        if not _is_same(known.get(application.id or 0), late[application.reference]):
            is_ready = bool(ready_among(session, campaign, meeting.stage, [application.id]))
            stands = "il attend une autre séance" if is_ready else f"il est désormais « {LABELS[application.status]} »"
            words = late[application.reference].get("sense")
            yield f"Dossier {application.reference} : {stands} ; votre saisie (« {words} ») n'est pas enregistrée."


def _is_same(known: Recorded | None, said: Mapping[str, Any]) -> bool:
    return known is not None and (WORDS[known.sense], known.law, known.reasons) == (
        said.get("sense"),
        str(said.get("law") or "").strip(),
        str(said.get("reasons") or "").strip(),
    )


def _standing(session: Session, campaign: Campaign, meeting: Meeting, *, at: datetime) -> SittingState:
    items = agenda(session, meeting)
    return SittingState(
        on=meeting.on,
        is_due=meeting.on is None or meeting.on <= business_days(campaign.rules).local(at),
        quorate=meeting.quorate,
        is_over=meeting.closed_at is not None,
        recorded=sum(item.recorded_at is not None for item in items),
        left=len(waiting(session, meeting)),
    )
