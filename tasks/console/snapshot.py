"""All that the console shows at an instant, read at once: boards, lists and forms are drawn from it alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.boards.board import Board, board_of
from tasks.console.boards.mailbox import MailboxBoard, mailbox_of
from tasks.console.boards.meeting import MeetingBoard, meeting_boards
from tasks.console.boards.table import Table, table_of
from tasks.console.forms.choices import Choices, choices_of
from tasks.console.waiting.reasons import LISTED


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as the console shows it. `table`, one line a dossier, is None where nobody asked for it."""

    board: Board
    meetings: tuple[MeetingBoard, ...]
    mailbox: MailboxBoard
    table: Table | None


@dataclass(frozen=True, slots=True)
class Console:
    """The console at an instant: what all forms offer, None where nobody asked for it, and some sessions."""

    at: datetime
    choices: Choices | None
    sessions: tuple[SessionView, ...]


def read_console(codes: Iterable[str], *, at: datetime, forms: bool = True, table: bool = False) -> Console:
    """Return the console at an instant, of some sessions; raise Refusal for a code that is no session's.

    One transaction reads it: nothing that is written meanwhile shows in one part and not in another.
    """
    with reading(Settings().database) as session:
        return console_of(session, codes, at=at, forms=forms, table=table)


def read_table(code: str) -> Table:
    """Return the dossiers of a session and nothing else of it; raise Refusal for a code that is no session's."""
    with reading(Settings().database) as session:
        return table_of(session, find_campaign(session, code))


def console_of(
    session: Session, codes: Iterable[str], *, at: datetime, forms: bool = True, table: bool = False
) -> Console:
    """Return the console at an instant, read in a transaction; raise Refusal for a code that is no session's."""
    return Console(
        at=at,
        choices=choices_of(session, at=at) if forms else None,
        sessions=tuple(_view(session, find_campaign(session, code), at=at, table=table) for code in codes),
    )


def _view(session: Session, campaign: Campaign, *, at: datetime, table: bool) -> SessionView:
    return SessionView(
        board=board_of(session, campaign, at=at, limit=LISTED),
        meetings=meeting_boards(session, campaign, at=at),
        mailbox=mailbox_of(session, campaign),
        table=table_of(session, campaign) if table else None,
    )
