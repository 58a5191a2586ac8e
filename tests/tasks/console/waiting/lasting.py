"""A member who is asked whether it renews, and a convention that nothing follows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from models.dossiers.application import Application
from models.members.agreement import Agreement, agreement_on
from tasks.console.waiting.reasons import Reason
from tasks.members.lasting.agreements import amend, record_agreement
from tasks.members.lasting.renew import renew
from tests.factories import paris, region_with
from tests.support.mails import Desk
from tests.support.members import member
from tests.tasks.members.lasting.lasting import YEARS, agreement, amendment, answer

IN_TIME, TOO_LATE = paris("2028-06-20 10:00"), paris("2028-08-10 10:00")


def asked_to_renew(desk: Desk) -> Application:
    """Have the membership of a member end on 31 August 2028, in a region that asks whether it renews."""
    desk.campaign.region = region_with(YEARS).model_dump_json()
    desk.session.add(desk.campaign)
    joined = member(desk.session, desk.campaign, ends_on=date(2028, 8, 31))
    return desk.session.get_one(Application, joined.application_id)


def renewed(desk: Desk, dossier: Application, at: datetime) -> None:
    """Record that it does."""
    renew(desk.session, answer(dossier.reference, answered_on=at.date()), at=at)


def ending(desk: Desk) -> Agreement | None:
    """Have a convention end on 31 December 2028."""
    record_agreement(desk.session, agreement(), at=paris("2026-06-20 10:00"))
    return agreement_on(desk.session, desk.campaign.rules, date(2026, 6, 20))


def amended(desk: Desk, _: Agreement, at: datetime) -> None:
    """Record that it lasts longer."""
    amend(desk.session, amendment(signed_on=at.date()), at=at)


LASTING: Mapping[Reason, tuple[datetime, Callable[[Desk], Any], Callable[[Desk, Any, datetime], object]]] = {
    Reason.renewal_late: (TOO_LATE, asked_to_renew, renewed),
    Reason.renewal_awaited: (IN_TIME, asked_to_renew, renewed),
    Reason.agreement_near: (IN_TIME, ending, amended),
}
"""When each waits, how it comes to that, and what settles it."""
