"""What has been held for its time, and waits for a person to have it forgotten.

It is told by the latest session alone, whichever sessions it is of: nobody looks at the boards of former years.
"""

from datetime import timedelta

from sqlmodel import col, select

from models.dossiers.forgetting import Outcome
from models.sessions.campaign import Campaign
from tasks.console.waiting.reasons import Item, Pending, Reason, Scope
from tasks.incidents.forgetting.certificate import OUTCOMES
from tasks.incidents.forgetting.due import Unit
from tasks.incidents.forgetting.proposal import propose

_SEASON = timedelta(days=183)
"""For how long an arrival of no dossier waits for others: one comes to its time every day, and a purge is yearly."""


def to_forget(scope: Scope) -> Pending:
    """Return what may be forgotten, once there is enough of it to ask a person."""
    units = propose(scope.session, at=scope.at).units if _is_latest(scope) and scope.only is None else ()
    found = units if any(_presses(unit, scope) for unit in units) else ()
    return Pending(Reason.to_forget, len(found), tuple(map(_item, found[: scope.limit])))


def _is_latest(scope: Scope) -> bool:
    later = select(Campaign.id).where(Campaign.opens_at > scope.campaign.opens_at, col(Campaign.cancelled_at).is_(None))
    return scope.session.exec(later.limit(1)).first() is None


def _presses(unit: Unit, scope: Scope) -> bool:
    return unit.outcome is not Outcome.unattributed or unit.due_on < scope.at.date() - _SEASON


def _item(unit: Unit) -> Item:
    reference = unit.name if unit.key[0] == "application" else None
    return Item(reference, unit.whose or f"{unit.name} : {OUTCOMES[unit.outcome]}", unit.due_on, unit.due_on)
