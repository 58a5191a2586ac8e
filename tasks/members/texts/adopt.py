"""A version is adopted: it replaces the former at its date, and the members whom it engages are asked to accept it."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, must_have_come
from models.dossiers.application import Application
from models.dossiers.completeness import await_people
from models.errors import Refusal
from models.forms.membership.texts import Again, TextAdoptionForm
from models.members.texts.text import ReferenceDocument, TextOpinion
from models.members.texts.versions import adopted
from models.members.texts.workflow import TEXTS, TextEvent, move, must
from models.region.model import Region
from models.sessions.campaign import Campaign
from tasks.members.texts.acceptance import ask_acceptance
from tasks.members.texts.amend import unruled
from tasks.members.texts.versions import ADOPTED, find_version


def adopt_text(session: Session, form: TextAdoptionForm, *, at: datetime) -> list[Application]:
    """Adopt a version. Raises Refusal without the opinion that the region file asks for, or where a later version is
    adopted already. Adopted again in the same words, nothing changes."""
    campaign, document = find_version(session, form)
    if document.status in ADOPTED and _is_said(document, form):
        return []
    target = must(document, TextEvent.adopt)
    must_have_come(campaign.rules, "Adopté le", form.adopted_on, at=at)
    _must_be_ruled_upon(session, document)
    _must_be_advised(session, campaign.rules, document, form)
    former = _supersede(session, campaign.rules, document, form)
    document.sqlmodel_update(
        {
            "status": target,
            "adopted_by": form.adopted_by,
            "adopted_on": form.adopted_on,
            "in_force_from": form.in_force_from or form.adopted_on,
        }
    )
    session.add(document)
    session.flush()
    _have_it_accepted(session, campaign, document, former, form, at=at)
    return []


def _is_said(document: ReferenceDocument, form: TextAdoptionForm) -> bool:
    facts = (document.adopted_by, document.adopted_on, document.in_force_from)
    return facts == (form.adopted_by, form.adopted_on, form.in_force_from or form.adopted_on)


def _must_be_ruled_upon(session: Session, document: ReferenceDocument) -> None:
    """Raise Refusal where nobody said yet what becomes of an amendment."""
    waiting = [one.key for one in unruled(session, document)]
    if waiting:
        mend = "dites d'abord ce qu'il en advient (formulaire trancher-amendement)."
        raise Refusal("Amendements à trancher", ", ".join(waiting), mend)


def _must_be_advised(session: Session, region: Region, document: ReferenceDocument, form: TextAdoptionForm) -> None:
    """Raise Refusal where an opinion is asked for, and none was given by the day of the adoption."""
    rule = region.texts.opinions.get(document.document)
    if rule is None:
        return
    given = select(TextOpinion.id).where(
        TextOpinion.document_id == document.id, col(TextOpinion.given_on) <= form.adopted_on
    )
    if session.exec(given).first() is None:
        mend = (
            f"l'avis de cette instance est demandé avant l'adoption ({rule}), et aucun n'est enregistré au "
            f"{form.adopted_on:%d/%m/%Y} : formulaires proposer-texte, puis avis-sur-texte."
        )
        raise Refusal(f"Avis préalable sur « {TEXTS[document.document]} »", region.texts.opinion_body, mend)


def _supersede(
    session: Session, region: Region, document: ReferenceDocument, form: TextAdoptionForm
) -> ReferenceDocument | None:
    """Replace the version that is adopted, before another is: there is one at most."""
    former = adopted(session, region, document.document)
    if former is None or former.id == document.id:
        return None
    begins = form.in_force_from or form.adopted_on
    if former.in_force_from and begins <= former.in_force_from:
        mend = f"la version {former.version} est en vigueur à partir du {former.in_force_from:%d/%m/%Y}, ou après."
        raise Refusal("En vigueur à partir du", begins, mend)
    move(former, TextEvent.supersede)
    former.superseded_on = begins
    session.add(former)
    session.flush()
    return former


def _have_it_accepted(
    session: Session,
    campaign: Campaign,
    document: ReferenceDocument,
    former: ReferenceDocument | None,
    form: TextAdoptionForm,
    *,
    at: datetime,
) -> None:
    """Open the acceptance of a version by those whom it engages; where they need not, what they signed still counts."""
    texts = campaign.rules.texts
    again = document.document in texts.accept_again if form.again is Again.as_said else form.again is Again.yes
    if again:
        document.asked_at = at
        document.accept_by = _last_day(campaign.rules, form, at=at)
        await_people(campaign, at=at)
        session.add_all([document, campaign])
        session.flush()
        ask_acceptance(session, campaign, document, at=at)
    elif former:
        document.since_id = former.since_id or former.id
    session.add_all([document, campaign])
    session.flush()


def _last_day(region: Region, form: TextAdoptionForm, *, at: datetime) -> date:
    """Return the last day to accept a version: the form's, else the delay of the region file from today."""
    today = business_days(region).local(at)
    if form.accept_by and form.accept_by < today:
        raise Refusal("Acceptation attendue jusqu'au", f"{form.accept_by:%d/%m/%Y}", "ce jour est passé.")
    return form.accept_by or today + timedelta(days=region.texts.accept_days)
