"""An installation verified: its chain, what it keeps, and the hash that somebody noted of a block."""

from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models.sessions.opening import all_campaigns
from models.storage.database import reading
from models.storage.proof.seals import SealBlock
from models.storage.settings import Settings
from tasks.incidents.proof.contents import Contents
from tasks.incidents.proof.verify import Chain
from tasks.intake.store import Store


class Noted(NamedTuple):
    """A block, and the hash of it that was noted outside the machine."""

    number: int
    hash: str


class Verified(NamedTuple):
    """What was looked at: so many lines, rows that no block has yet, and contents; the last block, None before the
    first; what is wrong first, in French, None where nothing is."""

    fault: str | None
    lines: int
    waiting: int
    contents: int
    last: SealBlock | None
    zone: ZoneInfo


def verify(settings: Settings, *, noted: Noted | None = None) -> Verified:
    """Verify an installation, as its database stands at one instant."""
    with reading(settings.database) as session:
        campaigns = all_campaigns(session)
        zone = campaigns[-1].rules.zone if campaigns else ZoneInfo("UTC")
        chain, contents = Chain(session, zone), Contents(session, Store(settings.store))
        fault = next(_faults(session, chain, contents, noted), None)
        return Verified(fault, chain.lines, chain.waiting, contents.looked_at, chain.last, zone)


def _faults(session: Session, chain: Chain, contents: Contents, noted: Noted | None) -> Iterator[str]:
    yield from chain.faults()
    if noted:
        yield from _rewritten(session, noted)
    yield from contents.faults()


def _rewritten(session: Session, noted: Noted) -> Iterator[str]:
    """Tell that a chain is not the one of which a hash was noted, sound as it may be."""
    block = session.get(SealBlock, noted.number)
    if block is None:
        yield f"Bloc {noted.number} : la chaîne ne l'a pas ; elle a été coupée, ou ce n'est pas la sienne."
    elif block.hash != noted.hash.replace(" ", "").lower():
        yield f"Bloc {noted.number} : son empreinte n'est pas celle qui a été notée ; la chaîne a été récrite."
