"""The board of a session: where it stands, what waits, its figures, and the health of the machine as the rows and the
disks tell it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.views.notices import IncidentView
from tasks.console.boards.board import Board, board_of
from tasks.console.pages.delays import Delay, delays_of
from tasks.console.pages.figures import (
    AFTER,
    Completeness,
    Deposits,
    completeness_of,
    deposits_of,
    former_deposits,
    funnel_of,
    last_day,
    today_of,
)
from tasks.console.pages.sessions import Named, all_sessions, session_of
from tasks.incidents.health.rows import Room, Rows, disks_of, rows_at
from tasks.incidents.record import open_incidents, view_of


class Figures(NamedTuple):
    """The figures of a session, each for a chart."""

    deposits: Deposits
    former: Deposits | None
    funnel: tuple[tuple[str, int], ...]
    pieces: tuple[Completeness, ...]
    delays: tuple[Delay, ...]


class Seen(NamedTuple):
    """The machine as our rows and its disks tell it: what is wrong with it, and what the looks at it judge."""

    incidents: tuple[IncidentView, ...]
    rows: Rows
    disks: Mapping[str, Room]


class BoardPage(NamedTuple):
    """The board of a session at an instant, beside the other sessions; empty before the first."""

    sessions: tuple[Named, ...]
    seen: Seen
    today: date | None = None
    board: Board | None = None
    figures: Figures | None = None


def read_board(code: str, *, at: datetime) -> BoardPage:
    """Return the board of a session, the latest without a code; raise Refusal for a code that is no session's."""
    settings = Settings()
    with reading(settings.database) as session:
        campaign, sessions, seen = session_of(session, code), all_sessions(session), _seen(session, settings, at=at)
        if campaign is None:
            return BoardPage(sessions, seen)
        board = board_of(session, campaign, at=at, limit=1)
        return BoardPage(sessions, seen, today_of(campaign, at), board, _figures(session, campaign, at=at))


def _figures(session: Session, campaign: Campaign, *, at: datetime) -> Figures:
    former = former_deposits(session, campaign)
    until = min(today_of(campaign, at), last_day(session, campaign) + AFTER)
    return Figures(
        deposits=deposits_of(session, campaign, until=until),
        former=former,
        funnel=funnel_of(session, campaign),
        pieces=completeness_of(session, campaign),
        delays=delays_of(session, campaign),
    )


def _seen(session: Session, settings: Settings, *, at: datetime) -> Seen:
    incidents = tuple(view_of(one) for one in open_incidents(session))
    return Seen(incidents, rows_at(session, at=at), disks_of(settings))
