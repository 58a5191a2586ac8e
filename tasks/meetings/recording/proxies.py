"""Who holds whose proxy at a meeting, recorded by its secretary before it, or until its minutes (CRPA R133-9)."""

from datetime import datetime

from sqlmodel import Session

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.meetings import ProxyForm
from models.meetings.agenda import latest_meeting, waiting
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, named, recusals, seat_of
from models.region.parts import Body
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from notifications.writing.wording import capital, count
from tasks.meetings.calendar.recusals import lock_body
from tasks.meetings.convening.minutes import send_minutes
from tasks.meetings.recording.attendance import recount, tell_agenda

_GIVEN, _HELD = "Donnée par", "Donnée à"


def record_proxy(session: Session, form: ProxyForm, *, at: datetime) -> list[Application]:
    """Record a proxy at the latest meeting of a body, or that it is taken back; where attendance is recorded, the
    quorum is counted anew, and minutes that left are sent again. The same again changes nothing. Raises Refusal for a
    proxy that cannot be, and where the quorum of what was said would be lost."""
    campaign = find_campaign(session, form.session)
    lock_body(session, campaign, form.stage)
    meeting = _meeting(session, campaign, form)
    _, body = body_of(campaign.rules, form.stage)
    giver, holder = named(body, form.giver), named(body, form.holder) if form.holder else None
    former = (meeting.proxies or {}).get(giver)
    if former == holder:
        return []
    others = {name: held for name, held in (meeting.proxies or {}).items() if name != giver}
    if holder:
        _must_be_members(body, giver, holder)
        _must_be_free(body, others, giver, holder)
        _must_be_able_to_vote(session, campaign, meeting, giver, holder)
    meeting.proxies = {**others, giver: holder} if holder else others
    session.add(meeting)
    _count_anew(session, campaign, meeting, _told(giver, holder, former), by=form.by, at=at)
    return []


def _meeting(session: Session, campaign: Campaign, form: ProxyForm) -> Meeting:
    meeting = latest_meeting(session, campaign, form.stage)
    if meeting is None or (meeting.closed_at and meeting.present is None):
        mend = "aucune séance n'est à venir ; fixez-la d'abord (fixer-seance)."
        raise Refusal("Instance", campaign.rules.words(form.stage).name, mend)
    return meeting


def _must_be_members(body: Body, giver: str, holder: str) -> None:
    for field, name in ((_GIVEN, giver), (_HELD, holder)):
        if seat_of(body, name) is None:
            raise Refusal(field, name, "ce n'est pas un siège de cette instance ; choisissez-le dans la liste.")
    if giver == holder:
        raise Refusal(_HELD, holder, "une procuration se donne à un autre membre.")


def _must_be_free(body: Body, others: dict[str, str], giver: str, holder: str) -> None:
    """Refuse more proxies than a member may hold, and one given by, or to, who gives or holds another."""
    held = [name for name, by in others.items() if by == holder]
    if len(held) >= body.proxies:
        most = f"un membre en détient {body.proxies} au plus (article R. 133-9 du CRPA)"
        mend = f"{most} ; il a déjà celle de : {', '.join(held)}." if held else "cette instance n'en admet aucune."
        raise Refusal(_HELD, holder, mend)
    if holder in others:
        raise Refusal(_HELD, holder, "il a lui-même donné procuration : il sera absent.")
    if giver in others.values():
        raise Refusal(_GIVEN, giver, "il détient lui-même une procuration : retirez-la d'abord, il sera absent.")


def _must_be_able_to_vote(session: Session, campaign: Campaign, meeting: Meeting, giver: str, holder: str) -> None:
    """Refuse a giver who was there, a holder who was not, and who keeps out of all that is on the agenda."""
    if meeting.present is not None and giver in meeting.present:
        raise Refusal(_GIVEN, giver, "il était présent : il vote lui-même.")
    if meeting.present is not None and holder not in meeting.present:
        raise Refusal(_HELD, holder, "il n'était pas présent : il ne peut voter pour personne.")
    key, _ = body_of(campaign.rules, meeting.stage)
    ids = [item.application_id for item in waiting(session, meeting)]
    kept_out = [{one.member for one in those} for those in recusals(session, key, ids).values()]
    for field, name in ((_GIVEN, giver), (_HELD, holder)):
        if ids and sum(name in those for those in kept_out) == len(ids):
            mend = f"il s'est déporté de tout l'ordre du jour ({count(len(ids), 'dossier')}) : il ne vote pas."
            raise Refusal(field, name, mend)


def _told(giver: str, holder: str | None, former: str | None) -> str:
    said = f"procuration de {giver} à {holder}" if holder else f"procuration de {giver} retirée"
    return f"{said}, au lieu de : {former}" if former else said


def _count_anew(session: Session, campaign: Campaign, meeting: Meeting, said: str, *, by: str, at: datetime) -> None:
    """Count a meeting again whose attendance is recorded; its dossiers' journals and its minutes say why."""
    if meeting.present is None:
        return
    was_closed = meeting.closed_at is not None
    recount(session, campaign, meeting, meeting.present)
    tell_agenda(session, meeting, f"séance n° {meeting.number} : {said}", by=by, at=at)
    if was_closed and meeting.closed_at:
        send_minutes(session, campaign, meeting, by=by, at=at, corrected=f"{capital(said)}.")
