"""A deposit that arrived late is admitted."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from models.columns import chunks
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications, next_sending
from models.dossiers.lifecycle import advance
from models.errors import Refusal
from models.forms.dossiers import AdmissionForm
from models.sessions.campaign import Campaign, Stage
from models.sessions.opening import must_run
from models.vocabulary import Event, StageKind, Status
from tasks.decisions.appeals.upheld import KEPT_OUT, uphold
from tasks.intake.sorting.open_dossier import is_kept_out


def admit_late(session: Session, form: AdmissionForm, *, at: datetime) -> list[Application]:
    """Admit a late deposit: it is registered like the others, and its acknowledgement follows."""
    [application] = find_applications(session, form.dossiers)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    must_run(campaign)
    _must_be_late(session, campaign, application)
    if advance(session, ids, Event.admit_late, Status.registered, at=at, by=Person(form.by), reason=form.reason):
        plan_acknowledgement(session, campaign, ids, at=at)
        uphold(session, application, KEPT_OUT, reasons=form.reason, by=form.by, at=at)
    return [application]


def admissible(session: Session, *conditions: ColumnElement[bool]) -> set[int]:
    """Return which dossiers of some conditions a person carried over that came too late for the session they are in."""
    stands = (col(Application.status) == Status.carried_over, col(Stage.kind) == StageKind.deposit)
    late = select(Application, Campaign).join(Campaign).join(Stage, col(Stage.campaign_id) == col(Campaign.id))
    found = session.exec(late.where(*stands, *conditions, col(Application.received_at) >= col(Stage.due_at))).all()
    return {one.id or 0 for one, campaign in found if is_kept_out(session, campaign, one)}


def _must_be_late(session: Session, campaign: Campaign, application: Application) -> None:
    """Refuse a dossier that was carried over for another reason than the day on which it came."""
    if application.status is Status.carried_over and not is_kept_out(session, campaign, application):
        mend = (
            f"ce dossier est « reporté », et n'est pas resté hors de {campaign.called} pour son retard ; "
            "présentez-le à nouveau (formulaire representer-dossier)."
        )
        raise Refusal("Dossier", application.reference, mend)


def plan_acknowledgement(session: Session, campaign: Campaign, ids: list[int], *, at: datetime) -> None:
    """Have the acknowledgement of dossiers leave on the next morning of a business day."""
    due = next_sending(campaign, at=at)
    for part in chunks(ids):
        session.execute(update(Application).where(col(Application.id).in_(part)).values(acknowledge_at=due))
