"""Who wants the letters that announce sessions, and who wants none any more: what each address said last."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from models.columns import chunks
from models.sessions.campaign import AnnouncementChoice

_DECLINED = select(AnnouncementChoice.address).where(
    col(AnnouncementChoice.id).in_(select(func.max(AnnouncementChoice.id)).group_by(col(AnnouncementChoice.address))),
    col(AnnouncementChoice.wanted).is_(False),
    col(AnnouncementChoice.address).in_(bindparam("addresses", expanding=True)),
)


def declined_among(session: Session, addresses: Collection[str]) -> set[str]:
    """Return those of some addresses to which no session is announced any more."""
    return {
        address for part in chunks(list(addresses)) for address in session.exec(_DECLINED, params={"addresses": part})
    }


def choose(
    session: Session,
    address: str,
    *,
    wanted: bool,
    by: str,
    at: datetime,
    reason: str | None = None,
    deposit_id: int | None = None,
) -> None:
    """Note whether an address wants to be told of sessions, unless that is what it said last."""
    if (address in declined_among(session, [address])) is wanted:
        choice = {"address": address, "wanted": wanted, "at": at, "by": by, "reason": reason, "deposit_id": deposit_id}
        session.add(AnnouncementChoice.model_validate(choice))
        session.flush()
