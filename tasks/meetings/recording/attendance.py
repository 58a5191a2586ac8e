"""Who was at a meeting, and by whose proxy, corrected: nothing that was said there without the quorum is left standing
(CRPA R133-10)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.meetings.agenda import agenda, latest_meeting
from models.meetings.mandates import counted
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.recusals import body_of, named
from models.sessions.campaign import Campaign
from models.vocabulary import Event, StageKind
from notifications.writing.wording import count
from tasks.meetings.recording.voters import refuse_without_voters


def correct_attendance(
    session: Session, application: Application, present: Sequence[str], *, reason: str, by: str, at: datetime
) -> int | None:
    """Correct who was at the latest meeting that had a dossier on its agenda, with its quorum, and return its id; the
    journal of each of its dossiers keeps both. Said so already, nothing changes. Raises Refusal where no attendance is
    recorded, or where the quorum would be lost or come too late."""
    meeting = _meeting(session, application)
    campaign = session.get_one(Campaign, meeting.campaign_id)
    _, body = body_of(campaign.rules, meeting.stage)
    there, former = list(dict.fromkeys(named(body, member) for member in present)), meeting.present or []
    if set(there) == set(former):
        return None
    recount(session, campaign, meeting, there)
    said = f"présents à la séance n° {meeting.number} ({body.label}) : {', '.join(there)}, au lieu de : "
    tell_agenda(session, meeting, f"{said}{', '.join(former) or 'personne'} : {reason}", by=by, at=at)
    return meeting.id


def recount(session: Session, campaign: Campaign, meeting: Meeting, present: list[str]) -> None:
    """Record who was there, with the proxies that count among them, in the place of what was recorded. Raises Refusal
    where the quorum would be lost or come too late, or where too few may vote on what was said."""
    _, body = body_of(campaign.rules, meeting.stage)
    is_quorate = meeting.is_second or counted(meeting, present) >= body.needed
    _must_leave_all_standing(session, campaign, meeting, is_quorate=is_quorate)
    if is_quorate and meeting.quorate is False:
        meeting.closed_at = None
    meeting.present, meeting.quorate = present, is_quorate
    session.add(meeting)
    said = [item.application_id for item in agenda(session, meeting) if item.recorded_at]
    refuse_without_voters(session, campaign, meeting, [session.get_one(Application, i) for i in said])


def tell_agenda(session: Session, meeting: Meeting, why: str, *, by: str, at: datetime) -> None:
    """Say in the journal of each dossier of a meeting what was corrected of it."""
    for item in agenda(session, meeting):
        note(
            session, session.get_one(Application, item.application_id), Event.correct, at=at, by=Person(by), reason=why
        )


def _meeting(session: Session, application: Application) -> Meeting:
    """Return the latest meeting of a dossier at which attendance was recorded."""
    on_it = select(Meeting).join(AgendaItem).where(AgendaItem.application_id == application.id)
    for meeting in session.exec(on_it.order_by(col(Meeting.id).desc())):
        if meeting.present is not None:
            return meeting
    mend = "aucune présence n'est enregistrée à une séance où il était à l'ordre du jour."
    raise Refusal("Dossier", application.reference, mend)


def _must_leave_all_standing(session: Session, campaign: Campaign, meeting: Meeting, *, is_quorate: bool) -> None:
    """Refuse to lose the quorum of what was said, or to find one once a second meeting was set for want of it."""
    what = f"{campaign.rules.words(meeting.stage).name}, séance n° {meeting.number}"
    recorded = sum(item.recorded_at is not None for item in agenda(session, meeting))
    if not is_quorate and recorded:
        is_opinion = campaign.rules.stages.kind_of(meeting.stage) is StageKind.opinion
        instead = "retirez d'abord ses avis" if is_opinion else "rectifiez ses décisions"
        act = "corriger-saisie" if is_opinion else "rectifier-decision"
        spoken = f"{count(recorded, 'dossier')} {'y ont été délibérés' if recorded > 1 else 'y a été délibéré'}"
        mend = f"le quorum n'y serait plus, et {spoken} : {instead} ({act})."
        raise Refusal("Présents", what, mend)
    latest = latest_meeting(session, campaign, meeting.stage)
    if is_quorate and meeting.quorate is False and latest and latest.id != meeting.id:
        mend = "une seconde séance a été fixée faute de quorum : elle se tient, et celle-ci ne se rouvre plus."
        raise Refusal("Présents", what, mend)
