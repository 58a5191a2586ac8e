"""Dossiers on which the commission decided in July of 2026, and what people record of it afterwards."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select, update

from models.dossiers.application import Application, Decision, Reach
from models.forms.decisions import HandoverForm, RectificationForm
from models.notices import Notice
from models.vocabulary import Ground, NoticeStatus, Status
from tasks.decisions.record import record_decisions
from tasks.decisions.rectify import rectify
from tests.factories import application as dossier
from tests.factories import paris
from tests.support.forms import JULY, SIGNATORY, decision
from tests.support.mails import Desk

AUGUST = paris("2026-08-20 10:00")
HEARD = "Courrier du 20 juillet ; entendu le 5 août."
TAKEN_BACK: dict[str, Any] = {
    "reach": Reach.repealed,
    "ground": Ground.illegality,
    "observations": HEARD,
    "confirmed": True,
}


def rectification(application: Application, sense: str, **fields: Any) -> RectificationForm:  # noqa: ANN401
    """Return a form that decides otherwise of a dossier, its reasons given."""
    row = {"reference": application.reference, "decision": sense, "reasons": "Article 3.", "by": "Mme Essai"}
    return RectificationForm.model_validate(row | {"signatory": SIGNATORY} | fields)


def decided(desk: Desk, sense: str, *, at: datetime = JULY, **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier on which the commission decided in July."""
    application = dossier(desk.session, desk.campaign, Status.studied)
    reasons = None if sense == "accepted" else "Article 2."
    record_decisions(desk.session, decision(application, decision=sense, reasons=reasons, **fields), at=at)
    leave(desk, at=at)
    desk.session.refresh(application)
    return application


def leave(desk: Desk, *, at: datetime) -> None:
    """Hold that the mail server took all that waited."""
    waits = update(Notice).where(col(Notice.status) == NoticeStatus.queued)
    desk.session.execute(waits.values(status=NoticeStatus.sent, sent_at=at, due_at=None))


def rectified(
    desk: Desk,
    application: Application,
    sense: str,
    *,
    at: datetime = AUGUST,
    **fields: Any,  # noqa: ANN401
) -> Application:
    """Decide otherwise, and return the dossier as it stands."""
    rectify(desk.session, rectification(application, sense, **fields), at=at)
    leave(desk, at=at)
    desk.session.refresh(application)
    return application


def versions(desk: Desk, application: Application) -> list[tuple[int, str, str | None]]:
    """Return the versions of the decision on a dossier: number, sense, reasons."""
    made = select(Decision).where(Decision.application_id == application.id).order_by(col(Decision.version))
    return [(one.version, one.decision.value, one.reasons) for one in desk.session.exec(made)]


def handover(application: Application, **fields: Any) -> HandoverForm:  # noqa: ANN401
    """Return a form that says that a decision was handed to its applicant on 16 July, unless told otherwise."""
    row = {"reference": application.reference, "on": "2026-07-16", "channel": "by_hand", "by": "Mme Essai"}
    return HandoverForm.model_validate(row | fields)
