"""What waits for a person, in one session or in all: the look-ups of the board, line by line."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import Flag
from tasks.console.pages.sessions import Named, all_sessions
from tasks.console.waiting.pending import pending
from tasks.console.waiting.reasons import LISTED, Item, Reason, scope_of

FEW = 20
"""How many lines of a reason and a session are read beside those of others; of one reason alone, LISTED."""


class Line(NamedTuple):
    """What waits, and in which session."""

    code: str
    session: str
    zone: ZoneInfo
    item: Item


class Waits(NamedTuple):
    """What waits for one reason: how much, and the first of it."""

    reason: Reason | Flag
    total: int
    lines: tuple[Line, ...]


class ToDo(NamedTuple):
    """What waits, by reason; each session's in its order, the most pressing first."""

    sessions: tuple[Named, ...]
    waits: tuple[Waits, ...]


def read_to_do(code: str, *, whole: bool, at: datetime) -> ToDo:
    """Return what waits at an instant, in a session or, without a code, in all; raise Refusal for a code that is no
    session's. `whole`: as many lines as are ever shown, not the first few of each reason."""
    with reading(Settings().database) as session:
        sessions = all_sessions(session)
        codes = [code] if code else [one.code for one in sessions]
        found: dict[Reason | Flag, Waits] = {}
        for part in _parts(session, codes, limit=LISTED if whole else FEW, at=at):
            former = found.get(part.reason, part._replace(total=0, lines=()))
            found[part.reason] = Waits(part.reason, former.total + part.total, former.lines + part.lines)
        return ToDo(sessions, tuple(found.values()))


def _parts(session: Session, codes: list[str], *, limit: int, at: datetime) -> Iterator[Waits]:
    for campaign in [find_campaign(session, code) for code in codes]:
        about = (campaign.code, campaign.label, campaign.rules.zone)
        for one in pending(scope_of(session, campaign, at=at, limit=limit)):
            yield Waits(one.reason, one.total, tuple(Line(*about, item) for item in one.first))
