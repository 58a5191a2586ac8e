"""All that Prefect's console shows at an instant, read at once: boards and forms are drawn from it alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.boards.board import Board, board_of
from tasks.console.forms.choices import Choices, choices_of


@dataclass(frozen=True, slots=True)
class Console:
    """The console at an instant: what all forms offer, None where nobody asked for it or before the first session, and
    the boards of some sessions."""

    at: datetime
    choices: Choices | None
    boards: tuple[Board, ...]


def read_console(codes: Iterable[str], *, at: datetime, forms: bool = True) -> Console:
    """Return the console at an instant, of some sessions; raise Refusal for a code that is no session's.

    One transaction reads it: nothing that is written meanwhile shows in one part and not in another.
    """
    with reading(Settings().database) as session:
        return console_of(session, codes, at=at, forms=forms)


def console_of(session: Session, codes: Iterable[str], *, at: datetime, forms: bool = True) -> Console:
    """Return the console at an instant, read in a transaction; raise Refusal for a code that is no session's."""
    return Console(
        at=at,
        choices=choices_of(session, at=at) if forms else None,
        boards=tuple(board_of(session, find_campaign(session, code), at=at) for code in codes),
    )
