"""The meetings of the bodies: an order changed with a reason, members who keep out."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.meetings import OrderForm, RecusalForm
from models.meetings.agenda import fix_agenda, move, open_meeting
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.recusals import body_of, keep_out, named, recusals, seat_of
from models.region.model import Region
from models.sessions.campaign import Campaign, Stage
from models.sessions.opening import need_meeting, need_stage
from models.vocabulary import UNDECIDED, Event, StageName


def lock_stage(session: Session, campaign: Campaign, name: StageName) -> Stage:
    """Return the stage of a body. Whoever works on its meetings at the same time waits until we are done: two agendas
    are never fixed at once, nor is a page recorded twice. Raises Refusal for a stage that the session has not, and for
    one that never ends."""
    need_stage(campaign, name)
    of_body = select(Stage).where(Stage.campaign_id == campaign.id, Stage.name == name).with_for_update()
    stage = session.exec(of_body.execution_options(populate_existing=True)).one_or_none()
    if stage is None:
        mend = f"cette étape n'a pas de fin dans {campaign.called} : il n'y a pas de date à déplacer."
        raise Refusal("Étape", name, mend)
    return stage


def lock_body(session: Session, campaign: Campaign, name: StageName) -> Stage:
    """Return the stage of a body, as `lock_stage` does. Raises Refusal for one that no body carries, too."""
    need_meeting(campaign, name)
    return lock_stage(session, campaign, name)


def reorder(session: Session, form: OrderForm, *, at: datetime) -> list[Application]:
    """Move a dossier on the agenda of the meeting to come, and journal why: the order is that of receipt (S0). Raises
    Refusal where no meeting is to come, it has begun, or the dossier is not on its agenda."""
    of_dossier = select(Campaign).join(Application).where(col(Application.reference).in_(form.dossiers))
    if campaign := session.exec(of_dossier).first():
        lock_body(session, campaign, form.stage)
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    meeting = open_meeting(session, campaign, form.stage)
    if meeting is None:
        mend = "aucune séance n'est à venir ; fixez-la d'abord (fixer-seance)."
        raise Refusal("Instance", campaign.rules.words(form.stage).name, mend)
    items = fix_agenda(session, campaign, meeting)
    item = next((each for each in items if each.application_id == application.id), None)
    if item is None:
        raise Refusal("Dossier", application.reference, "il n'est pas à l'ordre du jour de cette séance.")
    if any(each.page for each in items):
        raise Refusal("Dossier", application.reference, "la séance a commencé : son ordre du jour ne change plus.")
    if (item.position, item.moved_reason) != (min(form.position, len(items)), form.reason):
        former, rank = move(session, meeting, item, to=form.position, reason=form.reason)
        said = f"{campaign.rules.words(form.stage).label}, rang {former} → {rank} : {form.reason}"
        note(session, application, Event.reorder, at=at, by=Person(form.by), reason=said)
    return [application]


def recuse(session: Session, form: RecusalForm, *, at: datetime) -> list[Application]:
    """Record that a member keeps out of some dossiers, in each body where that seat is (CRPA R133-12), or take that
    back. Raises Refusal for a dossier that is decided, and for what a body's minutes say already."""
    applications = find_applications(session, form.dossiers)
    for application in applications:
        if application.status not in UNDECIDED:
            mend = f"il est « {LABELS[application.status]} » : aucune instance ne s'en saisira plus."
            raise Refusal("Dossier", application.reference, mend)
        region = session.get_one(Campaign, application.campaign_id).rules
        carried = region.stages.meetings
        for stage in [one for one in carried if seat_of(body_of(region, one)[1], form.who)] or carried:
            if form.removed:
                _let_in(session, region, stage, application, form.who, by=form.by, at=at)
            else:
                keep_out(session, region, stage, [(application, form.who)], by=form.by, at=at)
    return applications


def _let_in(
    session: Session, region: Region, stage: StageName, application: Application, member: str, *, by: str, at: datetime
) -> None:
    """Take back the recusal of a member from a dossier, if it was declared: none of what a body has said without it."""
    key, body = body_of(region, stage)
    kept_out = recusals(session, key, [application.id or 0]).get(application.id or 0, [])
    declared = next((one for one in kept_out if one.member == named(body, member)), None)
    if declared is None:
        return
    spoken = (
        select(AgendaItem)
        .join(Meeting)
        .where(
            AgendaItem.application_id == application.id,
            Meeting.stage == stage,
            col(AgendaItem.recorded_at).is_not(None),
        )
    )
    if session.exec(spoken).first():
        mend = f"le déport a déjà pris effet ({region.words(stage).label}) : le procès-verbal le dit."
        raise Refusal("Dossier", application.reference, mend)
    session.delete(declared)
    said = f"{region.words(stage).label} : {declared.member}, déport retiré"
    note(session, application, Event.recuse, at=at, by=Person(by), reason=said)
    session.flush()
