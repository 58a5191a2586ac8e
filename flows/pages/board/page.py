"""The board as it is drawn: where a session stands, what is late, what waits for a person, whether the machine is well.

It reads the rows in one transaction, and Prefect's API beside it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from flows.boards.reasons import REASONS
from flows.boards.waiting import NOBODYS
from flows.pages.board.calendar import WIDTH as LENGTH
from flows.pages.board.calendar import calendar_of
from flows.pages.board.charts import HEIGHT, WIDTH, Bar, Curves, bars, curves
from flows.pages.board.health import signs
from flows.pages.machine import Machine
from flows.pages.render import grouped, page
from flows.run_context import clock
from models.dossiers.workflow import LABELS
from models.vocabulary import Flag
from notifications.writing.wording import local_day
from tasks.console.boards.board import Board
from tasks.console.pages.delays import Delay
from tasks.console.pages.figures import Completeness
from tasks.console.pages.session_board import BoardPage, Figures, read_board
from tasks.console.waiting.reasons import Item, Pending, Reason
from tasks.incidents.health.conductor import Conductor

MONTHS = dict(
    enumerate(
        ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."), start=1
    )
)
"""The months, short enough for an axis."""

LATE: frozenset[Reason | Flag] = frozenset(
    {
        Reason.silence_past,
        Reason.decision_unserved,
        Reason.registration,
        Reason.acknowledgement,
        Reason.unsorted,
        Reason.expired,
        Reason.examination,
        Reason.opinion,
        Reason.decision,
        Reason.second_meeting,
    }
)
"""What waits beyond a date that was to be kept."""

NAMED = 4
"""How many reasons the board names: the page of what waits has them all."""

_LONG, _SHORT = 180, 140  # the length of the longest bar, beside short labels and beside long ones


class Waits(NamedTuple):
    """What waits for a person in short: how much, how much of it is late, since when, and the first reasons."""

    total: int
    late: int
    oldest: str
    reasons: tuple[tuple[str, str, int, bool], ...]
    others: int


async def board(request: Request) -> Response:
    """Draw the board of a session, the latest unless another is asked for."""
    at, machine = clock(None), _machine(request)
    found = await run_in_threadpool(read_board, request.query_params.get("session", ""), at=at)
    conductor = await machine.health(at)
    return await run_in_threadpool(drawn, request, found, conductor, at=at)


def _machine(request: Request) -> Machine:
    machine: Machine = request.app.state.machine
    return machine


def drawn(request: Request, found: BoardPage, conductor: Conductor | None, *, at: datetime) -> Response:
    """Return the page of what was read."""
    zone = found.board.zone if found.board else ZoneInfo("UTC")
    shared = {
        "sessions": found.sessions,
        "incidents": found.seen.incidents,
        "signs": signs(found.seen, conductor, zone, at=at),
        "at": at,
        "zone": zone,
    }
    if found.board is None or found.figures is None:
        return page(request, "board/empty.html", shared)
    return page(request, "board/page.html", {**shared, **_session(found.board, found.figures, at=at)})


def _session(board: Board, figures: Figures, *, at: datetime) -> dict[str, Any]:
    asked = next((one for one in board.pending if one.reason is Reason.open_request), None)
    return {
        "board": board,
        "figures": figures,
        "waits": waits_of(board),
        "asked": asked,
        "expired": sum(one.total for one in board.pending if one.reason is Reason.expired),
        "next_due": asked.first[0].detail if asked else None,
        "total": sum(board.statuses.values()),
        "statuses": [(LABELS[status], status, number) for status, number in board.statuses.items()],
        "calendar": calendar_of(board, months=MONTHS, at=at),
        "length": LENGTH,
        "size": (WIDTH, HEIGHT),
        "deposits": _deposits(figures, board, at=at),
        "funnel": _funnel(figures.funnel),
        "pieces": _pieces(figures.pieces),
        "delays": _delays(figures.delays),
        "deposit_rows": _deposit_rows(figures),
        "delay_rows": [_delay_row(one) for one in figures.delays],
    }


def waits_of(board: Board) -> Waits:
    """Return what waits for a person in a session, in short."""
    ours = [one for one in board.pending if one.reason not in NOBODYS]
    named = tuple((one.reason.value, REASONS[one.reason].title, one.total, one.reason in LATE) for one in ours[:NAMED])
    return Waits(
        total=sum(one.total for one in ours),
        late=sum(one.total for one in ours if one.reason in LATE),
        oldest=_oldest(ours, board.zone),
        reasons=named,
        others=len(ours) - len(named),
    )


def _oldest(waits: Sequence[Pending], zone: ZoneInfo) -> str:
    oldest = min((day for one in waits for item in one.first if (day := _day(item, zone))), default=None)
    return f"{oldest:%d/%m/%Y}" if oldest else ""


def _day(item: Item, zone: ZoneInfo) -> date | None:
    return local_day(item.since, zone) if isinstance(item.since, datetime) else item.since


def _deposits(figures: Figures, board: Board, *, at: datetime) -> Curves:
    series = {figures.deposits.label: figures.deposits.days}
    if figures.former:
        series[figures.former.label] = figures.former.days
    return curves(series, today=local_day(at, board.zone), months=MONTHS)


def _funnel(steps: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    return bars(((label, grouped(number), [(number, "main")]) for label, number in steps), width=_LONG)


def _pieces(pieces: Sequence[Completeness]) -> tuple[Bar, ...]:
    return bars((_piece(one) for one in pieces), width=_SHORT)


def _piece(one: Completeness) -> tuple[str, str, list[tuple[float, str]]]:
    total = one.received + one.unusable + one.missing
    said = f"{100 * one.received // total} %" if total else ""
    return one.label, said, [(one.received, "main"), (one.unusable, "half"), (one.missing, "rest")]


def _delays(delays: Sequence[Delay]) -> tuple[Bar, ...]:
    return bars(
        (
            (one.until, days(one.gross.half), [(one.net.half, "main"), (one.gross.half - one.net.half, "half")])
            for one in delays
        ),
        width=_SHORT,
    )


def _deposit_rows(figures: Figures) -> list[tuple[str, ...]]:
    """Return the totals by day, and those of the former session beside them, on each day on which one changed."""
    former = dict(figures.former.days) if figures.former else None
    rows: list[tuple[str, ...]] = []
    for day, total in figures.deposits.days:
        said = (str(total), *([str(former.get(day, ""))] if former is not None else []))
        if not rows or rows[-1][1:] != said:
            rows.append((f"{day:%d/%m/%Y}", *said))
    return rows


def _delay_row(one: Delay) -> tuple[str, ...]:
    spreads = (one.gross.half, one.net.half, one.gross.most, one.net.most)
    return one.until, str(one.number), *map(days, spreads)


def days(number: float) -> str:
    """Return a number of days: « 12 j », and below ten « 1,5 j »."""
    return f"{number:.0f} j" if number >= 10 else f"{number:.1f} j".replace(".", ",")  # noqa: PLR2004
