"""The act that puts right what was typed wrong: one row a kind of entry, which says how."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.forms.mending import Entry, EntryCorrectionForm
from models.meetings.meeting import Meeting
from models.sessions.campaign import Campaign
from models.vocabulary import DecisionSense, Finding
from tasks.decisions.correct import OPINION, VALIDATION, BodySaid, correct_finding, correct_said
from tasks.decisions.parapheur import take_back
from tasks.dossiers.identify import correct_identification
from tasks.dossiers.merge import separate
from tasks.dossiers.withdraw import undo_withdrawal
from tasks.intake.reclassify.paper import correct_paper
from tasks.meetings.convening.minutes import send_minutes
from tasks.meetings.pages.page import PROPOSED
from tasks.meetings.recording.attendance import correct_attendance
from tasks.members.correct import correct_membership


def correct_entry(session: Session, form: EntryCorrectionForm, *, at: datetime) -> list[Application]:
    """Correct an entry of a dossier, or take it back: both versions and the reason are kept, and the applicant is told
    where they had been told otherwise. Corrected so already, nothing changes. Raises Refusal, with the act that does it
    instead, for what can no longer be corrected."""
    if form.entry is Entry.membership:
        return correct_membership(session, form, at=at)
    [application] = find_applications(session, form.dossiers)
    _MENDED[form.entry](session, application, form, at)
    return [application]


def _finding(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    finding = Finding(form.sense) if form.sense else None
    correct_finding(session, application, finding, comment=form.reasons, reason=form.reason, by=form.by, at=at)


def _opinion(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    _said(session, application, OPINION, form.sense, form, at=at)


def _validation(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    _said(session, application, VALIDATION, DecisionSense(PROPOSED[form.sense]) if form.sense else None, form, at=at)


def _said(
    session: Session,
    application: Application,
    body: BodySaid,
    sense: StrEnum | None,
    form: EntryCorrectionForm,
    *,
    at: datetime,
) -> None:
    meeting_id = correct_said(
        session, application, body, sense, reasons=form.reasons, reason=form.reason, by=form.by, at=at
    )
    _send_minutes_again(session, meeting_id, form, at=at)


def _withdrawal(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    undo_withdrawal(session, application, reason=form.reason, by=form.by, at=at)


def _merger(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    separate(session, application, reason=form.reason, by=form.by, at=at)


def _exported_act(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    take_back(session, application, reason=form.reason, by=form.by, at=at)


def _attendance(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    meeting_id = correct_attendance(session, application, form.present, reason=form.reason, by=form.by, at=at)
    _send_minutes_again(session, meeting_id, form, at=at)


def _send_minutes_again(session: Session, meeting_id: int | None, form: EntryCorrectionForm, *, at: datetime) -> None:
    """Send the minutes of a meeting that is over anew: those that its secretary has say what was typed wrong."""
    meeting = session.get(Meeting, meeting_id) if meeting_id else None
    if meeting and meeting.closed_at:
        campaign = session.get_one(Campaign, meeting.campaign_id)
        send_minutes(session, campaign, meeting, by=form.by, at=at, corrected=form.reason)


_MENDED: Mapping[Entry, Callable[[Session, Application, EntryCorrectionForm, datetime], None]] = {
    Entry.finding: _finding,
    Entry.opinion: _opinion,
    Entry.validation: _validation,
    Entry.withdrawal: _withdrawal,
    Entry.identification: correct_identification,
    Entry.attendance: _attendance,
    Entry.merger: _merger,
    Entry.paper: correct_paper,
    Entry.exported_act: _exported_act,
}
"""How each kind of entry of a dossier is put right; a membership may be of none."""
