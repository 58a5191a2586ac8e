"""The opinions of the bodies that study candidacies, in the order of their stages.

One that was already recorded in the same words changes nothing; in other words, it is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.application import Application, Opinion
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.forms.dossiers import OpinionForm
from models.meetings.queue import ready_among
from models.sessions.campaign import Campaign
from models.sessions.opening import first_of
from models.vocabulary import Event, StageKind, StageName, Status
from tasks.decisions.already_recorded import by_session, unrecorded
from tasks.decisions.record import advance_each, must_be_in_turn, must_be_open


def record_opinions(
    session: Session, *forms: OpinionForm, at: datetime, stage: StageName | None = None, meeting_id: int | None = None
) -> list[Application]:
    """Record the opinion of a body on each dossier of some forms, from the day its stage opens; None: of the first that
    gives opinions. After the last of them, a dossier is studied."""
    said = {reference: form for form in forms for reference in form.dossiers}
    applications = find_applications(session, list(said))
    for campaign, those in by_session(session, applications):
        name = stage or first_of(campaign, StageKind.opinion)
        target = Status.studied if campaign.rules.stages.is_last(name) else Status.examined
        if new := _not_given(session, campaign, name, those, said, target=target):
            must_be_open(session, campaign, name, at=at)
            must_be_in_turn(session, campaign, name, new)
        session.add_all(_opinion(campaign, name, one, said[one.reference], meeting_id, at=at) for one in new)
        _move_on(session, those if target is Status.studied else new, target, said, at=at)
    return applications


def _opinion(
    campaign: Campaign,
    stage: StageName,
    application: Application,
    form: OpinionForm,
    meeting_id: int | None,
    *,
    at: datetime,
) -> Opinion:
    return Opinion(
        application_id=application.id or 0,
        campaign_id=campaign.id or 0,
        stage=stage,
        body=campaign.rules.stages.bodies[stage].body,
        opinion=form.opinion,
        reasons=form.reasons,
        by=form.by,
        given_at=at,
        meeting_id=meeting_id,
    )


def _not_given(
    session: Session,
    campaign: Campaign,
    stage: StageName,
    applications: Sequence[Application],
    said: Mapping[str, OpinionForm],
    *,
    target: Status,
) -> list[Application]:
    """Return the dossiers of which the opinion of a stage is not recorded yet. One that another opinion follows leaves
    its dossier where it is: whether it waits for the body tells then."""
    waits = ready_among(session, campaign, stage, [one.id for one in applications]) if target is Status.examined else ()
    facts = {name: {"opinion": form.opinion, "reasons": form.reasons, "stage": stage} for name, form in said.items()}
    rest = [one for one in applications if one.id not in waits]
    known = unrecorded(session, rest, Opinion, dict.fromkeys(said, target), facts)
    return [*(one for one in applications if one.id in waits), *known]


def _move_on(
    session: Session,
    applications: Sequence[Application],
    target: Status,
    said: Mapping[str, OpinionForm],
    *,
    at: datetime,
) -> None:
    if target is Status.studied:
        advance_each(session, applications, Event.opinion, dict.fromkeys(said, target), said, at=at)
        return
    for application in applications:
        form = said[application.reference]
        note(session, application, Event.opinion, at=at, by=Person(form.by), reason=form.reasons)
