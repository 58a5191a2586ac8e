"""The Région's first view in Prefect: each session's « tableau de bord », which leads to our own pages.

Artifacts show references and names of organisations, and nothing personal.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flows.boards.artifact import Page
from flows.boards.markdown import environment, short
from flows.boards.waiting import NOBODYS, view_of
from models.dossiers.workflow import LABELS
from models.storage.pages import PREFIX
from models.vocabulary import MEETINGS
from notifications.views.notices import WaitingView
from notifications.writing.wording import count, enumeration, instant, local_day, long_date
from tasks.console.boards.board import Board, StageView
from tasks.console.waiting.reasons import SHOWN, Pending


def board_page(board: Board, *, at: datetime) -> Page:
    """Return where a session stands at `at`, in short; it leads to our own pages, which show the rest."""
    return Page(
        key=f"tableau-de-bord-{board.code}",
        markdown=render_board(board, at=at),
        description=f"{board.label}, au {instant(at, board.zone)}.",
    )


def render_board(board: Board, *, at: datetime) -> str:
    """Return the board in Markdown, for an officer who opens it cold."""
    return (
        environment()
        .get_template("board.md")
        .render(
            pages=PREFIX,
            code=board.code,
            label=board.label,
            at=instant(at, board.zone),
            next_at=instant(board.next_at, board.zone) if board.next_at else None,
            next_what=_next_what(board),
            waits=[_named(one, board) for one in board.pending if one.reason not in NOBODYS],
            asked=[_named(one, board) for one in board.pending if one.reason in NOBODYS],
            stages=[_stage(stage, board.zone, at=at) for stage in board.stages],
            total=_dossiers(sum(board.statuses.values())),
            statuses=", ".join(f"{LABELS[status]} {number}" for status, number in board.statuses.items()),
            circles=_circles(board),
            passages=_passages(board),
        )
    )


def _named(pending: Pending, board: Board) -> WaitingView:
    """Return what waits for one reason, with the first of its dossiers; the table of what waits has them all."""
    return view_of(pending._replace(first=pending.first[:SHOWN]), board.zone)


def _dossiers(number: int) -> str:
    return count(number, "dossier") if number else "Aucun dossier"


def _circles(board: Board) -> str:
    parts = [f"{number} du cercle {circle}" for circle, number in board.circles.items()]
    return f"Dont {enumeration(parts)}." if parts else ""


def _passages(board: Board) -> str:
    counts = {"Issus d'une session précédente": board.inherited, "Représentés": board.represented}
    return " ".join(f"{said} : {number}." for said, number in counts.items() if number)


def _next_what(board: Board) -> str | None:
    ends = (stage for stage in board.stages if stage.due_at == board.next_at and stage.done_at is None)
    return next((stage.words.closing for stage in ends), None)


def _stage(stage: StageView, zone: ZoneInfo, *, at: datetime) -> dict[str, str]:
    is_to_set = stage.kind in MEETINGS and not stage.is_meeting_set and stage.done_at is None
    unset = " (réunion à fixer)" if is_to_set else ""
    moved = f" (au lieu du {short(stage.former_last_day, zone)})" if stage.former_last_day else ""
    return {
        "label": stage.words.label,
        "opens": long_date(local_day(stage.opens_at, zone)),
        "last": "toute l'année" if stage.all_year else f"{long_date(stage.last_day)}{unset}{moved}",
        "state": state_of(stage, zone, at=at),
    }


def state_of(stage: StageView, zone: ZoneInfo, *, at: datetime) -> str:
    """Return how a stage stands at an instant, in a few words."""
    if stage.done_at:
        return f"close le {short(stage.done_at, zone)}"
    if at < stage.opens_at:
        return "à venir"
    return "en cours" if at < stage.due_at else "échue, à clore"
