"""The Région's first view in Prefect: each session's « tableau de bord », and the table of its dossiers.

Artifacts show references and names of organisations, and nothing personal.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from flows.board_words import FLAGS, LACKING, REASONS
from flows.drawing import chart, environment, plain
from models.opening import STAGE_WORDS
from models.statuses import StageName
from models.workflow import LABELS
from notifications.wording import count, enumeration, instant, local_day, long_date
from tasks.board import Board, StageView, read_board
from tasks.pending import Item, Pending, Reason
from tasks.table import Line, read_table

NAME, ANSWER = 48, 90
"""Characters shown of an organisation's name and of a mail server's answer: a mail may give any length."""

_MEETINGS = frozenset({StageName.working_group, StageName.commission})


async def refresh_board(code: str, *, at: datetime) -> None:
    """Show where a session stands at `at`, in the Markdown artifact `tableau-de-bord-{code}`."""
    board = read_board(code, at=at)
    await acreate_markdown_artifact(
        key=f"tableau-de-bord-{code}",
        markdown=render_board(board, at=at),
        description=f"{board.label}, au {instant(at, board.zone)}.",
    )


async def refresh_table(code: str, *, at: datetime) -> None:
    """Show the dossiers of a session as they stand, in the table artifact `dossiers-{code}`."""
    table = read_table(code)
    await acreate_table_artifact(
        key=f"dossiers-{code}",
        table=[row_of(line, table.zone) for line in table.lines],
        description=f"{table.label} : {_dossiers(len(table.lines))}, au {instant(at, table.zone)}.",
    )


def render_board(board: Board, *, at: datetime) -> str:
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
            waits=[_wait(one, board.zone) for one in board.pending if one.reason is not Reason.open_request],
            asked=[_wait(one, board.zone) for one in board.pending if one.reason is Reason.open_request],
            stages=[_stage(stage, board.zone, at=at) for stage in board.stages],
            total=_dossiers(total),
            alt=f"{title} : {said}.",
            chart=Markup(chart(title, counts)) if counts else None,  # noqa: S704  base64
            circles=_circles(board),
        )
    )


def _dossiers(number: int) -> str:
    return count(number, "dossier") if number else "Aucun dossier"


def _circles(board: Board) -> str:
    parts = [f"{number} du cercle {circle}" for circle, number in board.circles.items()]
    return f"Dont {enumeration(parts)}." if parts else ""


def _next_what(board: Board) -> str | None:
    ends = (stage for stage in board.stages if stage.due_at == board.next_at and stage.done_at is None)
    return next((STAGE_WORDS[stage.name].closing for stage in ends), None)


def _wait(pending: Pending, zone: ZoneInfo) -> dict[str, Any]:
    words = REASONS[pending.reason]
    left = pending.total - len(pending.first)
    return {
        "title": words.title,
        "act": words.act,
        "total": pending.total,
        "dossiers": [_item(item, words.detail, zone) for item in pending.first],
        "others": f" ; et {count(left, 'autre')}" if left else "",
    }


def _item(item: Item, pattern: str, zone: ZoneInfo) -> str:
    detail = plain(item.detail, longest=ANSWER) if isinstance(item.detail, str) else _short(item.detail, zone)
    named = " ".join(filter(None, (item.reference, plain(item.name, longest=NAME))))
    return f"{named} ({pattern.format(detail)})" if pattern else named


def _short(day: date | datetime, zone: ZoneInfo) -> str:
    return f"{local_day(day, zone) if isinstance(day, datetime) else day:%d/%m/%Y}"


def _stage(stage: StageView, zone: ZoneInfo, *, at: datetime) -> dict[str, str]:
    is_to_set = stage.name in _MEETINGS and not stage.is_meeting_set and stage.done_at is None
    unset = " (réunion à fixer)" if is_to_set else ""
    moved = f" (au lieu du {_short(stage.former_last_day, zone)})" if stage.former_last_day else ""
    return {
        "label": STAGE_WORDS[stage.name].label,
        "opens": long_date(local_day(stage.opens_at, zone)),
        "last": f"{long_date(stage.last_day)}{unset}{moved}",
        "state": _state(stage, zone, at=at),
    }


def _state(stage: StageView, zone: ZoneInfo, *, at: datetime) -> str:
    if stage.done_at:
        return f"close le {_short(stage.done_at, zone)}"
    if at < stage.opens_at:
        return "à venir"
    return "en cours" if at < stage.due_at else "échue, à clore"


def row_of(line: Line, zone: ZoneInfo) -> dict[str, str | int]:
    """Return a dossier as a row of the table: French headings, dates on the clock of the Région."""
    received = line.received_at.astimezone(zone)
    return {
        "Référence": line.reference,
        "Organisme": plain(line.organisation, longest=NAME),
        "Cercle": line.circle,
        "Statut": LABELS[line.status],
        "Depuis le": _short(line.status_at, zone),
        "Reçu le": f"{received:%d/%m/%Y %H:%M}",
        "Rang": line.position or "",
        "Pièces manquantes": ", ".join(f"{label}{LACKING[state]}" for label, state in line.lacking.items()),
        "À compléter jusqu'au": _short(line.due_on, zone) if line.due_on else "",
        "Signalements": ", ".join(FLAGS.get(flag, flag) for flag in line.flags),
    }
