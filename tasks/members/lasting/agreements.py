"""Conventions recorded, amended and denounced, and the memberships whose end moves with theirs (S4, art. 6, 7)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models.calendar.business_days import business_days, must_have_come, plus_months
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.membership.lasting import AgreementForm, AmendmentForm, DenunciationForm
from models.members.agreement import Agreement, Amendment, agreement_named, amendments_of, engaged_by, find_agreement
from models.members.membership import Membership
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.vocabulary import Event
from tasks.intake.desks.files import find_file


def record_agreement(session: Session, form: AgreementForm, *, at: datetime) -> list[Application]:
    """Record a convention, or correct what was typed of it while it is neither amended nor denounced. The same again
    changes nothing. Raises Refusal for a signatory that the region file does not name, and a day to come."""
    campaign = find_campaign(session, form.session)
    must_have_come(campaign.rules, "Signée le", form.signed_on, at=at)
    said: dict[str, Any] = {
        "signed_on": form.signed_on,
        "ends_on": form.ends_on,
        "signatories": _parties(campaign.rules, "Signataires", form.signatories)
        or [*campaign.rules.agreement.signatories],
        **_file(session, "Convention signée", form.file),
    }
    known = agreement_named(session, campaign.rules, form.name)
    if known and all(getattr(known, name) == value for name, value in said.items()):
        return []
    if known and (known.denounced_on or amendments_of(session, known)):
        mend = "elle est déjà modifiée par avenant ou dénoncée, et cette saisie dit autre chose ; donnez un autre nom."
        raise Refusal("Nom de la convention", form.name, mend)
    facts = said | {"by": form.by, "at": at}
    if known is None:
        session.add(Agreement(region_id=campaign.region_id, name=form.name, **facts))
        session.flush()
        return []
    former = known.ends_on
    session.add(known.sqlmodel_update(facts))
    return _move(session, _tied(session, campaign, known, former), known, at=at, by=form.by, why="convention corrigée")


def amend(session: Session, form: AmendmentForm, *, at: datetime) -> list[Application]:
    """Record an amendment, and move the end of the memberships that last as long as the convention, where it moves
    that. The same again changes nothing. Raises Refusal for what is out of order."""
    campaign = find_campaign(session, form.session)
    agreement = find_agreement(session, campaign.rules, form.name)
    amendments = amendments_of(session, agreement)
    said = _amendment_said(session, campaign.rules, form)
    known = next((one for one in amendments if one.number == form.number), None)
    if known and all(getattr(known, name) == value for name, value in said.items()):
        return []
    _must_be_amendable(campaign, agreement, amendments, form, at=at)
    former = agreement.ends_on
    made = Amendment(agreement_id=agreement.id or 0, former_ends_on=former, **said, by=form.by, at=at)
    agreement.ends_on = form.ends_on or former
    session.add_all([made, agreement])
    session.flush()
    why = f"avenant n° {form.number} à la convention « {agreement.name} »"
    return _move(session, _tied(session, campaign, agreement, former), agreement, at=at, by=form.by, why=why)


def _amendment_said(session: Session, region: Region, form: AmendmentForm) -> dict[str, Any]:
    [asked_by] = _parties(region, "À la demande de", [form.asked_by])
    facts = form.model_dump(include={"number", "subject", "opinion_on", "signed_on", "ends_on"})
    return {**facts, "asked_by": asked_by, **_file(session, "Avenant signé", form.file)}


def _must_be_amendable(
    campaign: Campaign, agreement: Agreement, amendments: Sequence[Amendment], form: AmendmentForm, *, at: datetime
) -> None:
    if form.number != len(amendments) + 1:
        mend = (
            f"le prochain avenant de cette convention est le n° {len(amendments) + 1} ; un avenant ne se remplace pas."
        )
        raise Refusal("Numéro de l'avenant", form.number, mend)
    if agreement.denounced_on:
        mend = f"cette convention est dénoncée depuis le {agreement.denounced_on:%d/%m/%Y} ; elle ne se modifie plus."
        raise Refusal("Nom de la convention", form.name, mend)
    must_have_come(campaign.rules, "Signé le", form.signed_on, at=at)
    if not agreement.covers(form.signed_on):
        mend = f"la convention court du {agreement.signed_on:%d/%m/%Y} au {agreement.ends_on:%d/%m/%Y}."
        raise Refusal("Signé le", f"{form.signed_on:%d/%m/%Y}", mend)
    if form.ends_on and form.ends_on < form.signed_on:
        mend = "ce jour vient avant celui de la signature ; corrigez l'un ou l'autre."
        raise Refusal("Nouveau dernier jour", f"{form.ends_on:%d/%m/%Y}", mend)


def denounce(session: Session, form: DenunciationForm, *, at: datetime) -> list[Application]:
    """Record that a convention is denounced: its last day is the one on which the delay ends that runs from the sending
    of the letter, and the memberships that it alone engages end with it; or that this is lifted before that day. The
    same again changes nothing."""
    campaign = find_campaign(session, form.session)
    agreement = find_agreement(session, campaign.rules, form.name)
    if form.lifted_on:
        return _lift(session, campaign, agreement, form, at=at)
    [party] = _parties(campaign.rules, "Par", [form.denounced_by or ""])
    said = {"denounced_by": party, "denounced_on": form.sent_on, "denounced_because": form.reason}
    if all(getattr(agreement, name) == value for name, value in said.items()):
        return []
    ends_on = _denounced_until(campaign, agreement, form, at=at)
    concerned = _engaged_beyond(session, agreement, ends_on)
    shortened = {str(one.id): one.ends_on.isoformat() if one.ends_on else None for one in concerned}
    agreement.sqlmodel_update(said | {"former_ends_on": agreement.ends_on, "ends_on": ends_on, "shortened": shortened})
    session.add(agreement)
    why = f"convention « {agreement.name} » dénoncée par lettre envoyée le {form.sent_on:%d/%m/%Y}"
    return _move(session, concerned, agreement, at=at, by=form.by, why=why)


def _denounced_until(campaign: Campaign, agreement: Agreement, form: DenunciationForm, *, at: datetime) -> date:
    if agreement.denounced_on:
        mend = f"elle l'est déjà, par une lettre envoyée le {agreement.denounced_on:%d/%m/%Y} ; levez d'abord celle-ci."
        raise Refusal("Nom de la convention", form.name, mend)
    sent = form.sent_on or agreement.signed_on
    must_have_come(campaign.rules, "Lettre recommandée envoyée le", sent, at=at)
    if not agreement.covers(sent):
        mend = f"la convention court du {agreement.signed_on:%d/%m/%Y} au {agreement.ends_on:%d/%m/%Y}."
        raise Refusal("Lettre recommandée envoyée le", f"{sent:%d/%m/%Y}", mend)
    ends_on = plus_months(sent, campaign.rules.agreement.denounced_months)
    if ends_on > agreement.ends_on:
        mend = f"elle ne prendrait effet que le {ends_on:%d/%m/%Y}, après le terme ({agreement.ends_on:%d/%m/%Y})."
        raise Refusal("Lettre recommandée envoyée le", f"{sent:%d/%m/%Y}", mend)
    return ends_on


def _lift(
    session: Session, campaign: Campaign, agreement: Agreement, form: DenunciationForm, *, at: datetime
) -> list[Application]:
    """Take a denunciation back before its delay is over: what it shortened has its own last day again."""
    if agreement.denounced_on is None or agreement.former_ends_on is None:
        raise Refusal("Nom de la convention", form.name, "cette convention n'est pas dénoncée.")
    lifted = form.lifted_on or agreement.ends_on
    must_have_come(campaign.rules, "Ou dénonciation levée le", lifted, at=at)
    if (
        not agreement.denounced_on <= lifted <= agreement.ends_on
        or business_days(campaign.rules).local(at) > agreement.ends_on
    ):
        mend = (
            f"la lettre a été envoyée le {agreement.denounced_on:%d/%m/%Y}, et la convention prend fin le "
            f"{agreement.ends_on:%d/%m/%Y} : une dénonciation se lève entre ces deux jours."
        )
        raise Refusal("Ou dénonciation levée le", f"{lifted:%d/%m/%Y}", mend)
    former, shortened = agreement.ends_on, agreement.shortened
    undone = {"denounced_by": None, "denounced_on": None, "denounced_because": None, "former_ends_on": None}
    agreement.sqlmodel_update({**undone, "ends_on": agreement.former_ends_on, "shortened": {}})
    session.add(agreement)
    why, found = f"dénonciation de la convention « {agreement.name} » levée : {form.reason}", []
    for one in _shortened(session, shortened, former):
        last = shortened[str(one.id)]
        one.ends_on = date.fromisoformat(last) if last else None
        found.append(one)
    return _tell(session, found, at=at, by=form.by, why=why)


def _shortened(session: Session, shortened: dict[str, str | None], ends_on: date) -> list[Membership]:
    """Return the memberships that a denunciation shortened, and that nothing else ended since."""
    standing = (Membership.ends_on == ends_on, col(Membership.end_reason).is_(None))
    numbers = [int(number) for number in shortened]
    return list(session.exec(select(Membership).where(col(Membership.id).in_(numbers), *standing).with_for_update()))


def _parties(region: Region, field: str, said: Iterable[str]) -> list[str]:
    """Return the keys of the signatories that are named, by key or by label. Raises Refusal for any other."""
    found = []
    for name in said:
        key = region.agreement.key_of(name)
        if key is None:
            known = ", ".join(region.agreement.signatories.values()) or "aucun"
            mend = f"ce n'est pas un signataire ; signataires de la région : {known}."
            raise Refusal(field, name, mend)
        found.append(key)
    return found


def _file(session: Session, field: str, file: str | None) -> dict[str, str]:
    return {"sha256": find_file(session, field, file).digest} if file else {}


def _tied(session: Session, campaign: Campaign, agreement: Agreement, ends_on: date) -> list[Membership]:
    """Return the memberships that last as long as a convention, and ended with it on a day: none where the region
    file does not have them last so."""
    if not campaign.rules.membership.with_agreement:
        return []
    own = col(Membership.agreement_id)
    tied = (Membership.region_id == campaign.region_id, or_(own.is_(None), own == agreement.id))
    standing = select(Membership).where(*tied, Membership.ends_on == ends_on, col(Membership.end_reason).is_(None))
    return list(session.exec(standing.order_by(col(Membership.id)).with_for_update()))


def _engaged_beyond(session: Session, agreement: Agreement, day: date) -> list[Membership]:
    """Return the memberships that a convention alone engages, and that would last beyond a day."""
    ends = col(Membership.ends_on)
    is_beyond = (or_(ends.is_(None), ends > day), col(Membership.starts_on) <= day)
    beyond = select(Membership).where(engaged_by(agreement), *is_beyond)
    return list(session.exec(beyond.order_by(col(Membership.id)).with_for_update()))


def _move(
    session: Session, memberships: Sequence[Membership], agreement: Agreement, *, at: datetime, by: str, why: str
) -> list[Application]:
    """Have some memberships end with a convention, and note it in the journal of those that have a dossier."""
    moved = [one for one in memberships if one.ends_on != agreement.ends_on]
    for one in moved:
        one.ends_on = agreement.ends_on
    return _tell(session, moved, at=at, by=by, why=why)


def _tell(session: Session, memberships: Sequence[Membership], *, at: datetime, by: str, why: str) -> list[Application]:
    session.add_all(memberships)
    session.flush()
    found = []
    for one in memberships:
        application = session.get(Application, one.application_id) if one.application_id else None
        if application:
            said = f"{why} : l'adhésion prend fin le {one.ends_on:%d/%m/%Y}" if one.ends_on else why
            note(session, application, Event.term, at=at, by=Person(by), reason=said)
            found.append(application)
    return found
