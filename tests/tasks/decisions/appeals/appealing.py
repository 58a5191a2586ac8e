"""Appeals against a refusal of July 2026, as the forms record and answer them."""

from datetime import datetime
from typing import Any

from sqlmodel import select

from models.dossiers.appeal import Appeal
from models.dossiers.application import Application
from models.forms.appeals import AppealAnswerForm, AppealForm
from models.intake.deposit import Deposit
from models.notices import Notice
from models.vocabulary import NoticeStatus
from notifications.loading.proof_of_notification import Served, served
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tests.factories import paris
from tests.support.decided import decided
from tests.support.forms import SIGNATORY
from tests.support.mails import Desk, compose

AUGUST = paris("2026-08-05 10:00")


def appeal_form(application: Application, **fields: Any) -> AppealForm:  # noqa: ANN401  whatever a test cares for
    """Return the form of a recours gracieux that was received on 4 August, unless told otherwise."""
    row = {"reference": application.reference, "kind": "gracieux", "received_on": "2026-08-04", "by": "Mme Essai"}
    return AppealForm.model_validate(row | fields)


def answer_form(application: Application, outcome: str, **fields: Any) -> AppealAnswerForm:  # noqa: ANN401
    """Return the form that answers an appeal, for a reason."""
    row = {"reference": application.reference, "outcome": outcome, "reasons": "Article 3.", "by": "Mme Essai"}
    return AppealAnswerForm.model_validate(row | {"signatory": SIGNATORY} | fields)


def refused(desk: Desk, sense: str = "refused") -> Application:
    """Return a dossier refused on 9 July, whose letter arrived that day: contestable until 10 September."""
    application = decided(desk, sense)
    send(desk, "2026-07-09 10:00")
    return application


def send(desk: Desk, instant: str) -> None:
    """Have every letter that waits arrive at an instant."""
    for notice in desk.session.exec(select(Notice).where(Notice.status == NoticeStatus.queued)):
        notice.status, notice.sent_at = NoticeStatus.sent, paris(instant)
    desk.session.flush()


def appeals(desk: Desk) -> list[Appeal]:
    """Return the appeals that are noted."""
    return list(desk.session.exec(select(Appeal).order_by(Appeal.id)))  # type: ignore[arg-type]


def standing(desk: Desk, application: Application) -> Served:
    """Return the decision in force, and until when it may be contested."""
    desk.session.flush()
    return served(desk.session, desk.campaign.rules, [application.id or 0])[application.id or 0]


def contested(desk: Desk) -> Application:
    """Have an appeal wait for its answer: silence rejects it on 4 October."""
    dossier = refused(desk)
    record_appeal(desk.session, appeal_form(dossier), at=AUGUST)
    return dossier


def contesting(desk: Desk) -> Deposit:
    """Have somebody contest a refusal by mail."""
    mail = compose(
        "Nous contestons ce refus.", files={}, subject=f"Re: {refused(desk).reference}", received="2026-08-04 10:00"
    )
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)
    return deposit


def record_it(desk: Desk, deposit: Deposit, at: datetime) -> None:
    """Record the appeal that a mail brought."""
    dossier = desk.session.get_one(Application, deposit.application_id)
    record_appeal(desk.session, appeal_form(dossier, arrival=f"envoi-{deposit.id}"), at=at)


def reject(desk: Desk, dossier: Application, at: datetime) -> None:
    """Reject an appeal."""
    answer_appeal(desk.session, answer_form(dossier, "rejected"), at=at)
