"""A member leaves of its own will: its membership ends on the day that it says, and nobody has to be heard."""

from datetime import date, datetime

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.membership.members import DepartureForm
from models.members.membership import Membership
from models.members.register import campaign_of, dossier_of, end_what_follows, find_membership
from models.vocabulary import Event, NoticeKind
from notifications.loading.members import load_membership
from notifications.outbox.enqueue import notify
from tasks.members.leave import close_as_left


def record_departure(session: Session, form: DepartureForm, *, at: datetime) -> list[Application]:
    """End a membership on the day on which its member leaves, and confirm it; the right to the logo ends with it, and a
    formal notice that runs is without object. Said again, nothing changes. Raises Refusal for a day outside the
    membership, and for one that was ended already."""
    membership = find_membership(session, form.dossiers[0], on=form.on)
    application = dossier_of(session, membership)
    concerned = [application] if application else []
    if (membership.ends_on, membership.end_reason) == (form.on, form.reason):
        return concerned
    _must_run(membership, form)
    membership.ends_on, membership.logo_withdrawn_on = form.on, form.on
    membership.end_reason, membership.ended_by, membership.ended_at = form.reason, form.by, at
    session.add(membership)
    session.flush()
    end_what_follows(session, membership)
    noticed_on = close_as_left(session, membership, by=form.by, reason=form.reason, at=at)
    if application:
        _tell(session, membership, application, form, noticed_on=noticed_on, at=at)
    return concerned


def _must_run(membership: Membership, form: DepartureForm) -> None:
    name, runs = form.dossiers[0], f"du {membership.starts_on:%d/%m/%Y}"
    runs += f" au {membership.ends_on:%d/%m/%Y}" if membership.ends_on else ", sans terme"
    if membership.end_reason:
        raise Refusal("Membre", name, f"cette adhésion a déjà pris fin par une décision ou un départ ({runs}).")
    if not membership.covers(form.on):
        raise Refusal("Dernier jour", f"{form.on:%d/%m/%Y}", f"indiquez un jour de l'adhésion ({runs}).")


def _tell(
    session: Session,
    membership: Membership,
    application: Application,
    form: DepartureForm,
    *,
    noticed_on: date | None,
    at: datetime,
) -> None:
    """Note in the journal that a member leaves, and confirm it by mail."""
    said = f"dernier jour le {form.on:%d/%m/%Y} : {form.reason}"
    note(session, application, Event.depart, at=at, by=Person(form.by), reason=said)
    campaign, ids = campaign_of(session, membership), [application.id or 0]
    notify(
        session,
        campaign,
        NoticeKind.departed,
        ids,
        at=at,
        occurrence=membership.number,
        membership=load_membership(session, campaign.rules, membership),
        reason=form.reason,
        noticed_on=noticed_on,
    )
