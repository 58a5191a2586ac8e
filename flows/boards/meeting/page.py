"""« La séance »: each body's meeting on one page, for whoever keeps its papers and opens it cold.

Artifacts show references, names of organisations and seats, and nothing personal.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flows.boards.artifact import Page
from flows.boards.links import Links, form_link
from flows.boards.markdown import NAME, environment, plain, short
from flows.boards.meeting.facts import facts_told
from flows.boards.meeting.lists import apart, left_to_notify, not_ready, remarks
from flows.boards.meeting.words import AT_A_RUN, BESIDES, LETTERS, STEPS, TONGUES
from flows.run_context import GATES
from models.forms.meetings import BODIES, OPINIONS
from models.vocabulary import StageKind
from notifications.writing.wording import count, instant, long_date
from tasks.console.boards.meeting import MeetingBoard
from tasks.console.boards.meeting_facts import Step
from tasks.console.boards.meeting_queue import Ready
from tasks.console.boards.meeting_said import Said

ROWS = 50
"""Dossiers that are listed one by one: the others are in the table of dossiers."""


def meeting_page(board: MeetingBoard, *, at: datetime, links: Links, run: str | None = None) -> Page:
    """Return how a body of a session stands at `at`; `run` is the address of the run that waits for it, if any."""
    return Page(
        key=key_of(board),
        markdown=render_meeting(board, at=at, links=links, run=run),
        description=f"{board.label}, {BODIES[board.stage]} : {_in_short(board)}, au {instant(at, board.zone)}.",
    )


def key_of(board: MeetingBoard) -> str:
    """Return what the dashboard of a meeting is called among the artifacts."""
    return f"seance-{board.code}-{GATES[board.stage]}"


def _in_short(board: MeetingBoard) -> str:
    """Return the figures of a body: « 58 dossiers prêts, 15 pas prêts, 14 décisions prises, dont 2 à notifier »."""
    blocked = sum(one.total for one in board.blocked)
    ready = count(len(board.ready), "dossier prêt", "dossiers prêts")
    parts = [ready, count(blocked, "pas prêt", "pas prêts"), count(len(board.said), *TONGUES[board.stage.kind].counted)]
    unserved = sum(one.notified_on is None for one in board.said) if board.stage.kind is StageKind.decision else 0
    return ", ".join([*parts, *([f"dont {unserved} à notifier"] if unserved else [])])


def render_meeting(board: MeetingBoard, *, at: datetime, links: Links, run: str | None = None) -> str:
    """Return the dashboard of a meeting in Markdown; `run` is the address of the run that waits for it, if any."""
    tongue, ready, said = TONGUES[board.stage.kind], board.ready[:ROWS], board.said[:ROWS]
    return (
        environment()
        .get_template("seance.md")
        .render(
            code=board.code,
            title=f"{board.label} : {board.body}",
            at=instant(at, board.zone),
            in_short=_in_short(board),
            step=_step(board, links, run),
            besides=list(_besides(board, links)),
            facts=facts_told(board.meeting, board.zone) if board.meeting else [],
            last_day=long_date(board.last_day),
            tongue=tongue,
            ready=[_ready(one) for one in ready],
            ready_count=_dossiers(len(board.ready)),
            ready_others=len(board.ready) - len(ready),
            apart=list(apart(board)),
            blocked=list(not_ready(board, links)),
            blocked_count=_dossiers(sum(one.total for one in board.blocked)),
            said=[_said(board, one) for one in said],
            said_count=_dossiers(len(board.said)),
            said_others=len(board.said) - len(said),
            senses=_senses(board),
            remarks=list(remarks(board)),
            notifies=board.stage.kind is StageKind.decision,
            left=list(left_to_notify(board, links)),
            nothing_left=_nothing_left(board),
        )
    )


def meeting_state(board: MeetingBoard) -> str:
    """Return the day of a body's meeting and how it stands, in a few words."""
    meeting = board.meeting
    if meeting is None:
        return "à fixer"
    day = f"{short(meeting.on, board.zone)}, " if meeting.on else ""
    if meeting.closed_at:
        return day + ("quorum non atteint" if meeting.quorate is False else "tenue")
    if board.step in {Step.record, Step.idle}:
        return f"{day}à saisir"
    return day + (f"convoquée le {short(meeting.convened_at, board.zone)}" if meeting.convened_at else "fixée")


def _dossiers(number: int) -> str:
    return count(number, "dossier") if number else "aucun dossier"


def _step(board: MeetingBoard, links: Links, run: str | None) -> dict[str, Any]:
    act, gate, meeting = STEPS[board.step], GATES[board.stage], board.meeting
    instants = {"convening": meeting.convene_at, "meeting": meeting.starts_at} if meeting else {}
    said = act.said.format_map({name: instant(at, board.zone) for name, at in instants.items() if at})
    if board.step not in AT_A_RUN:
        return {"said": said, "form": act.form, "link": _filled(board, links, act.form)}
    if run:
        return {"said": said, "form": f"ouvrir l'exécution « {gate} »", "link": run}
    form = form_link(links, gate)
    runs = f"{form.partition('?')[0].removesuffix('/run')}?tab=Runs" if form else None
    return {"said": said, "form": f"exécutions « {gate} »", "link": runs}


_ABOUT_A_BODY = frozenset({"fixer-seance", "reporter-echeance"})
"""The forms that ask for a body."""


def _filled(board: MeetingBoard, links: Links, form: str) -> str | None:
    """Return the address of a form, filled in with the session and the body where it asks for them."""
    link = form_link(links, form)
    if link is None or form not in _ABOUT_A_BODY:
        return link
    said = json.dumps({"form": {"session": board.code, "stage": BODIES[board.stage]}}, separators=(",", ":"))
    # Encoded twice: it is decoded by the router of the console, then by its form.
    return f"{link.partition('?')[0]}?parameters={quote(quote(said, safe=''), safe='')}"


def _besides(board: MeetingBoard, links: Links) -> Iterator[dict[str, Any]]:
    for steps, act in BESIDES:
        if board.step in steps and (link := _filled(board, links, act.form)):
            yield {"said": act.said, "link": link}


def _ready(one: Ready) -> dict[str, Any]:
    return {
        "position": one.position or "—",
        "reference": one.reference,
        "organisation": plain(one.organisation, longest=NAME),
        "basis": OPINIONS[one.basis] if one.basis else "",
    }


def _said(board: MeetingBoard, one: Said) -> dict[str, str]:
    return {
        "reference": one.reference,
        "organisation": plain(one.organisation, longest=NAME),
        "sense": TONGUES[board.stage.kind].senses[one.sense],
        "basis": OPINIONS[one.basis] if one.basis else "",
        "on": short(one.at, board.zone),
        "notified": short(one.notified_on, board.zone) if one.notified_on else LETTERS[one.letter],
    }


def _senses(board: MeetingBoard) -> str:
    words = TONGUES[board.stage.kind].senses
    return ", ".join(f"{said} : {board.senses[sense]}" for sense, said in words.items() if board.senses[sense]) + "."


def _nothing_left(board: MeetingBoard) -> str:
    if board.stage.kind is not StageKind.decision:
        return "Un avis ne se notifie pas : le candidat recevra la décision."
    return "Rien : chaque décision est notifiée." if board.said else "Rien : aucune décision n'est prise."
