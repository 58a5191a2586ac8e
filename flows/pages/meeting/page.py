"""« La séance »: each body's meeting on one page, for whoever keeps its papers and opens it cold."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.pages.forms import STAGES
from flows.pages.machine import Machine
from flows.pages.meeting.facts import facts_told
from flows.pages.meeting.lists import apart, left_to_notify, not_ready, remarks
from flows.pages.meeting.words import BESIDES, LETTERS, STEPS, TONGUES
from flows.pages.render import page
from flows.run_context import GATES, clock, place_of, stage_tags
from models.forms.meetings import OPINIONS
from models.storage.pages import PREFIX, form_path
from models.vocabulary import StageKind
from notifications.writing.wording import count, instant
from tasks.console.boards.meeting import MeetingBoard
from tasks.console.boards.meeting_facts import Step
from tasks.console.pages.meeting import MeetingPage, Turn, next_body, read_meeting

ROWS = 500
"""Dossiers that are listed one by one: the others are in the list of dossiers."""

_NO_BODY = "Aucune instance ne se réunit pour la dernière session : le fichier de région n'a pas d'étape d'instance."


class Next(NamedTuple):
    """What comes next: a sentence, and a link where a person has to act."""

    said: str
    form: str
    address: str | None


async def meetings(request: Request) -> Response:
    """Lead to the body whose turn it is in the latest session, or say that none meets."""
    found = await run_in_threadpool(next_body)
    code, turn = found or ("", None)
    if found and turn is None:
        return await run_in_threadpool(page, request, "said.html", {"title": "Séances", "said": _NO_BODY})
    return RedirectResponse(f"{PREFIX}/seances/{code}/{_place(turn)}" if turn else f"{PREFIX}/", 303)


def _place(turn: Turn) -> str:
    return place_of(turn.stage, turn.kind, is_first=turn.is_first)


async def meeting(request: Request) -> Response:
    """Draw the meeting of a body in a session; 404 for what is no body."""
    at, place = clock(None), request.path_params["stage"]
    found = await run_in_threadpool(read_meeting, request.path_params["session"], STAGES.get(place, place), at=at)
    if found is None:
        raise HTTPException(404)
    run = await _run_that_waits(request, found.board) if found.board else None
    return await run_in_threadpool(page, request, "meeting.html", shown(found, at=at, run=run))


async def _run_that_waits(request: Request, board: MeetingBoard) -> str | None:
    machine: Machine = request.app.state.machine
    return await machine.waiting_run(GATES[board.kind], stage_tags(board.code, board.stage)) if asks(board) else None


def asks(board: MeetingBoard) -> bool:
    """Return True if a run waits for what a body said, or is about to."""
    return board.step is Step.record


def shown(found: MeetingPage, *, at: datetime, run: str | None = None) -> dict[str, Any]:
    """Return what the page of a meeting shows; `run` is the address of the run that waits for it, if any."""
    return {
        "found": found,
        "gates": {one.stage: (_place(one), one.name) for one in found.bodies},
        "tongue": TONGUES[found.kind],
        "letters": LETTERS,
        "opinions": OPINIONS,
        "set_day": form_path("fixer-seance", session=found.code, stage=found.choice),
        "at": at,
        **(_shown(found.board, at=at, run=run) if found.board else {}),
    }


def _shown(board: MeetingBoard, *, at: datetime, run: str | None) -> dict[str, Any]:
    return {
        "board": board,
        "in_short": in_short(board),
        "step": next_of(board, run),
        "besides": list(besides(board)),
        "facts": facts_told(board.meeting, board.zone) if board.meeting else [],
        "ready": board.ready[:ROWS],
        "said": board.said[:ROWS],
        "apart": list(apart(board)),
        "blocked": list(not_ready(board)),
        "blocked_total": sum(one.total for one in board.blocked),
        "senses": senses(board),
        "remarks": list(remarks(board)),
        "notifies": board.kind is StageKind.decision,
        "left": list(left_to_notify(board)),
        "nothing_left": _nothing_left(board),
    }


def in_short(board: MeetingBoard) -> str:
    """Return the figures of a body: « 58 dossiers prêts, 15 pas prêts, 14 décisions prises, dont 2 à notifier »."""
    blocked = sum(one.total for one in board.blocked)
    ready = count(len(board.ready), "dossier prêt", "dossiers prêts")
    parts = [ready, count(blocked, "pas prêt", "pas prêts"), count(len(board.said), *TONGUES[board.kind].counted)]
    unserved = (
        sum(one.is_signed and one.notified_on is None for one in board.said) if board.kind is StageKind.decision else 0
    )
    return ", ".join([*parts, *([f"dont {unserved} à notifier"] if unserved else [])])


def next_of(board: MeetingBoard, run: str | None) -> Next:
    """Return what comes next for a body, with where a person goes for it."""
    act, gate, meeting = STEPS[board.step], GATES[board.kind], board.meeting
    instants = {"convening": meeting.convene_at, "meeting": meeting.starts_at} if meeting else {}
    said = act.said.format_map({name: instant(at, board.zone) for name, at in instants.items() if at})
    if asks(board):
        opened = Next(said, f"ouvrir l'exécution « {gate} »", run)
        return (
            opened
            if run
            else Next(said, f"lancer l'exécution « {gate} »", form_path(gate, session=board.code, stage=board.choice))
        )
    return Next(said, act.form, _filled(board, act.form) if act.form else None)


def _filled(board: MeetingBoard, form: str) -> str:
    """Return the address of a form, filled in with the session and the body: it takes what it asks for."""
    return form_path(form, session=board.code, stage=board.choice)


def besides(board: MeetingBoard) -> Iterator[Next]:
    """Yield what may be done besides what comes next."""
    for steps, act in BESIDES:
        if board.step in steps:
            yield Next(act.said, act.form, _filled(board, act.form))


def senses(board: MeetingBoard) -> str:
    """Return how many dossiers a body said each thing of: « acceptée : 2, ajournée : 1. »."""
    words = TONGUES[board.kind].senses
    return ", ".join(f"{said} : {board.senses[sense]}" for sense, said in words.items() if board.senses[sense]) + "."


def _nothing_left(board: MeetingBoard) -> str:
    if board.kind is not StageKind.decision:
        return "Un avis ne se notifie pas : le candidat recevra la décision."
    return "Rien : chaque décision est notifiée." if board.said else "Rien : aucune décision n'est prise."
