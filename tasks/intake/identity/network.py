"""Which network an organisation seems to belong to, where it does not say so itself: a person confirms it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.application import UNNAMED, Application, Organisation
from models.dossiers.completeness import FLAG_WAITS, flag
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import Flag
from tasks.intake.identity.identify import Claim


def seeming_network(region: Region, names: Iterable[str | None], on: date) -> str | None:
    """Return the network that the first telling name tells on a day, or None."""
    told = (region.network_of(name, on) for name in names if name and name != UNNAMED)
    return next(filter(None, told), None)


class Place(NamedTuple):
    """The network of an organisation, as it says itself, and its circle; `is_unsure` where a person has to say whether
    it needs a dossier."""

    network: str | None
    circle: int
    is_unsure: bool


def find_place(region: Region, claim: Claim, name: str, on: date) -> Place:
    """Return where an organisation belongs on a day."""
    stated = region.network_for(claim.network, on) if claim.network else None
    if stated:
        return Place(stated[0], stated[1].circle, is_unsure=False)
    return Place(None, region.open_circle, may_need_none(region, [claim.network, name], on))


def may_need_none(region: Region, names: Iterable[str | None], on: date) -> bool:
    """Return True if a person has to say whether an organisation that states no network needs a dossier: its name is
    that of a network that needs none, or nobody needs one unless a person says so."""
    seeming = seeming_network(region, names, on)
    circle = region.networks[seeming].circle if seeming else region.open_circle
    return not region.requires_dossier(circle)


def doubt_network(session: Session, application: Application) -> None:
    """Have a person confirm the network of a dossier whose organisation is named at last."""
    region = session.get_one(Campaign, application.campaign_id).rules
    name = session.get_one(Organisation, application.organisation_id).name
    on = business_days(region).local(application.received_at)
    is_open = application.network is None and application.status in FLAG_WAITS[Flag.network_unsure]
    if is_open and may_need_none(region, [name], on):
        flag(application, Flag.network_unsure)
        session.add(application)
