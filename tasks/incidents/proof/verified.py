"""An installation verified: its chain, what it keeps, and the hash that somebody noted of a block."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain as together
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.dossiers.forgetting import Purge
from models.sessions.opening import all_campaigns
from models.storage.database import reading
from models.storage.proof.seals import SealBlock
from models.storage.settings import Settings
from tasks.incidents.proof.contents import Contents
from tasks.incidents.proof.stamp import stamps
from tasks.incidents.proof.tokens import BadToken, attested
from tasks.incidents.proof.verify import Chain
from tasks.intake.store import Store


class Noted(NamedTuple):
    """A block, and the hash of it that was noted outside the machine."""

    number: int
    hash: str


class Stamped(NamedTuple):
    """The last block that a service stamped, when, and by whose certificate."""

    number: int
    at: datetime
    by: str


class Verified(NamedTuple):
    """What was looked at: so many lines, rows that no block has yet, and contents; the last block, and the last that
    was stamped, None before the first; what is wrong first, in French, None where nothing is. So many of the lines were
    `erased` since, by some certificates: each by its number, with when it was completed."""

    fault: str | None
    lines: int
    waiting: int
    contents: int
    last: SealBlock | None
    stamped: Stamped | None
    zone: ZoneInfo
    erased: int = 0
    certificates: Sequence[tuple[int, datetime]] = ()


def verify(settings: Settings, *, noted: Noted | None = None) -> Verified:
    """Verify an installation, as its database stands at one instant."""
    with reading(settings.database, hides=()) as session:
        campaigns = all_campaigns(session)
        zone = campaigns[-1].rules.zone if campaigns else ZoneInfo("UTC")
        chain, contents, stamped = Chain(session, zone), Contents(session, Store(settings.store)), _Stamps(session)
        rewritten = _rewritten(session, noted) if noted else ()
        fault = next(together(chain.faults(), rewritten, stamped.faults(), contents.faults()), None)
        done = select(Purge.id, Purge.done_at).where(col(Purge.done_at).is_not(None)).order_by(col(Purge.id))
        return Verified(
            fault,
            chain.lines,
            chain.waiting,
            contents.looked_at,
            chain.last,
            stamped.last,
            zone,
            chain.erased,
            [(number or 0, at) for number, at in session.exec(done) if at],
        )


class _Stamps:
    """The time stamps, looked at one by one; the last that attests its block is kept."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.last: Stamped | None = None

    def faults(self) -> Iterator[str]:
        for block, stamp in stamps(self._session):
            try:
                found = attested(stamp.token, block.hash)
            except BadToken as error:
                yield f"Horodatage du bloc {block.number} : {error}."
            else:
                self.last = Stamped(block.number, found.at, found.by)


def _rewritten(session: Session, noted: Noted) -> Iterator[str]:
    """Tell that a chain is not the one of which a hash was noted, sound as it may be."""
    block = session.get(SealBlock, noted.number)
    if block is None:
        yield f"Bloc {noted.number} : la chaîne ne l'a pas ; elle a été coupée, ou ce n'est pas la sienne."
    elif block.hash != noted.hash.replace(" ", "").lower():
        yield f"Bloc {noted.number} : son empreinte n'est pas celle qui a été notée ; la chaîne a été récrite."
