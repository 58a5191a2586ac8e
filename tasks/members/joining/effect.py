"""On the effective date, those accepted become members: entered in the register, handed their certificate, told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days
from models.columns import chunks, pages
from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application, CompletionRequest, by_receipt
from models.dossiers.lifecycle import advance, lock_in_status
from models.errors import Refusal
from models.members.agreement import Agreement
from models.members.duration import term_if_any, term_of
from models.members.membership import Instrument, Membership, Signature
from models.members.register import after, engaging, last_days, may_join
from models.members.site import sites_on
from models.members.texts.versions import adopted
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import Event, NoticeKind, Status
from notifications.documents.typeset import typeset_together
from notifications.loading.members import load_memberships
from notifications.loading.variables import load_applications, load_decisions
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import notify
from notifications.views.documents import CertificateDocument, DecisionLine
from notifications.views.members import MembershipView
from notifications.views.notices import ApplicationView, DecisionView
from notifications.writing.acts import house_of
from tasks.intake.published.logo import logo_of
from tasks.members.sites.decided import admit_sites


def take_effect(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Make members of those accepted, from the effective date on, once they lack no piece; of those who signed, where
    the region file wants it first. Whose membership could not begin before the term of the region stays accepted."""
    if stages(session, campaign).effect_at > at:
        return 0
    accepted = lock_in_status(session, campaign, Status.accepted, *may_join(session, campaign.rules))
    return sum(_join(session, campaign, part, at=at) for part in pages(accepted))


def _join(session: Session, campaign: Campaign, accepted: Sequence[int], *, at: datetime) -> int:
    first_days = _first_days(session, campaign, accepted)
    advance(session, list(first_days), Event.effect, Status.member, at=at, by=SYSTEM)
    return make_members(session, campaign, first_days, at=at)


def make_members(
    session: Session,
    campaign: Campaign,
    first_days: Mapping[int, date],
    own: Agreement | None = None,
    *,
    at: datetime,
) -> int:
    """Enter in the register those who become members on some days, by a convention of their `own` where they signed
    one, and notify each, with its certificate and the logo that the region gives; return how many notices that
    makes."""
    if not first_days:
        return 0
    entered, ids = enter(session, campaign, first_days, own, at=at), list(first_days)
    numbers = {membership.application_id or 0: membership.number for membership in entered}
    logo = logo_of(session, campaign)
    files = {i: (*certificate, *logo) for i, certificate in certificates(session, campaign, ids, at=at).items()}
    return notify(session, campaign, NoticeKind.effective, ids, at=at, occurrence=numbers, files=files)


def must_have_a_term(session: Session, campaign: Campaign, accepted: Sequence[Application], *, at: datetime) -> None:
    """Raise Refusal where a membership that is accepted at an instant would begin after the term of the region's: on
    that day, or once the one that its organisation has is over."""
    days, region = business_days(campaign.rules), campaign.rules
    starts_on = days.local(max(stages(session, campaign).effect_at, at))
    known = last_days(session, region, [application.organisation_id for application in accepted])
    until = term_of(session, region, starts_on) if accepted else date.max
    for application in accepted:
        last = known.get(application.organisation_id, date.min)
        if last == date.max or term_if_any(session, region, after(last, starts_on)) is None:
            mend = (
                f"cet organisme est déjà membre, {until_when(last)} : une seconde adhésion ne s'ouvre pas à côté, et "
                f"celles de la région prennent fin le {until:%d/%m/%Y}. Sa candidature est sans objet : il peut la "
                "retirer (enregistrer-retrait)."
            )
            raise Refusal("Dossier", application.reference, mend)


def until_when(last: date) -> str:
    """Return until when a membership runs whose last day is that, the last of all days where it has no term."""
    return "sans terme" if last == date.max else f"jusqu'au {last:%d/%m/%Y}"


def _first_days(session: Session, campaign: Campaign, ids: Sequence[int]) -> dict[int, date]:
    """Return when the membership of each application begins: on the effective date, or on a later day on which all that
    makes it was there (the decision, the last piece, and the signature where the region file wants it first); of who is
    a member already, the day after. What would begin after the term of the region is left out."""
    region, days = campaign.rules, business_days(campaign.rules)
    effect_on = days.local(stages(session, campaign).effect_at)
    decisions, applications = load_decisions(session, region, ids), _applications(session, ids)
    owners, completed = [application.organisation_id for application in applications], _completed(session, days, ids)
    signed, known, found = engaging(session, region, owners), last_days(session, region, owners), {}
    for application in applications:
        owner, instrument = application.organisation_id, _instrument(region, application)
        later = _later(region, decisions.get(application.id or 0), signed.get((owner, instrument)))
        starts_on = after(
            known.get(owner, date.min), max(effect_on, completed.get(application.id or 0, date.min), *later)
        )
        until = term_if_any(session, region, starts_on) if starts_on < date.max else None
        if until:
            found[application.id or 0], known[owner] = starts_on, until
    return found


def enter(
    session: Session,
    campaign: Campaign,
    first_days: Mapping[int, date],
    own: Agreement | None = None,
    *,
    at: datetime,
) -> list[Membership]:
    """Add a membership for each of some applications, from its first day on, by their `own` convention if any."""
    region, applications = campaign.rules, _applications(session, list(first_days))
    signed = engaging(session, region, [application.organisation_id for application in applications])
    made = []
    for application in applications:
        instrument = _instrument(region, application)
        signature = signed.get((application.organisation_id, instrument))
        starts_on = first_days[application.id or 0]
        until = term_of(session, region, starts_on, own)
        made.append(_membership(application, instrument, (starts_on, until), region=region, at=at))
        made[-1].document_id = signature.document_id if signature else _by_others(session, region, instrument)
        made[-1].agreement_id = own.id if own else None
    session.add_all(made)
    admit_sites(session, applications)
    return made


def _instrument(region: Region, application: Application) -> Instrument:
    return Instrument(region.circles[application.circle].instrument)


def _applications(session: Session, ids: Sequence[int]) -> list[Application]:
    chosen = (select(Application).where(col(Application.id).in_(part)) for part in chunks(ids))
    of_each = (statement.order_by(*by_receipt()) for statement in chosen)
    return [application for statement in of_each for application in session.exec(statement)]


def _completed(session: Session, days: BusinessDays, ids: Sequence[int]) -> dict[int, date]:
    """Return the day on which each of some applications last sent all that it was asked for."""
    found: dict[int, date] = {}
    for part in chunks(ids):
        answered = (col(CompletionRequest.application_id).in_(part), col(CompletionRequest.answered_at).is_not(None))
        latest = select(CompletionRequest.application_id, func.max(CompletionRequest.answered_at)).where(*answered)
        for application_id, at in session.exec(latest.group_by(col(CompletionRequest.application_id))):
            found[application_id] = days.local(at) if at else date.min
    return found


def _later(region: Region, decision: DecisionView | None, signature: Signature | None) -> Iterable[date]:
    yield decision.decided_on if decision else date.min
    yield signature.signed_on if signature and region.membership.signature_first else date.min


def _membership(
    application: Application, instrument: Instrument, lasts: tuple[date, date], *, region: Region, at: datetime
) -> Membership:
    starts_on, ends_on = lasts
    return Membership(
        region_id=region.region.id,
        organisation_id=application.organisation_id,
        application_id=application.id,
        circle=application.circle,
        network=application.network,
        instrument=instrument,
        starts_on=starts_on,
        ends_on=ends_on,
        logo_granted_on=starts_on,
        by="system",
        at=at,
    )


def _by_others(session: Session, region: Region, instrument: Instrument) -> int | None:
    """Return the version that engages a member without its own signature: that of a text which others sign for it."""
    document = adopted(session, region, instrument) if instrument is Instrument.convention else None
    return document.id if document else None


def certificates(
    session: Session, campaign: Campaign, ids: Sequence[int], *, at: datetime
) -> dict[int, tuple[Enclosure, ...]]:
    """Return the certificate of each application that has a membership, as a PDF."""
    region = campaign.rules
    applications, decisions = load_applications(session, region, ids), load_decisions(session, region, ids)
    issued_on = business_days(region).local(at)
    memberships, sites = load_memberships(session, region, ids), _sites(session, ids, on=issued_on)
    views = [
        _certificate(
            region,
            applications[i],
            membership,
            decision=decisions.get(i),
            sites=sites.get(i, ()),
            issued_on=issued_on,
        )
        for i, membership in memberships.items()
    ]
    return {
        i: (Enclosure(f"certificat-{view.number}.pdf", "application/pdf", pdf),)
        for i, view, pdf in zip(memberships, views, typeset_together("certificate", views), strict=True)
    }


def _sites(session: Session, ids: Sequence[int], *, on: date) -> dict[int, tuple[str, ...]]:
    """Return the sites that each of some dossiers has in the SPRO."""
    owners = {one.id or 0: one.organisation_id for one in _applications(session, ids)}
    told = sites_on(session, list(owners.values()), on=on)
    return {
        i: tuple(f"{site.name} ({site.town})" for site in told[owner]) for i, owner in owners.items() if owner in told
    }


def _certificate(
    region: Region,
    application: ApplicationView,
    membership: MembershipView,
    *,
    decision: DecisionView | None,
    sites: tuple[str, ...],
    issued_on: date,
) -> CertificateDocument:
    signed = membership.text if membership.text and membership.text.signed_on else None
    return CertificateDocument(
        number=membership.number,
        region=region.region.name,
        house=house_of(region),
        organisation=application.organisation,
        identifier=application.identifier,
        reference=application.reference,
        member_since=membership.since,
        until=membership.until,
        recognition=region.law.recognition,
        instrument=getattr(region.law, region.circles[application.circle].instrument),
        version=signed.version if signed else None,
        signed_on=signed.signed_on if signed else None,
        decision=_line(decision) if decision else None,
        benefits=tuple(region.benefits),
        issued_on=issued_on,
        checked_by=f"{region.roles.examining_service.label}, {region.roles.examining_service.email}",
        place=region.documents.place,
        sites=sites,
        mark=membership.code,
        directory=region.documents.directory,
        issued_by=region.roles.examining_service.label,
    )


def _line(decision: DecisionView) -> DecisionLine:
    return DecisionLine(
        decided_on=decision.decided_on,
        signatory_name=decision.signatory_name,
        signatory_capacity=decision.signatory_capacity,
    )
