"""Dossiers given to a desk, noted and labelled, among the Région's own: nothing leaves, and no status changes."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications, unflag
from models.dossiers.handling import Assignment, InternalNote, Label, agents_of
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.handling import AnnotationForm, AssignmentForm, LeavingForm
from models.sessions.campaign import Campaign
from models.storage.database import add_new
from models.vocabulary import Event, Flag, Status


def assign(session: Session, form: AssignmentForm, *, at: datetime) -> list[Application]:
    """Give dossiers to a desk, or to none. One that has them already is left alone."""
    found = find_applications(session, form.dossiers)
    held = agents_of(session, [one.id or 0 for one in found])
    for application in found:
        label = _agent(session.get_one(Campaign, application.campaign_id), form.agent)
        if held.get(application.id or 0) != form.agent:
            given = Assignment(application_id=application.id or 0, agent=form.agent, by=form.by, at=at)
            session.add(given)
            note(session, application, Event.assign, at=at, by=Person(form.by), reason=label)
    return found


def _agent(campaign: Campaign, key: str | None) -> str | None:
    agents = campaign.rules.agents
    if key is not None and key not in agents:
        known = ", ".join(f"« {agent.label} »" for agent in agents.values())
        mend = f"choisissez parmi : {known}." if known else "le fichier de région n'en nomme aucun (clé « agents »)."
        raise Refusal("Confié à", key, f"ce service n'est pas de cette session ; {mend}")
    return agents[key].label if key else None


def annotate(session: Session, form: AnnotationForm, *, at: datetime) -> list[Application]:
    """Note something of dossiers, put labels on them and take others away. The same note is not kept twice running."""
    found = find_applications(session, form.dossiers)
    for application in found:
        _note(session, application, form, at=at)
        _label(session, application, form, at=at)
    return found


def _note(session: Session, application: Application, form: AnnotationForm, *, at: datetime) -> None:
    latest = select(InternalNote).where(InternalNote.application_id == application.id)
    last = session.exec(latest.order_by(col(InternalNote.id).desc())).first()
    if form.note and (last is None or (last.text, last.by) != (form.note, form.by)):
        session.add(InternalNote(application_id=application.id or 0, text=form.note, by=form.by, at=at))


def _label(session: Session, application: Application, form: AnnotationForm, *, at: datetime) -> None:
    own = col(Label.application_id) == application.id
    session.execute(delete(Label).where(own, col(Label.name).in_(form.removed)))
    rows = [{"application_id": application.id, "name": name, "by": form.by, "at": at} for name in form.labels]
    if rows:
        add_new(session, Label, rows)


def leave_late(session: Session, form: LeavingForm, *, at: datetime) -> list[Application]:
    """Leave a late deposit for the next session: it stays late, and waits for nobody any more."""
    [application] = find_applications(session, form.dossiers)
    if application.status is not Status.late:
        mend = f"ce dossier est « {LABELS[application.status]} » ; seul un dossier hors délai se laisse ainsi."
        raise Refusal("Dossier", application.reference, mend)
    if not session.exec(select(JournalLine.id).where(*left_in(application))).first():
        unflag(application, Flag.deadline_day)
        session.add(application)
        note(session, application, Event.leave, at=at, by=Person(form.by), reason=form.reason)
    return [application]


def left_in(application: Application) -> tuple[bool, ...]:
    """SQL conditions: the journal line that leaves a dossier for the session after the one that it is in."""
    return (
        JournalLine.application_id == application.id,
        JournalLine.campaign_id == application.campaign_id,
        JournalLine.event == Event.leave,
    )
