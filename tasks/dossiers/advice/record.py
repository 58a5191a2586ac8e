"""What people do about an advice that was asked: record one that came otherwise than by mail, have one told to the
applicant, ask for one no more."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.advice import Advice, AdviceRequest, close, given_to, requests_for
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.advice import AdviceForm, AdviceRevocationForm
from models.region.file_names import plain
from models.sessions.campaign import Campaign
from models.vocabulary import AdviceOutcome, Event, NoticeKind
from notifications.loading.advice import advice_view
from notifications.loading.variables import load_applications
from notifications.outbox.enqueue import Letter, enqueue, notify
from notifications.writing.wording import enumeration
from tasks.intake.replies.advice import call_off_reminders, file_advice


def record_advice(session: Session, form: AdviceForm, *, at: datetime) -> list[Application]:
    """File an advice that was said or came on paper, and have what was said told to the applicant if the form asks for
    it. Said again in the same words, nothing changes. Raises Refusal where none was asked, or none is given."""
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    request = _one(requests_for(session, application), form.whom, application)
    if form.text:
        _record(session, campaign, application, request, form, at=at)
    if form.is_shown:
        _show(session, campaign, application, request, form, at=at)
    return [application]


def revoke_advice(session: Session, form: AdviceRevocationForm, *, at: datetime) -> list[Application]:
    """Ask for an advice no more, and tell whom it was asked of. Raises Refusal where none is awaited."""
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    asked = [one for one in requests_for(session, application) if one.outcome is not AdviceOutcome.answered]
    awaited = [one for one in asked if one.outcome is AdviceOutcome.open]
    request = _one(awaited or asked, form.whom, application)
    if request.outcome is AdviceOutcome.open:
        close(request, AdviceOutcome.revoked, at=at)
        session.add(request)
        call_off_reminders(session, request)
        _tell_revoked(session, campaign, application, request, form, at=at)
        reason = f"à {request.whom} : {form.reason}"
        note(session, application, Event.revoke_advice, at=at, by=Person(form.by), reason=reason)
    return [application]


def _one(asked: Sequence[AdviceRequest], whom: str | None, application: Application) -> AdviceRequest:
    """Return the request that a form names, or the only one; of several of one person, the latest."""
    named = [one for one in asked if whom is None or plain(one.whom) == plain(whom)]
    names = list(dict.fromkeys(one.whom for one in named or asked))
    if not asked:
        raise Refusal("Dossier", application.reference, "aucun avis n'y est demandé ; demander-avis en demande un.")
    if not named or len(names) > 1:
        raise Refusal("Avis de", whom or "", f"dites de qui ; sur ce dossier : {enumeration(names)}.")
    return named[-1]


def _record(
    session: Session,
    campaign: Campaign,
    application: Application,
    request: AdviceRequest,
    form: AdviceForm,
    *,
    at: datetime,
) -> None:
    if any((one.text, one.by) == (form.text, form.by) for one in given_to(session, request)):
        return
    given_at = _given_at(campaign, request, form.given_on, at=at)
    advice = Advice(request_id=request.id or 0, text=form.text or "", by=form.by, given_at=given_at)
    file_advice(session, request, advice, at=at)
    note(session, application, Event.give_advice, at=at, by=Person(form.by), reason=f"de {request.whom}")


def _given_at(campaign: Campaign, request: AdviceRequest, day: date | None, *, at: datetime) -> datetime:
    days = business_days(campaign.rules)
    today, asked_on = days.local(at), days.local(request.asked_at)
    if day is None or day == today:
        return at
    if not asked_on <= day < today:
        mend = f"l'avis a été demandé le {asked_on:%d/%m/%Y} : il a été donné depuis, et au plus tard aujourd'hui."
        raise Refusal("Donné le", f"{day:%d/%m/%Y}", mend)
    return max(days.at(day), request.asked_at)


def _show(
    session: Session,
    campaign: Campaign,
    application: Application,
    request: AdviceRequest,
    form: AdviceForm,
    *,
    at: datetime,
) -> None:
    """Tell the applicant what was said, once, and again where more was said since."""
    given = given_to(session, request)
    if not given:
        mend = f"l'avis de {request.whom} n'est pas encore rendu : il n'y a rien à communiquer."
        raise Refusal("Communiquer au candidat", "oui", mend)
    view = advice_view(session, campaign.rules, request)
    ids, occurrence = [application.id or 0], f"{request.id}/{len(given)}"
    if notify(
        session, campaign, NoticeKind.advice_shown, ids, at=at, occurrence=occurrence, advice=view, said=view.said
    ):
        request.shown_at, request.shown_by = at, form.by
        session.add(request)
        note(session, application, Event.show_advice, at=at, by=Person(form.by), reason=f"de {request.whom}")


def _tell_revoked(
    session: Session,
    campaign: Campaign,
    application: Application,
    request: AdviceRequest,
    form: AdviceRevocationForm,
    *,
    at: datetime,
) -> None:
    [view] = load_applications(session, campaign.rules, [application.id or 0]).values()
    said = {
        "application": view,
        "advice": advice_view(session, campaign.rules, request),
        "reason": form.reason,
    }
    key = f"{application.reference}/{NoticeKind.advice_revoked}/{request.id}"
    letter = Letter(key, request.address, said, advice_id=request.id)
    enqueue(session, campaign, NoticeKind.advice_revoked, [letter], at=at)
