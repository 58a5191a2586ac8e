"""The board of a session: where it stands, what waits, its figures, and the health of the machine as the rows and the
disk tell it."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.intake.deposit import Deposit
from models.intake.words import Way
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import NoticeStatus
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
from tasks.incidents.record import open_incidents, view_of


class Figures(NamedTuple):
    """The figures of a session, each for a chart."""

    deposits: Deposits
    former: Deposits | None
    funnel: tuple[tuple[str, int], ...]
    pieces: tuple[Completeness, ...]
    delays: tuple[Delay, ...]


class Seen(NamedTuple):
    """The machine as our rows and its disk tell it: what is wrong with it, the last mail that was read, how many
    notices should have left, since when the first should, and how much room is left of how much."""

    incidents: tuple[IncidentView, ...]
    last_mail: datetime | None
    queued: int
    oldest: datetime | None
    free: int
    room: int


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
    last = select(func.max(Deposit.processed_at)).where(Deposit.way == Way.email)
    due = (col(Notice.status) == NoticeStatus.queued, col(Notice.due_at) <= at)
    queued, oldest = session.execute(columns(func.count(), func.min(Notice.due_at)).where(*due)).one()
    disk = shutil.disk_usage(_there(settings.home))
    return Seen(
        incidents=tuple(view_of(one) for one in open_incidents(session)),
        last_mail=session.exec(last).one(),
        queued=queued,
        oldest=oldest,
        free=disk.free,
        room=disk.total,
    )


def _there(folder: Path) -> Path:
    """Return a folder, or the nearest above it that is there."""
    return next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
