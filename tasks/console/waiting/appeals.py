"""The appeals that the Région has to answer: before silence rejects them, and while a court may be seized since.

They are few: read whole, so that their dates are counted by the calendar.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlmodel import col

from models.calendar.appeals import court_until
from models.calendar.business_days import business_days
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application, Organisation
from models.vocabulary import AppealOutcome
from notifications.writing.wording import long_date
from tasks.console.waiting.reasons import SESSION, Item, Pending, Reason, Scope, about


class _Open(NamedTuple):
    reference: str
    organisation: str
    received_on: date
    implied_on: date


def appeals(scope: Scope) -> Iterator[Pending]:
    """Yield the appeals to answer before silence rejects them, then those that it rejected while a court may be
    seized."""
    today, waiting = business_days(scope.campaign.rules).local(scope.at), list(_open(scope))
    ahead = [one for one in waiting if today <= one.implied_on]
    past = [one for one in waiting if one.implied_on < today <= _until(scope, one)]
    yield _pending(scope, Reason.appeal_to_answer, ahead, lambda one: one.implied_on)
    yield _pending(scope, Reason.appeal_implied, past, lambda one: _implied(scope, one))


def _until(scope: Scope, one: _Open) -> date:
    days, months = business_days(scope.campaign.rules), scope.campaign.rules.remedies.months
    return court_until(days, one.received_on, rejected_on=None, months=months)


def _implied(scope: Scope, one: _Open) -> str:
    """Return « réputé rejeté le 4 octobre 2026, tribunal possible jusqu'au 7 décembre 2026 »."""
    rejected, until = (long_date(day).partition(" ")[2] for day in (one.implied_on, _until(scope, one)))
    return f"réputé rejeté le {rejected}, tribunal possible jusqu'au {until}"


def _pending(scope: Scope, reason: Reason, found: list[_Open], detail: Callable[[_Open], date | str]) -> Pending:
    items = tuple(Item(one.reference, one.organisation, detail(one), one.received_on) for one in found)
    return Pending(reason, len(items), items[: scope.limit])


def _open(scope: Scope) -> Iterator[_Open]:
    for row in scope.session.execute(_made(of_one=scope.of_one), scope.asked()):
        yield _Open(*row)


@cache
def _made(*, of_one: bool) -> Select[Any]:
    told = (col(Application.reference), col(Organisation.name), col(Appeal.received_on), col(Appeal.implied_on))
    return (
        columns(*told)
        .join(Application, col(Application.id) == col(Appeal.application_id))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(Application.campaign_id) == SESSION,
            col(Appeal.outcome) == AppealOutcome.open,
            col(Appeal.implied_on).is_not(None),
            *about(of_one=of_one),
        )
        .order_by(col(Appeal.implied_on), col(Appeal.id))
    )
