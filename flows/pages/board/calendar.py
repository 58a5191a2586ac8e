"""The calendar of a session: a line and a bar a stage, and today across all of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flows.boards.session import state_of
from flows.pages.board.charts import Tick, month_marks
from flows.run_context import place_of
from models.vocabulary import MEETINGS
from notifications.writing.wording import local_day, long_date
from tasks.console.boards.board import Board, StageView

WIDTH = 640
"""How wide the bars are drawn."""

_AFTER = timedelta(days=14)  # room after the last stage, for what is written of it


class Row(NamedTuple):
    """A stage: its title, the gate of its body if it has one, its last day, how it stands, and its bar."""

    label: str
    gate: str | None
    last: str
    state: str
    is_late: bool
    at: float
    width: float
    kind: str


class Calendar(NamedTuple):
    """The stages of a session, the months that they last, and where today is, if it is among them."""

    rows: tuple[Row, ...]
    months: tuple[Tick, ...]
    today: float | None


def calendar_of(board: Board, *, months: dict[int, str], at: datetime) -> Calendar:
    """Return the calendar of a session at an instant."""
    today = local_day(at, board.zone)
    first = min((local_day(stage.opens_at, board.zone) for stage in board.stages), default=today)
    last = max((stage.last_day for stage in board.stages), default=today) + _AFTER
    scale = WIDTH / (last - first).days

    def x(day: date) -> float:
        return round((day - first).days * scale, 1)

    def row(stage: StageView) -> Row:
        begins, state = x(local_day(stage.opens_at, board.zone)), state_of(stage, board.zone, at=at)
        return Row(
            label=stage.words.label,
            gate=_gate(stage, board.stages),
            last="toute l'année" if stage.all_year else long_date(stage.last_day).partition(" ")[2],
            state=f"{state}, séance à fixer" if _is_unset(stage) else state,
            is_late=stage.done_at is None and stage.due_at <= at,
            at=begins,
            width=max(4, x(stage.last_day + timedelta(days=1)) - begins),
            kind="over" if stage.done_at else "ahead" if at < stage.opens_at else "current",
        )

    return Calendar(
        rows=tuple(row(stage) for stage in board.stages),
        months=month_marks(x, first, last, months=months, width=WIDTH),
        today=x(today) if first <= today <= last else None,
    )


def _gate(stage: StageView, stages: Sequence[StageView]) -> str | None:
    """Return the last part of the address of the page of a body's meeting; None for a stage without a body."""
    first = next(one for one in stages if one.kind is stage.kind)
    return place_of(stage.name, stage.kind, is_first=first is stage) if stage.kind in MEETINGS else None


def _is_unset(stage: StageView) -> bool:
    return stage.kind in MEETINGS and not stage.is_meeting_set and stage.done_at is None
