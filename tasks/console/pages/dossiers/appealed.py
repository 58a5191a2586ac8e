"""The appeals against the decisions on a dossier: when they came, whether in time, and what became of each."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.appeal import Appeal, appeals_of
from models.dossiers.application import Application
from models.region.model import Region
from models.vocabulary import AppealOutcome
from notifications.loading.appeals import APPEALS, Contested, is_in_time
from tasks.decisions.appeals.contested import contested

IMPLIED, IN_COURT = "implied", "in_court"
"""How an appeal stands that silence has rejected, and one that a court has."""


class Appealed(NamedTuple):
    """An appeal: what it is called, against the decision of which day, received when; whether it is out of time, None
    where another decision is in force; how it stands, since or until when, and the reasons of the answer."""

    label: str
    decided_on: date
    received_on: date
    is_late: bool | None
    stands: str
    on: date | None
    reasons: str | None
    by: str | None


def appealed(session: Session, application: Application, region: Region, *, today: date) -> tuple[Appealed, ...]:
    """Return the appeals about a dossier, the latest first."""
    made = appeals_of(session, application)
    return tuple(_appealed(one, contested(session, region, one), region, today) for one in reversed(made))


def _appealed(one: Appeal, act: Contested, region: Region, today: date) -> Appealed:
    return Appealed(
        label=APPEALS[one.kind],
        decided_on=act.done_on,
        received_on=one.received_on,
        is_late=not is_in_time(one, act.until) if act.until else None,
        stands=_stands(one, today),
        on=_on(one, region),
        reasons=one.reasons,
        by=", ".join(filter(None, (one.signatory_name, one.signatory_capacity))) or None,
    )


def _stands(appeal: Appeal, today: date) -> str:
    if appeal.outcome is not AppealOutcome.open:
        return appeal.outcome
    if appeal.implied_on is None:
        return IN_COURT
    return IMPLIED if appeal.implied_on < today else AppealOutcome.open


def _on(appeal: Appeal, region: Region) -> date | None:
    if appeal.judged_on or appeal.answered_at is None:
        return appeal.judged_on or appeal.implied_on
    return business_days(region).local(appeal.answered_at)
