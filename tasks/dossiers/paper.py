"""A deposit on paper, recorded by a person: its day and its postmark decide, then it goes the way of the mails."""

from datetime import date, datetime
from hashlib import sha256

from sqlmodel import Session, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.intake import NO_NETWORK, ON_PAPER, PaperForm
from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import campaign_at
from models.storage.database import add_new, take_turns
from models.vocabulary import Event
from notifications.writing.wording import enumeration
from tasks.decisions.record import must_be_known
from tasks.intake.identity.identify import Claim
from tasks.intake.replies.to_senders import tell_registered
from tasks.intake.sorting.open_dossier import must_be_posted_before
from tasks.intake.sorting.sort import place

NOON = "12:00"
"""The hour of a paper of which only the day is known."""


def record_paper(session: Session, form: PaperForm, *, at: datetime) -> list[Application]:
    """Record a deposit that came by post or by hand, tell its sender, and find or open its dossier.

    A letter is in time by its postmark (CRPA L112-1). The same paper recorded twice is recorded once.
    """
    take_turns(session)
    campaign = campaign_at(session, at)
    received_at = _received_at(campaign.rules, form, at=at)
    campaign = campaign_at(session, received_at)
    must_be_known(campaign.rules, form.pieces)
    must_be_posted_before(campaign.rules, form.postmark, received_at)
    deposit = _keep(session, campaign, form, received_at=received_at, at=at)
    if deposit.sorted_at:
        return [session.get_one(Application, deposit.application_id)]
    if form.contact:  # on paper, the acknowledgement alone does (CRPA R112-5)
        tell_registered(session, campaign, deposit, at=at)
    application = place(session, deposit, _claim(form), at=at, by=Person(form.by))
    if _stood_before(session, application, deposit):
        note(session, application, Event.deposit, at=at, by=Person(form.by), reason=_said(campaign.rules, deposit))
    deposit.sorted_at = at
    session.add_all([application, deposit])
    return [application]


def _received_at(region: Region, form: PaperForm, *, at: datetime) -> datetime:
    """Return when a paper came: now, unless the form says when. Where it gives a day without an hour, noon."""
    if form.received_on is None:
        return at
    hour, minute = map(int, (form.hour or NOON).split(":"))
    said = datetime.combine(form.received_on, datetime.min.time(), region.zone).replace(hour=hour, minute=minute)
    is_today = form.received_on == business_days(region).local(at)
    if said > at and not (is_today and form.hour is None):
        raise Refusal(
            "Reçu le", f"{said:%d/%m/%Y %H:%M}", "cet instant est à venir ; indiquez quand le dépôt est arrivé."
        )
    return min(said, at)


def _keep(session: Session, campaign: Campaign, form: PaperForm, *, received_at: datetime, at: datetime) -> Deposit:
    """Return the deposit of a paper: a new row, or that of the same form sent before."""
    identity = paper_identity(form, business_days(campaign.rules).local(received_at))
    made = Deposit(
        campaign_id=campaign.id or 0,
        identity=identity,
        nature=Nature.written,
        way=form.way,
        sender=form.reached_at,
        reply_to=form.reached_at,
        subject=form.comment or f"Dépôt {ON_PAPER[form.way]}",
        received_at=received_at,
        processed_at=at,
        postmark=form.postmark,
        papers=list(campaign.rules.pieces) if form.complete else list(dict.fromkeys(form.pieces)),
    )
    add_new(session, Deposit, [made.model_dump(exclude={"id"})])
    return session.exec(select(Deposit).where(Deposit.identity == identity).with_for_update()).one()


def paper_identity(form: PaperForm, received_on: date) -> str:
    """Return what makes a paper the same one twice, whoever records it: the day it came, from whom, with what."""
    number = next(
        filter(None, (form.identity.siret, form.identity.rna, form.identity.uai)), form.organisation.casefold()
    )
    said = (number, form.reached_at, form.hour, form.postmark, form.complete, *sorted(form.pieces))
    digest = sha256(repr(said).encode()).hexdigest()[:32]
    return f"{form.way}/{received_on.isoformat()}/{digest}"


def _stood_before(session: Session, application: Application, deposit: Deposit) -> bool:
    others = select(Deposit.id).where(Deposit.application_id == application.id, Deposit.id != deposit.id)
    return session.exec(others).first() is not None


def _claim(form: PaperForm) -> Claim:
    network = None if form.network == NO_NETWORK else form.network
    return Claim(organisation=form.organisation, network=network, identity=form.identity, named=True)


def _said(region: Region, deposit: Deposit) -> str:
    pieces = enumeration([region.pieces[piece_id].label for piece_id in deposit.papers])
    return f"reçu {ON_PAPER[deposit.way]} le {business_days(region).local(deposit.received_at):%d/%m/%Y} : {pieces}"
