"""Advice asked about a dossier: a letter with the question, the last day, and the pieces that its reader may see."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, select

from models.calendar.business_days import Term
from models.dossiers.actor import Person
from models.dossiers.advice import AdviceRequest, plan_reminder
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.handling import DossierLink
from models.dossiers.lifecycle import note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.advice import AdviceRequestForm
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import UNDECIDED, AdviceOutcome, Event, NoticeKind
from notifications.loading.advice import advice_view
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import HandedView
from notifications.writing.wording import long_date
from tasks.concerned import Concerned, concerned, refusable
from tasks.dossiers.advice.whom import Asked, asked_of
from tasks.dossiers.in_hand.bundle import Bundle
from tasks.dossiers.in_hand.contents import Contents, read_contents
from tasks.dossiers.in_hand.links import issue
from tasks.dossiers.in_hand.receive import bundle_within, reached
from tasks.dossiers.requests import end_of
from tasks.intake.store import Store

REQUEST = "advice_request"


class _Matter(NamedTuple):
    """What is asked about a dossier, of whom, until when."""

    application: Application
    campaign: Campaign
    asked: Asked
    end: Term


@refusable("Demander un avis")
async def ask(form: AdviceRequestForm, *, links: str | None, at: datetime) -> list[Concerned]:
    """Have advice asked about a dossier, and return it; `links` is where links lead, None where nobody would reach
    them. Raises Refusal for what may not be asked, and for pieces that can leave neither way."""
    database, store = Settings().database, Store(Settings().store)
    with reading(database) as session:
        contents = read_contents(session, _matter(session, form, at=at).application, only=form.pieces)
    # Before the transaction: it takes a while, during which others write.
    bundle = bundle_within(contents, store, at=at) if form.pieces else None
    with transaction(database) as session:
        return [concerned(session, record(session, form, contents, bundle, links=links, at=at))]


def record(
    session: Session,
    form: AdviceRequestForm,
    contents: Contents,
    bundle: Bundle | None,
    *,
    links: str | None,
    at: datetime,
) -> Application:
    """Record what is asked, and queue its letter. The same asked again while it is awaited changes nothing."""
    matter = _matter(session, form, at=at)
    if _is_asked_already(session, matter, form):
        return matter.application
    request = _made(matter, form, at=at)
    plan_reminder(matter.campaign, request, after=at)
    session.add(request)
    session.flush()
    handed = HandedView(is_enclosed=True) if bundle else _link(session, request, contents, links, at=at)
    view = advice_view(session, matter.campaign.rules, request)
    said = {"application": contents.application, "advice": view, "handed": handed}
    files = bundle.files if bundle else ()
    key = f"{matter.application.reference}/{REQUEST}/{request.id}"
    letter = Letter(key, request.address, said, files=files, advice_id=request.id)
    enqueue(session, matter.campaign, NoticeKind.advice_request, [letter], at=at)
    reason = f"à {request.whom}, jusqu'au {long_date(request.due_on)}"
    note(session, matter.application, Event.ask_advice, at=at, by=Person(form.by), reason=reason)
    return matter.application


def _matter(session: Session, form: AdviceRequestForm, *, at: datetime) -> _Matter:
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    if application.status not in UNDECIDED:
        mend = f"il est « {LABELS[application.status]} » : aucun avis ne peut plus éclairer son examen."
        raise Refusal("Dossier", application.reference, mend)
    campaign.rules.need_pieces("Pièces communiquées", form.pieces)
    asked = asked_of(session, campaign.rules, application, form)
    end = end_of(campaign, form.due, length=campaign.rules.policies.advice.days, at=at)
    return _Matter(application, campaign, asked, end)


def _is_asked_already(session: Session, matter: _Matter, form: AdviceRequestForm) -> bool:
    """Tell whether the same is asked already. Raises Refusal where something else is, of the same person: an answer
    would not say which of them it is about."""
    awaited = select(AdviceRequest).where(
        AdviceRequest.application_id == matter.application.id,
        AdviceRequest.address == matter.asked.address,
        AdviceRequest.outcome == AdviceOutcome.open,
    )
    former = session.exec(awaited).first()
    if former is None:
        return False
    is_same_day = form.due is None or former.due_on == matter.end.last_day
    if (former.question, former.pieces) == (form.question, form.pieces) and is_same_day:
        return True
    mend = (
        f"son avis sur ce dossier est déjà attendu jusqu'au {former.due_on:%d/%m/%Y} ; annulez d'abord cette demande "
        "(annuler-avis)."
    )
    raise Refusal("Personne ou organisme consulté", former.whom, mend)


def _made(matter: _Matter, form: AdviceRequestForm, *, at: datetime) -> AdviceRequest:
    return AdviceRequest(
        application_id=matter.application.id or 0,
        whom=matter.asked.whom,
        address=matter.asked.address,
        question=form.question,
        pieces=list(form.pieces),
        by=form.by,
        asked_at=at,
        due_on=matter.end.last_day,
        due_at=matter.end.due_at,
    )


def _link(
    session: Session, request: AdviceRequest, contents: Contents, links: str | None, *, at: datetime
) -> HandedView:
    """Return a link to the pieces, which ends with the request; nothing where none go with it."""
    if not request.pieces:
        return HandedView()
    link = DossierLink(holder=request.whom, application_id=request.application_id, advice_id=request.id, issued_at=at)
    return HandedView(link=issue(session, link, at_address=reached(contents, links)))
