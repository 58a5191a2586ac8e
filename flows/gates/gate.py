"""The gates: a run that waits for what a body said, page by page, and records each page that a person sends.

A resumed run starts again from the top, with its first parameters: what was sent is dealt with, then the next page is
asked for. Everything is read afresh, since it may have waited for days, and what is done is not done again.
"""

from datetime import datetime
from typing import Any, NamedTuple

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.act_flow import plain_flow
from flows.acts.recording import follow_up
from flows.boards.refresh import refresh_console
from flows.gates.form import form_of, title_of
from flows.gates.human_input import ask_person, forget_answer, sent
from flows.run_context import clock, is_deployed, name_run, run_name, tag_stage
from models.errors import Refusal
from models.forms.dossiers import chosen_stage
from models.region.stages.words import StageWords
from models.storage.preview.deed import Unconfirmed
from models.vocabulary import StageKind, StageName
from notifications.writing.wording import capital, count, long_date
from tasks.console.boards.board import stage_to_record, stage_words
from tasks.intake.desks.links import console_address
from tasks.meetings.pages.page import Page, read_page
from tasks.meetings.pages.validate import Faults, judge
from tasks.meetings.recording import units as gate_units
from tasks.meetings.recording.submit_page import SittingState
from tasks.meetings.recording.units import ReceivedPage
from tasks.sending import send_notices
from tasks.sessions.units import follow

_BY = "système"


@plain_flow(
    name="groupe-de-travail",
    flow_run_name=run_name("{session} · groupe de travail"),
    description="Attend les avis du groupe de travail, page par page, et les enregistre.",
)
async def working_group(session: str, stage: str | None = None, at: datetime | None = None) -> State[Any]:
    """Wait for the opinions of the working group, or of another body that gives some, and record them.

    Args:
        session: Code de la session (ara-2021).
        stage: L'étape, si la session en a plusieurs de ce genre ; vide : la première qui n'est pas close.
        at: Instant de la séance ; laissez vide pour maintenant.
    """
    return await run_gate(StageKind.opinion, session, stage, clock(at))


@plain_flow(
    name="commission",
    flow_run_name=run_name("{session} · commission"),
    description="Attend les décisions prises après la commission, page par page, les enregistre et les notifie.",
)
async def commission(session: str, stage: str | None = None, at: datetime | None = None) -> State[Any]:
    """Wait for the decisions, record them and notify them.

    Args:
        session: Code de la session (ara-2021).
        stage: L'étape, si la session en a plusieurs de ce genre ; vide : la première qui n'est pas close.
        at: Instant de la séance ; laissez vide pour maintenant.
    """
    return await run_gate(StageKind.decision, session, stage, clock(at))


class _Before(NamedTuple):
    """What there is to know of the page that was sent before: the page to go on from, what it would do and nobody has
    confirmed, and how the meeting stands."""

    after: int = 0
    faults: Faults | None = None
    told: tuple[str, ...] = ()
    sitting: SittingState | None = None
    shown: Unconfirmed | None = None


async def run_gate(kind: StageKind, code: str, said: str | None, at: datetime) -> State[Any]:
    """Deal with the page that was sent, then ask for the next one; return how it ended once none is left."""
    stage = stage_to_record(code, kind, chosen_stage(said) if said else None)
    if stage is None:
        raise Refusal("Session", code, "elle n'a pas d'étape de ce genre : rien n'est à saisir.")
    await tag_stage(code, stage)
    before = await _take_in(stage, code, at)
    sitting = before.sitting
    # What was sent may have been the last page: no other meeting is opened then.
    if sitting is None or not sitting.is_over:
        sitting = await gate_units.open_sitting(code, stage, by=_BY, at=at)
    if sitting.is_due and (page := read_page(code, stage, after=before.after)):
        await _tell_secretary(stage, code, at)
        await _ask(page, before)
    told = (*before.told, *(before.faults.head if before.faults else ()))
    return await _end(stage, code, sitting, told, at=at)


async def _take_in(stage: StageName, code: str, at: datetime) -> _Before:
    """Deal with the page that was sent, if one was."""
    typed = await sent()
    if typed is None:
        return _Before()
    received = await gate_units.receive_page(code, stage, typed, at=at, then=follow, confirmed=_is_rehearsed())
    await _tell(code, received, at=at)
    await forget_answer()
    # A page that is wrong, or to be confirmed, is asked for again.
    after = received.number - bool(received.faults or received.shown)
    return _Before(after, received.faults, tuple(received.told), received.sitting, received.shown)


def _is_rehearsed() -> bool:
    """Return True for a run of a rehearsal, which has an instant of its own: what it says is to happen."""
    return flow_run.parameters.get("at") is not None


async def _tell_secretary(stage: StageName, code: str, at: datetime) -> None:
    """Write to the desk that keeps the body's papers, once, where to record its meeting. A rehearsal reads no mail."""
    if not _is_rehearsed() and is_deployed():
        link = f"{console_address()}/runs/flow-run/{flow_run.id}"
        if await gate_units.tell_secretary(code, stage, link=link, at=at):
            await send_notices(at=at)


async def _ask(page: Page, before: _Before) -> None:
    """Show a page, and suspend."""
    faults = before.faults or _faults_of(page)
    title = title_of(page, faults, before.shown)
    await name_run(f"{page.label} · {title}")
    why = f"{capital(title)} : cette exécution attend une personne."
    await ask_person(form_of(page, faults, before.told, before.shown), why=why)


def _faults_of(page: Page) -> Faults | None:
    """Return what is to be mended on a page that another run asked for before."""
    if page.draft is None:
        return None
    found = judge(page, {**page.draft, **{line.reference: line.draft or {} for line in page.lines}})
    return found if isinstance(found, Faults) else None


async def _tell(code: str, received: ReceivedPage, *, at: datetime) -> None:
    """Say what became of a page, and have its notices leave."""
    log = get_run_logger()
    log.info(receipt(received))
    for words in received.told:
        log.warning(words)
    if received.form and received.concerned:
        await follow_up(received.form, received.concerned, at=at)
    elif received.form:
        await send_notices(at=at)
        await refresh_console([code], at=at)


async def _end(
    stage: StageName, code: str, sitting: SittingState, told: tuple[str, ...], *, at: datetime
) -> State[Any]:
    await refresh_console([code], at=at)
    label, words = stage_words(code, stage)
    said = ending(words, sitting)
    get_run_logger().info(said)
    await name_run(f"{label} · {words.name}")
    return Completed(message=" ".join((*told, said)))


def receipt(received: ReceivedPage) -> str:
    """Return what became of a page that was sent; what is to be mended is on its form."""
    page = f"Page {received.number}" if received.number else "La page envoyée"
    if received.shown:
        return f"{page} : à confirmer ; rien n'en est enregistré."
    if received.faults:
        wrong = count(len(received.faults.head) + len(received.faults.lines), "point à corriger", "points à corriger")
        return f"{page} : {wrong} ; rien n'en est enregistré."
    return f"{page} : {count(len(received.concerned), 'dossier enregistré', 'dossiers enregistrés')}."


def ending(words: StageWords, sitting: SittingState) -> str:
    """Return how a gate ended, and what comes next."""
    if not sitting.is_due and sitting.on:
        return f"La séance est fixée au {long_date(sitting.on)} : une exécution s'ouvrira ce jour-là."
    if sitting.quorate is False:
        return (
            "Quorum non atteint : la présence est enregistrée, rien n'est délibéré. Fixez une seconde séance "
            "(fixer-seance) ; elle n'en demandera pas."
        )
    recorded = count(sitting.recorded, "dossier enregistré", "dossiers enregistrés")
    if not sitting.is_over:
        return f"Aucun dossier n'attend {words.subject}."
    left = (
        f", {count(sitting.left, 'dossier laissé', 'dossiers laissés')} à une séance suivante" if sitting.left else ""
    )
    return f"Séance {words.of} close : {recorded}{left}. Le procès-verbal part au secrétariat."
