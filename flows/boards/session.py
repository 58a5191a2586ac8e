"""The Région's first view in Prefect: each session's « tableau de bord », and the table of its dossiers.

Artifacts show references and names of organisations, and nothing personal.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from flows.boards.artifact import Page, Rows
from flows.boards.markdown import NAME, chart, environment, plain, short
from flows.boards.meeting.page import key_of, meeting_state
from flows.boards.reasons import FLAGS, LACKING
from flows.boards.waiting import NOBODYS, view_of
from models.dossiers.workflow import LABELS
from models.sessions.opening import STAGE_WORDS
from models.vocabulary import MEETINGS
from notifications.views.notices import WaitingView
from notifications.writing.wording import count, enumeration, instant, local_day, long_date
from tasks.console.boards.board import Board, StageView
from tasks.console.boards.meeting import MeetingBoard
from tasks.console.boards.table import DossierLine, Table
from tasks.console.waiting.reasons import SHOWN, Pending

ON_DEMAND = ("Représenté le", "Silence le", "Recours jusqu'au", "Sessions")
"""The columns of the table that are there only where some dossier fills them."""


def board_page(board: Board, meetings: Sequence[MeetingBoard] = (), *, at: datetime) -> Page:
    """Return where a session stands at `at`; it leads to the dashboards of its meetings."""
    return Page(
        key=f"tableau-de-bord-{board.code}",
        markdown=render_board(board, meetings, at=at),
        description=f"{board.label}, au {instant(at, board.zone)}.",
    )


def dossier_rows(table: Table, *, at: datetime) -> Rows:
    """Return the dossiers of a session as they stand at `at`, one row each."""
    return Rows(
        key=f"dossiers-{table.code}",
        table=rows_of(table),
        description=f"{table.label} : {_dossiers(len(table.lines))}, au {instant(at, table.zone)}.",
    )


def render_board(board: Board, meetings: Sequence[MeetingBoard] = (), *, at: datetime) -> str:
    """Return the board in Markdown, for an officer who opens it cold."""
    total = sum(board.statuses.values())
    counts = {LABELS[status]: number for status, number in board.statuses.items()}
    title = f"{board.label}, dossiers par statut"
    said = ", ".join(f"{label} {number}" for label, number in counts.items())
    return (
        environment()
        .get_template("board.md")
        .render(
            code=board.code,
            label=board.label,
            at=instant(at, board.zone),
            next_at=instant(board.next_at, board.zone) if board.next_at else None,
            next_what=_next_what(board),
            waits=[_named(one, board) for one in board.pending if one.reason not in NOBODYS],
            asked=[_named(one, board) for one in board.pending if one.reason in NOBODYS],
            stages=[_stage(stage, board.zone, at=at) for stage in board.stages],
            meetings=[_meeting(meeting) for meeting in meetings],
            total=_dossiers(total),
            alt=f"{title} : {said}.",
            chart=Markup(chart(title, counts)) if counts else None,  # noqa: S704  base64
            circles=_circles(board),
            passages=_passages(board),
        )
    )


def _named(pending: Pending, board: Board) -> WaitingView:
    """Return what waits for one reason, with the first of its dossiers; the table of what waits has them all."""
    return view_of(pending._replace(first=pending.first[:SHOWN]), board.zone, {})


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
    return next((STAGE_WORDS[stage.name].closing for stage in ends), None)


def _meeting(meeting: MeetingBoard) -> dict[str, str]:
    return {"label": STAGE_WORDS[meeting.stage].label, "key": key_of(meeting), "state": meeting_state(meeting)}


def _stage(stage: StageView, zone: ZoneInfo, *, at: datetime) -> dict[str, str]:
    is_to_set = stage.name.kind in MEETINGS and not stage.is_meeting_set and stage.done_at is None
    unset = " (réunion à fixer)" if is_to_set else ""
    moved = f" (au lieu du {short(stage.former_last_day, zone)})" if stage.former_last_day else ""
    return {
        "label": STAGE_WORDS[stage.name].label,
        "opens": long_date(local_day(stage.opens_at, zone)),
        "last": f"{long_date(stage.last_day)}{unset}{moved}",
        "state": state_of(stage, zone, at=at),
    }


def state_of(stage: StageView, zone: ZoneInfo, *, at: datetime) -> str:
    """Return how a stage stands at an instant, in a few words."""
    if stage.done_at:
        return f"close le {short(stage.done_at, zone)}"
    if at < stage.opens_at:
        return "à venir"
    return "en cours" if at < stage.due_at else "échue, à clore"


def rows_of(table: Table) -> list[dict[str, str | int]]:
    """Return the rows of the table of dossiers; a column that is rarely of use is there only where it is."""
    rows = [row_of(line, table.zone) for line in table.lines]
    empty = {heading for heading in ON_DEMAND if not any(row[heading] for row in rows)}
    return [{heading: cell for heading, cell in row.items() if heading not in empty} for row in rows]


def row_of(line: DossierLine, zone: ZoneInfo) -> dict[str, str | int]:
    """Return a dossier as a row of the table: French headings, dates on the clock of the Région."""
    received = line.received_at.astimezone(zone)
    return {
        "Référence": line.reference,
        "Organisme": plain(line.organisation, longest=NAME),
        "Cercle": line.circle,
        "Statut": LABELS[line.status],
        "Depuis le": short(line.status_at, zone),
        "Reçu le": f"{received:%d/%m/%Y %H:%M}",
        "Rang": line.position or "",
        "Pièces manquantes": ", ".join(f"{label}{LACKING[state]}" for label, state in line.lacking.items()),
        "À compléter jusqu'au": short(line.due_on, zone) if line.due_on else "",
        "Silence le": short(line.silence_at, zone) if line.silence_at else "",
        "Recours jusqu'au": short(line.contestable_until, zone) if line.contestable_until else "",
        "Représenté le": short(line.represented_at, zone) if line.represented_at else "",
        "Sessions": ", ".join(map(str, line.sessions)),
        "Signalements": ", ".join(FLAGS.get(flag, flag) for flag in line.flags),
    }
