"""Dossiers kept beyond their time, for a reason that a person gives, until a person lifts it."""

from datetime import datetime

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.forgetting import Hold, holds_of
from models.dossiers.lifecycle import note
from models.forms.handling import GROUNDS, HoldForm, LiftForm
from models.vocabulary import Event


def hold(session: Session, form: HoldForm, *, at: datetime) -> list[Application]:
    """Keep dossiers beyond their time. One that is kept on the same ground is left alone."""
    found = find_applications(session, form.dossiers)
    for application in found:
        if form.ground not in {one.ground for one in holds_of(session, application)}:
            kept = Hold(application_id=application.id or 0, ground=form.ground, reason=form.reason, by=form.by, at=at)
            session.add(kept)
            said = f"{GROUNDS[form.ground]} : {form.reason}"
            note(session, application, Event.hold, at=at, by=Person(form.by), reason=said)
    return found


def lift(session: Session, form: LiftForm, *, at: datetime) -> list[Application]:
    """Let dossiers be forgotten again, whatever kept them. One that nothing keeps is left alone."""
    found = find_applications(session, form.dossiers)
    for application in found:
        kept = holds_of(session, application)
        for one in kept:
            one.lifted_at, one.lifted_by, one.lifted_for = at, form.by, form.reason
            session.add(one)
        if kept:
            note(session, application, Event.lift_hold, at=at, by=Person(form.by), reason=form.reason)
    return found
