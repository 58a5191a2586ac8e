"""All that Prefect's console shows at an instant, read at once: boards and forms are drawn from it alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, select

from models.errors import Answer
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.storage.aside.hidden import known, rows_of
from models.storage.database import reading, transaction
from models.storage.isolation.bisect import of_rows
from models.storage.isolation.isolate import Duty, goes_on, owed
from models.storage.settings import Settings
from tasks.console.boards.board import Board, board_of
from tasks.console.forms.choices import Choices, choices_of, read_choices

_BOARD = "tableau-de-bord"


@dataclass(frozen=True, slots=True)
class Console:
    """The console at an instant: what all forms offer, None where nobody asked for it or before the first session, and
    the boards of some sessions."""

    at: datetime
    choices: Choices | None
    boards: tuple[Board, ...]


def read_console(codes: Iterable[str], *, at: datetime, forms: bool = True) -> Console:
    """Return the console at an instant, of some sessions; raise Refusal for a code that is no session's.

    One transaction reads it: nothing that is written meanwhile shows in one part and not in another. Where it fails,
    each part is read alone, and what still fails is left out and set aside.
    """
    codes = list(codes)
    try:
        console = _read(codes, at=at, forms=forms)
    except Answer:
        raise
    except Exception as error:  # noqa: BLE001  whatever is wrong with one part, the others are shown
        of_rows(error)
        console = None
    return console or _read_apart(codes, at=at, forms=forms)


@goes_on
def _read(codes: Sequence[str], *, at: datetime, forms: bool) -> Console | None:
    """Return the console, or None where a board could not be drawn the last time."""
    with reading(Settings().database) as session:
        if any(one.duty == _BOARD for one in known(session)):
            return None
        unreadable = _unreadable(session)
        return console_of(session, [code for code in codes if code not in unreadable], at=at, forms=forms)


def _unreadable(session: Session) -> set[str]:
    """Return the codes of the sessions that are set aside: they have no board."""
    rows = rows_of(known(session), "")["campaign"]
    codes = session.connection().execute(select(Campaign.code).where(col(Campaign.id).in_(rows))) if rows else ()
    return {code for (code,) in codes}


def _read_apart(codes: Sequence[str], *, at: datetime, forms: bool) -> Console:
    boards = [board for code in codes if (board := _board(code, at=at))]
    return Console(at, read_choices(at=at) if forms else None, tuple(boards))


def _board(code: str, *, at: datetime) -> Board | None:
    with transaction(Settings().database) as session:
        campaign = find_campaign(session, code)
        duty = Duty(campaign.id or 0, _BOARD, "Tableau de bord")
        return owed(session, duty, partial(board_of, session, campaign, at=at))


def console_of(session: Session, codes: Iterable[str], *, at: datetime, forms: bool = True) -> Console:
    """Return the console at an instant, read in a transaction; raise Refusal for a code that is no session's."""
    return Console(
        at=at,
        choices=choices_of(session, at=at) if forms else None,
        boards=tuple(board_of(session, find_campaign(session, code), at=at) for code in codes),
    )
