"""How many dossiers a session has: of each kind, come from a former session, presented again."""

from typing import NamedTuple

from sqlalchemy import Text, cast, exists, func
from sqlmodel import Session, col, select

from models.dossiers.application import Application, Passage
from models.sessions.campaign import Campaign
from models.vocabulary import Status


class Group(NamedTuple):
    """Dossiers alike: status, circle, and flags as they are stored."""

    status: Status
    circle: int
    flags: str


def count_dossiers(session: Session, campaign: Campaign) -> dict[Group, int]:
    """Return how many dossiers of a session there are of each status, circle and set of flags: one look-up."""
    flags = cast(col(Application.flags), Text)
    alike = (col(Application.status), col(Application.circle), flags)
    counted = select(*alike, func.count()).where(Application.campaign_id == campaign.id).group_by(*alike)
    return {Group(status, circle, stored): total for status, circle, stored, total in session.exec(counted)}


def count_represented(session: Session, campaign: Campaign) -> int:
    """Return how many dossiers a person presented again in a session."""
    presented = (Passage.campaign_id == campaign.id, col(Passage.represented_at).is_not(None))
    return session.exec(select(func.count()).select_from(Passage).where(*presented)).one()


def count_inherited(session: Session, campaign: Campaign) -> int:
    """Return how many dossiers of a session went through a former one: none goes back."""
    elsewhere = exists().where(
        col(Passage.application_id) == col(Application.id), col(Passage.campaign_id) != campaign.id
    )
    inherited = select(func.count()).select_from(Application).where(Application.campaign_id == campaign.id, elsewhere)
    return session.exec(inherited).one()
