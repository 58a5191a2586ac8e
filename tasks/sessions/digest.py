"""The morning's letter to the coordinators: what waits for a person, once a day, and only when something does."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from models.calendar.business_days import business_days
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.storage.proof.seals import last_block
from models.storage.settings import Settings
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import SealView, WaitingView


@goes_on
def digest_is_due(code: str, *, at: datetime) -> bool:
    """Return True if the coordinators of a session may be written to at an instant: at or after the sending hour of a
    business day, and not yet that day."""
    with reading(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        days = business_days(campaign.rules)
        today = days.local(at)
        is_time = today in days and days.at(today, campaign.rules.policies.send_hour) <= at
        return is_time and session.exec(select(Notice.id).where(Notice.key == _key(campaign, at))).first() is None


def queue_digest(
    session: Session, campaign: Campaign, waiting: Sequence[WaitingView], *, board: str | None, at: datetime
) -> int:
    """Queue the letter that says what waits; `board` is where the console shows the session."""
    said = {"own": (), **_said(session, campaign, waiting, board, at=at)}
    letter = Letter(_key(campaign, at), coordinators(campaign), said)
    return enqueue(session, campaign, NoticeKind.digest, [letter], at=at)


def queue_shares(
    session: Session,
    campaign: Campaign,
    waiting: Sequence[WaitingView],
    shares: Mapping[str, Sequence[WaitingView]],
    *,
    board: str | None,
    at: datetime,
) -> int:
    """Queue the same letter to each desk that has dossiers of its own, which come first in it, and return how many are
    new. A mailbox that the coordinators read too has theirs."""
    agents, taken = campaign.rules.agents, coordinators(campaign)
    said = _said(session, campaign, waiting, board, at=at)
    letters = [
        Letter(f"{_key(campaign, at)}/{agent}", agents[agent].email, said | {"own": tuple(own)})
        for agent, own in shares.items()
        if agents[agent].email != taken
    ]
    return enqueue(session, campaign, NoticeKind.digest, letters, at=at)


def _said(
    session: Session, campaign: Campaign, waiting: Sequence[WaitingView], board: str | None, *, at: datetime
) -> dict[str, object]:
    """Return what each letter says. The hash of the last block leaves the machine with it: whoever rewrites the chain
    there cannot rewrite that one."""
    block = last_block(session)
    sealed = SealView(number=block.number, hash=block.hash) if block else None
    day = business_days(campaign.rules).local(at)
    return {"day": day, "waiting": tuple(waiting), "board": board, "sealed": sealed}


def coordinators(campaign: Campaign) -> str:
    """Return the mailbox of those who run the session: the desk that answers on contents (S0: « contactés directement
    par … »), else the examining service."""
    return campaign.rules.roles.mailbox_of("content_contact")


def _key(campaign: Campaign, at: datetime) -> str:
    return f"{campaign.code}/digest/{business_days(campaign.rules).local(at).isoformat()}"
