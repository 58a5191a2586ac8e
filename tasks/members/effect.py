"""On the effective date, those who were accepted become members."""

from datetime import datetime

from sqlmodel import Session

from models.dossiers.actor import SYSTEM
from models.dossiers.lifecycle import advance, lock_in_status
from models.members.register import may_join
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import Event, StageName, Status
from tasks.members.join import join


def take_effect(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Make members of those accepted, from the effective date on; of those who signed, where the region file wants it
    first."""
    if stages(session, campaign)[StageName.effect].due_at > at:
        return 0
    accepted = lock_in_status(session, campaign, Status.accepted, *may_join(session, campaign.rules))
    advance(session, accepted, Event.effect, Status.member, at=at, by=SYSTEM)
    return join(session, campaign, accepted, at=at)
