"""What a member answers when it is asked whether it renews: another membership follows, or none does."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, must_have_come
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.membership.lasting import ANSWERS, RenewalForm
from models.members.duration import term_of
from models.members.membership import Instrument, Membership
from models.members.register import dossier_of, engaging, find_membership, last_days
from models.members.renewal import Renewal, RenewalAnswer, asked_from
from models.members.texts.text import ReferenceDocument
from models.members.texts.versions import adopted
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import campaign_in_hand
from models.vocabulary import Event, NoticeKind
from notifications.loading.members import load_memberships
from notifications.outbox.enqueue import notify
from tasks.members.joining.effect import certificates


def renew(session: Session, form: RenewalForm, *, at: datetime) -> list[Application]:
    """Record an answer. Where the member renews, the membership that follows begins the day after the end of the one
    that it has, or today where that is past: nothing takes effect before it is known. The same again changes nothing.
    Raises Refusal for what the region file needs and is not there, and for an answer that was acted upon already."""
    latest = find_membership(session, form.dossiers[0])
    membership = _renewed_into(session, latest) or latest
    application = dossier_of(session, membership)
    concerned = [application] if application else []
    known = session.exec(select(Renewal).where(Renewal.membership_id == membership.id)).one_or_none()
    if known and (known.answer, known.answered_on, known.said) == (form.answer, form.answered_on, form.said):
        return concerned
    if known and known.answer is RenewalAnswer.renewed:
        membership, known = latest, None
    campaign = campaign_in_hand(session, membership.region_id, at)
    _must_be_asked(campaign, membership, form, at=at)
    made = known or Renewal(membership_id=membership.id or 0, **_said(form, at))
    made.sqlmodel_update(_said(form, at))
    if form.answer is RenewalAnswer.renewed:
        made.next_id = _follow(session, campaign, membership, form, at=at).id
    session.add(made)
    session.flush()
    if application:
        _tell(session, campaign, application, form, at=at)
    return concerned


def _renewed_into(session: Session, latest: Membership) -> Membership | None:
    """Return the membership that another one follows by a renewal, if it does: the answer was about that."""
    former = select(Membership).join(Renewal, col(Renewal.membership_id) == col(Membership.id))
    return session.exec(former.where(Renewal.next_id == latest.id)).one_or_none()


def _said(form: RenewalForm, at: datetime) -> dict[str, Any]:
    return {**form.model_dump(include={"answer", "answered_on", "said", "pieces", "by"}), "at": at}


def _must_be_asked(campaign: Campaign, membership: Membership, form: RenewalForm, *, at: datetime) -> None:
    region, name, today = campaign.rules, form.dossiers[0], business_days(campaign.rules).local(at)
    if region.membership.renewal is None:
        mend = "la région ne renouvelle pas les adhésions sans nouvelle candidature (membership.renewal est vide)."
        raise Refusal("Membre", name, mend)
    if membership.end_reason or membership.ends_on is None:
        raise Refusal("Membre", name, f"l'adhésion {membership.number} n'a pas de terme à renouveler.")
    if membership.instrument is Instrument.convention:
        mend = "ce membre est engagé par la convention, aussi longtemps qu'elle dure : il n'a rien à renouveler."
        raise Refusal("Membre", name, mend)
    must_have_come(region, "Reçue le", form.answered_on, at=at)
    if today < (opens := asked_from(region, membership.ends_on)):
        mend = (
            f"elle dure jusqu'au {membership.ends_on:%d/%m/%Y} ({membership.number}) : son renouvellement s'ouvre le "
            f"{opens:%d/%m/%Y}."
        )
        raise Refusal("Membre", name, mend)


def _follow(
    session: Session, campaign: Campaign, membership: Membership, form: RenewalForm, *, at: datetime
) -> Membership:
    """Enter the membership that follows one."""
    region, ends_on = campaign.rules, membership.ends_on or date.max
    document = _document(session, region, membership, form)
    if last_days(session, region, [membership.organisation_id])[membership.organisation_id] > ends_on:
        raise Refusal("Membre", form.dossiers[0], "cet organisme a déjà une adhésion qui suit celle-ci.")
    starts_on = max(ends_on + timedelta(days=1), business_days(region).local(at))
    same = membership.model_dump(include={"region_id", "organisation_id", "application_id", "circle", "network"})
    made = Membership(
        **same,
        instrument=membership.instrument,
        document_id=document,
        starts_on=starts_on,
        ends_on=term_of(session, region, starts_on),
        logo_granted_on=starts_on,
        by=form.by,
        at=at,
    )
    session.add(made)
    session.flush()
    return made


def _document(session: Session, region: Region, membership: Membership, form: RenewalForm) -> int | None:
    """Return the version that engages a member from then on. Raises Refusal where the region file needs the one in
    force to be signed, or pieces to be sent again, and that lacks."""
    needs = region.membership.renewal.needs if region.membership.renewal else "answer"
    owner, instrument = membership.organisation_id, membership.instrument
    signed = engaging(session, region, [owner]).get((owner, instrument))
    document = adopted(session, region, instrument)
    if needs == "signature" and document and (signed is None or signed.document_id != document.id):
        mend = f"il n'a pas signé {_named(document)} ; enregistrez d'abord sa signature (enregistrer-signature)."
        raise Refusal("Membre", form.dossiers[0], mend)
    region.need_pieces("Pièces reçues de nouveau", form.pieces)
    lacking = [region.pieces[one].label for one in region.required_pieces if one not in form.pieces]
    if needs == "pieces" and lacking:
        raise Refusal("Pièces reçues de nouveau", ", ".join(form.pieces), f"il manque : {', '.join(lacking)}.")
    return signed.document_id if signed else membership.document_id


def _named(document: ReferenceDocument) -> str:
    return f"{document.title}, version {document.version}"


def _tell(session: Session, campaign: Campaign, application: Application, form: RenewalForm, *, at: datetime) -> None:
    """Note an answer in the journal, and confirm it by mail, with the certificate of what follows."""
    reason = f"{ANSWERS[form.answer]}, reçu le {form.answered_on:%d/%m/%Y} : {form.said}"
    note(session, application, Event.renew, at=at, by=Person(form.by), reason=reason)
    ids, is_renewed = [application.id or 0], form.answer is RenewalAnswer.renewed
    view = load_memberships(session, campaign.rules, ids)[ids[0]]
    notify(
        session,
        campaign,
        NoticeKind.renewal_answer,
        ids,
        at=at,
        occurrence="/".join(_occurrence(view.number, form)),
        membership=view,
        is_renewed=is_renewed,
        reason=form.said,
        files=certificates(session, campaign, ids, at=at) if is_renewed else None,
    )


def _occurrence(number: str, form: RenewalForm) -> Iterator[str]:
    yield number
    yield form.answer
    yield form.answered_on.isoformat()
