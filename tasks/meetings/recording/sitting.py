"""What a body said at a meeting, recorded: the one rule behind the run form, the spreadsheet and a rehearsal.

What is recorded already in the same words changes nothing; in other words, it is refused. All of it or nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.dossiers.completeness import await_people, find_applications
from models.errors import Refusal
from models.forms.dossiers import DecisionForm, OpinionForm
from models.forms.meetings import DECISIONS, OPINIONS, SENSES, Line, SittingForm
from models.meetings.agenda import agenda, fix_agenda, fix_pages, latest_meeting, waiting
from models.meetings.mandates import counted
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.queue import READY, ready, ready_among
from models.meetings.recusals import body_of, keep_out, named, recusals
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign, stages
from models.vocabulary import StageKind, StageName
from notifications.writing.wording import count
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import must_be_open, record_decisions, record_validations
from tasks.meetings.calendar.recusals import lock_body
from tasks.meetings.calendar.scheduling import next_meeting
from tasks.meetings.convening.minutes import send_minutes
from tasks.meetings.recording.voters import refuse_a_tie_that_nobody_breaks, refuse_without_voters

Said = Mapping[int, tuple[Application, Line]]


def record_sitting(session: Session, form: SittingForm, *, at: datetime) -> list[Application]:
    """Record who was there, who kept out, and what was said of each dossier, with the notices that this causes."""
    campaign = find_campaign(session, form.session)
    lock_body(session, campaign, form.stage)
    _refuse_what_it_may_not_say(campaign, form)
    applications = find_applications(session, form.dossiers)
    lines = {line.reference.upper(): line for line in form.lines}
    said = {application.id or 0: (application, lines[application.reference]) for application in applications}
    meeting = _meeting(session, campaign, form, applications, at=at)
    if meeting is None:
        _record(session, campaign, form, None, at=at)
        return applications
    _take_attendance(campaign, meeting, form)
    if meeting.quorate is False:
        _refuse_to_deliberate(campaign, meeting, form)
    _refuse_what_does_not_wait(session, campaign, meeting, said)
    _keep_out(session, campaign, meeting, form, said, at=at)
    _record(session, campaign, form, meeting.id, at=at)
    _mark(session, meeting, said, at=at)
    is_whole = bool(form.lines) and not waiting(session, meeting)
    if meeting.closed_at is None and (form.is_over or is_whole or meeting.quorate is False):
        close_meeting(session, campaign, meeting, by=form.by, at=at)
    return applications


def _refuse_what_it_may_not_say(campaign: Campaign, form: SittingForm) -> None:
    """Refuse a decision of a body that gives opinions, and an opinion of one that decides."""
    kind = campaign.rules.stages.kind_of(form.stage)
    for line in form.lines:
        if line.kind is not kind:
            mend = f"choisissez parmi : {', '.join(SENSES[kind].values())}."
            raise Refusal(line.reference, (OPINIONS | DECISIONS)[line.sense], mend)


def meeting_to_record(session: Session, code: str, stage: StageName, *, by: str, at: datetime) -> Meeting:
    """Return the meeting that is to be recorded now, its agenda and the pages of its form fixed; before its day, as it
    is; where nothing waits for the body, the latest one. Raises Refusal where no dossier waits and none was held."""
    campaign = find_campaign(session, code)
    lock_body(session, campaign, stage)
    meeting = latest_meeting(session, campaign, stage)
    if (meeting is None or meeting.closed_at) and not ready(session, campaign, stage):
        if meeting is None:
            mend = f"aucun dossier n'attend {campaign.rules.words(stage).subject} : rien n'est à saisir."
            raise Refusal("Instance", campaign.rules.words(stage).name, mend)
        return meeting
    meeting = _to_hold(session, campaign, stage, by=by, at=at)
    if meeting.on is None:
        must_be_open(session, campaign, stage, at=at)
    if meeting.on is None or meeting.on <= business_days(campaign.rules).local(at):
        fix_agenda(session, campaign, meeting)
        fix_pages(session, meeting)
    return meeting


def close_meeting(session: Session, campaign: Campaign, meeting: Meeting, *, by: str, at: datetime) -> None:
    """End a meeting, and send its minutes to the desk that keeps them, unless nothing was on its agenda; agents are
    alerted to what it left."""
    meeting.closed_at = at
    session.add(meeting)
    if waiting(session, meeting):
        await_people(campaign, at=at)
    if agenda(session, meeting):
        send_minutes(session, campaign, meeting, by=by, at=at)


def _meeting(
    session: Session, campaign: Campaign, form: SittingForm, applications: Sequence[Application], *, at: datetime
) -> Meeting | None:
    """Return the meeting that a form is about: the one where all that it says is recorded already, else the one to hold
    now, its agenda fixed; None where none of its dossiers waits for the body, and nothing of it was recorded."""
    if not _waiting_for(session, campaign, form.stage, applications):
        former = _former(session, campaign, form, applications)
        if former or form.lines:
            return former
    meeting = _to_hold(session, campaign, form.stage, by=form.by, at=at)
    fix_agenda(session, campaign, meeting)
    _date(session, campaign, meeting, form, at=at)
    return meeting


def _waiting_for(
    session: Session, campaign: Campaign, stage: StageName, applications: Sequence[Application]
) -> set[int | None]:
    """Return which of some dossiers wait for a body of that kind: of this session, for that one; or in another."""
    status = READY[campaign.rules.stages.kind_of(stage)]
    elsewhere = {one.id for one in applications if one.status is status and one.campaign_id != campaign.id}
    return elsewhere | ready_among(session, campaign, stage, [one.id for one in applications])


def _former(
    session: Session, campaign: Campaign, form: SittingForm, applications: Sequence[Application]
) -> Meeting | None:
    """Return the meeting where what a form says may be recorded already, or None."""
    if not form.lines:
        latest = latest_meeting(session, campaign, form.stage)
        return latest if latest and latest.closed_at and _was_told(campaign, latest, form) else None
    recorded = (
        select(Meeting)
        .join(AgendaItem)
        .where(
            Meeting.campaign_id == campaign.id,
            Meeting.stage == form.stage,
            col(AgendaItem.application_id).in_([application.id for application in applications]),
            col(AgendaItem.recorded_at).is_not(None),
        )
    )
    return session.exec(recorded.order_by(col(Meeting.number).desc())).first()


def _to_hold(session: Session, campaign: Campaign, stage: StageName, *, by: str, at: datetime) -> Meeting:
    """Return the meeting under way, else another; after a missing quorum, only one to which members were convened."""
    latest = latest_meeting(session, campaign, stage)
    if latest and latest.closed_at is None:
        return latest
    if latest and latest.quorate is False:
        mend = "le quorum n'a pas été atteint ; fixez d'abord une seconde séance (fixer-seance)."
        raise Refusal("Séance", f"{campaign.rules.words(stage).name} du {latest.on:%d/%m/%Y}", mend)
    return next_meeting(session, campaign, stage, by=by, at=at)


def _date(session: Session, campaign: Campaign, meeting: Meeting, form: SittingForm, *, at: datetime) -> None:
    """Date a meeting: the day that was set, else the one that the form says, else today."""
    if meeting.on is None and form.on is None:
        must_be_open(session, campaign, meeting.stage, at=at)
    days = business_days(campaign.rules)
    today, opens_on = days.local(at), days.local(stages(session, campaign)[meeting.stage].opens_at)
    on = meeting.on or form.on or today
    if form.on and form.on != on:
        mend = f"la séance est fixée le {on:%d/%m/%Y} ; laissez vide, ou reportez-la (reporter-echeance)."
        raise Refusal("Jour de la séance", form.on, mend)
    if on > today:
        mend = "elle n'a pas encore eu lieu ; rien ne s'enregistre avant son jour (pour l'avancer : reporter-echeance)."
        raise Refusal("Séance", f"{campaign.rules.words(meeting.stage).name} du {on:%d/%m/%Y}", mend)
    if on < opens_on:
        mend = f"cette étape n'ouvre que le {opens_on:%d/%m/%Y} ; indiquez le jour où la séance s'est tenue."
        raise Refusal("Jour de la séance", on, mend)
    meeting.on = on
    meeting.convene_at = None


def _present(campaign: Campaign, form: SittingForm) -> list[str]:
    """Return who was there, each once, by seat where a seat is named."""
    _, body = body_of(campaign.rules, form.stage)
    return list(dict.fromkeys(named(body, member) for member in form.present or ()))


def _was_told(campaign: Campaign, meeting: Meeting, form: SittingForm) -> bool:
    """Return True if a form says nothing of who was there that is not recorded, in whatever order."""
    return form.present is None or (
        meeting.present is not None and set(_present(campaign, form)) == set(meeting.present)
    )


def _take_attendance(campaign: Campaign, meeting: Meeting, form: SittingForm) -> None:
    """Record who was there, once, and whether they were enough (CRPA R133-10); a second convening needs no quorum."""
    if _was_told(campaign, meeting, form):
        return
    present = _present(campaign, form)
    told = ", ".join(present) or "personne"
    if meeting.present is not None or meeting.closed_at:
        said = ", ".join(meeting.present or ()) or "personne"
        raise Refusal("Présents", told, f"la présence est déjà enregistrée : {said}.")
    needed = 0 if meeting.is_second else body_of(campaign.rules, meeting.stage)[1].needed
    is_enough = counted(meeting, present) >= needed
    if form.quorum and not is_enough:
        mend = (
            f"le quorum est de {needed} : ajoutez les autres présents, notez les procurations "
            "(enregistrer-procuration), ou indiquez qu'il n'est pas atteint."
        )
        raise Refusal("Présents", told, mend)
    meeting.present = present
    meeting.quorate = is_enough if form.quorum is None else form.quorum or meeting.is_second


def _refuse_to_deliberate(campaign: Campaign, meeting: Meeting, form: SittingForm) -> None:
    """Without a quorum nothing is said of any dossier (CRPA R133-10)."""
    if form.lines:
        mend = (
            f"il n'est pas atteint ({_counted(meeting)}) : rien ne peut être délibéré. "
            "Retirez les dossiers de la saisie, puis fixez une seconde séance, qui n'en demandera pas (fixer-seance)."
        )
        raise Refusal("Quorum", campaign.rules.words(meeting.stage).name, mend)


def _counted(meeting: Meeting) -> str:
    present = meeting.present or []
    by_proxy = counted(meeting, present) - len(present)
    told = [count(len(present), "présent"), *([count(by_proxy, "procuration")] if by_proxy else [])]
    return ", ".join(told)


def _refuse_what_does_not_wait(session: Session, campaign: Campaign, meeting: Meeting, said: Said) -> None:
    """Refuse a dossier that waits for the body and not at this meeting, and one that was recorded there with another
    dissent or tie, or without a recusal that is told now."""
    key, body = body_of(campaign.rules, meeting.stage)
    items = {item.application_id: item for item in agenda(session, meeting)}
    awaited = {item.application_id for item in waiting(session, meeting)}
    in_turn = _waiting_for(session, campaign, meeting.stage, [application for application, _ in said.values()])
    kept_out = recusals(session, key, list(said))
    for i, (application, line) in said.items():
        if i in in_turn and i not in awaited:
            mend = "il n'est pas à l'ordre du jour de cette séance ; retirez-le de la saisie."
            raise Refusal("Dossier", application.reference, mend)
        if i in items and items[i].recorded_at:
            recused = {named(body, member) for member in line.recused}
            is_other = (line.dissent, line.tied) != (items[i].dissent, bool(items[i].tied))
            if is_other or recused - {recusal.member for recusal in kept_out.get(i, ())}:
                mend = (
                    "il est déjà enregistré, avec d'autres déports, un autre partage ou une autre position divergente."
                )
                raise Refusal("Dossier", application.reference, mend)


def _keep_out(
    session: Session, campaign: Campaign, meeting: Meeting, form: SittingForm, said: Said, *, at: datetime
) -> None:
    """Record who kept out of what; a dossier on which too few of the others may deliberate is refused."""
    declared = [(application, member) for application, line in said.values() for member in line.recused]
    keep_out(session, campaign.rules, form.stage, declared, by=form.by, at=at)
    in_turn = _waiting_for(session, campaign, form.stage, [application for application, _ in said.values()])
    awaited = [application for i, (application, _) in said.items() if i in in_turn]
    refuse_without_voters(session, campaign, meeting, awaited)
    tied = [application for application, line in said.values() if line.tied]
    refuse_a_tie_that_nobody_breaks(session, campaign, meeting, tied)


def _record(session: Session, campaign: Campaign, form: SittingForm, meeting_id: int | None, *, at: datetime) -> None:
    """Record the opinions or the decisions, each with its own reasons; where the Région decides on its own, what the
    commission says is none yet."""
    said = [
        {"references": [line.reference], "reasons": line.reasons, "by": form.by, **_sense(form, line)}
        for line in form.lines
    ]
    if campaign.rules.stages.kind_of(form.stage) is StageKind.opinion:
        opinions = [OpinionForm.model_validate(each) for each in said]
        record_opinions(session, *opinions, stage=form.stage, at=at, meeting_id=meeting_id)
    else:
        decisions = [DecisionForm.model_validate(each) for each in said]
        rule = record_validations if campaign.rules.decision.authority else record_decisions
        rule(session, *decisions, stage=form.stage, at=at, meeting_id=meeting_id)


def _sense(form: SittingForm, line: Line) -> dict[str, object]:
    if line.kind is StageKind.opinion:
        return {"opinion": line.sense}
    return {"decision": line.sense, "law": line.law, "pieces": line.pieces, "signatory": form.signatory}


def _mark(session: Session, meeting: Meeting, said: Said, *, at: datetime) -> None:
    """Note on the agenda what was recorded, once."""
    of_lines = col(AgendaItem.application_id).in_(said)
    for item in session.exec(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, of_lines)):
        if item.recorded_at is None:
            item.recorded_at, item.draft = at, None
            line = said[item.application_id][1]
            item.dissent, item.tied = line.dissent, line.tied
            session.add(item)
    meeting.draft = None
    session.add(meeting)
    session.flush()
