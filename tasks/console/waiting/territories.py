"""What waits for a person in the territories of a Région: told by its session in hand alone, as members are."""

from collections.abc import Iterator
from datetime import date

from models.calendar.business_days import business_days
from models.forms.membership.territories import WORKS
from models.members.register import dossier_of
from models.members.territories import CommitteeWork, Local, latest_rules, unattached, vacancies
from models.region.model import Region
from models.sessions.opening import is_in_hand
from tasks.console.waiting.reasons import Item, Pending, Reason, Scope
from tasks.meetings.territories.committee import state_of_play_due


def of_territories(scope: Scope) -> Iterator[Pending]:
    """Yield the territories that nobody coordinates, the members of none, and the state of play that is due."""
    if scope.only is None and is_in_hand(scope.session, scope.campaign, scope.at):
        region = latest_rules(scope.session, scope.campaign.region_id)
        today = business_days(region).local(scope.at)
        yield _vacant(scope, region, today)
        yield _unattached(scope, region, today)
        yield _state_of_play(scope, region, today)


def _vacant(scope: Scope, region: Region, today: date) -> Pending:
    items = [
        Item(None, f"{one.label} : {region.coordination.label}", since, since, known={"territory": one.key})
        for one in vacancies(scope.session, region, today)
        if (since := one.vacant_since)
    ]
    return Pending(Reason.coordination_vacant, len(items), tuple(items[: scope.limit]))


def _state_of_play(scope: Scope, region: Region, today: date) -> Pending:
    due = state_of_play_due(scope.session, region)
    is_due = due is not None and due <= today
    named = region.coordination.technical_committee_label
    items = (Item(None, named, due, due, known={"work": WORKS[CommitteeWork.state_of_play]}),) if is_due and due else ()
    return Pending(Reason.state_of_play, len(items), items)


def _unattached(scope: Scope, region: Region, today: date) -> Pending:
    found = unattached(scope.session, region, today)
    first = tuple(_item(scope, one) for one in found[: scope.limit])
    return Pending(Reason.territory_unknown, len(found), first)


def _item(scope: Scope, one: Local) -> Item:
    dossier = dossier_of(scope.session, one.membership)
    name = dossier.reference if dossier else one.membership.number
    return Item(name, one.organisation, one.membership.starts_on, one.membership.starts_on)
