"""An appeal that came: noted with its clocks, and its applicant told that it did. One out of time is noted too: what
becomes of it is for a person to say."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.appeal import Appeal, appeals_of, end, start_clock
from models.dossiers.application import Application
from models.dossiers.completeness import await_people, find_applications
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.appeals import AppealForm
from models.intake.words import Meaning
from models.sessions.campaign import Campaign
from models.vocabulary import AppealKind, AppealOutcome, Event, NoticeKind
from notifications.loading.appeals import APPEALS, Contested, appeal_view, is_in_time
from notifications.outbox.enqueue import notify
from tasks.decisions.appeals.contested import choose
from tasks.intake.reclassify.judge import find_arrival


class _Matter(NamedTuple):
    """An appeal that is recorded: about which act."""

    application: Application
    campaign: Campaign
    act: Contested


def record_appeal(session: Session, form: AppealForm, *, at: datetime) -> list[Application]:
    """Note an appeal against an act, and tell its applicant what comes of it; one made to a court is
    noted alone. Said again, nothing changes. Raises Refusal for a day that cannot be, and for a second appeal of a kind
    that is still to be answered."""
    matter = _matter(session, form, at=at)
    former = _same(appeals_of(session, matter.application), matter.act, form)
    if former and form.judged_on and former.outcome is AppealOutcome.open:
        _judge(session, matter.application, former, form, at=at)
    elif former is None:
        _record(session, matter, form, at=at)
    return [matter.application]


def _matter(session: Session, form: AppealForm, *, at: datetime) -> _Matter:
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    act = choose(session, campaign.rules, application, form.act)
    days = business_days(campaign.rules)
    made_on, today = act.done_on, days.local(at)
    for title, day in (("Reçu le", form.received_on), ("Jugé le", form.judged_on)):
        if day and not made_on <= day <= today:
            mend = f"la décision est du {made_on:%d/%m/%Y} ; indiquez un jour entre celui-là et aujourd'hui."
            raise Refusal(title, f"{day:%d/%m/%Y}", mend)
    return _Matter(application, campaign, act)


def _same(made: Sequence[Appeal], act: Contested, form: AppealForm) -> Appeal | None:
    """Return the appeal that a form says again, None where it says a new one."""
    of_kind = [one for one in made if (one.decision_id, one.notice_id, one.kind) == (*act[:2], form.kind)]
    for one in of_kind:
        if one.received_on == form.received_on:
            return one
    waiting = next((one for one in of_kind if one.outcome is AppealOutcome.open), None)
    if waiting:
        mend = (
            f"un {APPEALS[form.kind]} reçu le {waiting.received_on:%d/%m/%Y} attend déjà sa réponse ; si cet envoi le "
            "complète seulement, dites qu'il est lu (formulaire marquer-lu)."
        )
        raise Refusal("Reçu le", f"{form.received_on:%d/%m/%Y}", mend)
    return None


def _record(session: Session, matter: _Matter, form: AppealForm, *, at: datetime) -> None:
    appeal = Appeal(
        application_id=matter.application.id or 0,
        decision_id=matter.act.decision_id,
        notice_id=matter.act.notice_id,
        kind=form.kind,
        received_on=form.received_on,
        posted_on=form.posted_on,
        deposit_id=_read_arrival(session, matter.application, form, at=at),
        by=form.by,
        recorded_at=at,
    )
    if form.kind is not AppealKind.contentieux:
        start_clock(matter.campaign, appeal, at=at)
        await_people(matter.campaign, at=at)
    session.add(appeal)
    session.flush()
    _note(session, matter, appeal, at=at)
    if appeal.implied_on:
        view = appeal_view(appeal, matter.act)
        ids, occurrence = [appeal.application_id], str(appeal.id)
        notify(session, matter.campaign, NoticeKind.appeal_received, ids, at=at, occurrence=occurrence, appeal=view)
    elif form.judged_on:
        _judge(session, matter.application, appeal, form, at=at)


def _note(session: Session, matter: _Matter, appeal: Appeal, *, at: datetime) -> None:
    said = f"{APPEALS[appeal.kind]} reçu le {appeal.received_on:%d/%m/%Y}"
    if matter.act.until is None:
        when = "la décision n'étant pas encore notifiée, aucun délai ne courait"
    elif is_in_time(appeal, matter.act.until):
        when = f"dans le délai, ouvert jusqu'au {matter.act.until:%d/%m/%Y}"
    else:
        when = f"hors délai : il était ouvert jusqu'au {matter.act.until:%d/%m/%Y}"
    note(session, matter.application, Event.appeal, at=at, by=Person(appeal.by), reason=f"{said}, {when}")


def _judge(session: Session, application: Application, appeal: Appeal, form: AppealForm, *, at: datetime) -> None:
    """Note that a court has judged an appeal: its dossier need not be kept for it any more."""
    appeal.judged_on = form.judged_on
    end(appeal, AppealOutcome.judged, by=form.by, at=at)
    session.add(appeal)
    reason = f"{APPEALS[appeal.kind]} jugé le {form.judged_on:%d/%m/%Y}"
    note(session, application, Event.appeal_decision, at=at, by=Person(form.by), reason=reason)


def _read_arrival(session: Session, application: Application, form: AppealForm, *, at: datetime) -> int | None:
    """Note that a person has read the arrival that brought an appeal, and return it. Raises Refusal for the arrival of
    another dossier."""
    if form.arrival is None:
        return None
    deposit = find_arrival(session, form.arrival)
    if deposit.application_id not in {None, application.id}:
        raise Refusal("Envoi", form.arrival, f"il n'est pas de {application.reference} (formulaire reclasser-envoi).")
    deposit.application_id, deposit.meaning = application.id, Meaning.appeal
    deposit.seen_at, deposit.seen_by = deposit.seen_at or at, deposit.seen_by or form.by
    session.add(deposit)
    return deposit.id
