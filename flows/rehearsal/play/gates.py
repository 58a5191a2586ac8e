"""The gates in a rehearsal: the real runs, suspended, then resumed with their form filled in as a person would."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from prefect import Flow, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import TagsContext
from prefect.settings import get_current_settings
from prefect.states import Cancelled
from prefect.types.entrypoint import EntrypointType

from flows.gates.gate import commission, working_group
from flows.gates.human_input import WAITING, asked_by
from flows.installation.prefect_server import ROOT
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.scenario.events import Event
from flows.rehearsal.scenario.scenario import Scenario
from flows.run_context import GATES
from models.errors import Refusal
from models.forms.meetings import SENSES, Line, SittingForm
from models.forms.parts import SEPARATOR
from models.region.model import Region
from models.region.stages.words import usual_name
from models.vocabulary import StageKind, StageName
from tasks.console.boards.board import kind_of_stage
from tasks.meetings.pages.page import Page, read_page
from tasks.meetings.pages.validate import BY, DONE, LEFT, OTHERS, PRESENT, QUORUM, QUORUM_WORDS

FLOWS: dict[StageKind, Flow[..., Any]] = {
    StageKind.opinion: working_group,
    StageKind.decision: commission,
}

_SAID = ("opinion", "decision")
"""The events of what a body says."""


def at_one_sitting(scenario: Scenario, region: Region) -> Scenario:
    """Return a scenario in which what a body says in a row on one day is said at once, with the last of it: nobody
    fills in a page a dossier at a time."""
    timeline = scenario.timeline
    for place in reversed(range(len(timeline) - 1)):
        event, after = timeline[place : place + 2]
        if event.kind in _SAID and _sitting(event, region) == _sitting(after, region):
            timeline[place] = event.model_copy(update={"at": after.at})
    return scenario.model_copy(update={"events": timeline})


def _sitting(event: Event, region: Region) -> tuple[object, ...]:
    return event.kind, event.at.astimezone(region.zone).date()


class Gatekeeper(RealFlows):
    """Has what a body said recorded through its gate, where other rehearsals call the task behind it."""

    def __init__(self, gate: "type[Gate] | None" = None) -> None:
        """Open gates of this kind: by default, each run has a process of its own."""
        self._gate = gate or Gate

    def arrange(self, scenario: Scenario, region: Region) -> Scenario:
        """Return a scenario in which what a body says in a row on one day is said at once."""
        return at_one_sitting(scenario, region)

    async def sit(self, form: SittingForm, *, at: datetime) -> None:
        """Open a gate, and fill in its pages until all that a form says is said. Raises Refusal where a page comes back
        to be mended, or the form says more than the pages ask."""
        gate = await self._gate.opened(form.stage, form.session, at=at)
        left, is_first = {line.reference for line in form.lines}, True
        while gate.waits and (left or is_first):
            asked = await gate.form()
            page = read_page(form.session, form.stage)
            await gate.send(filled_in(asked, form, page))
            left, is_first = left - asked["properties"].keys(), False
            if gate.is_refused:
                raise Refusal("Page", gate.name, asked_to_mend(await gate.form()))
        if gate.waits:
            await gate.leave()
        elif left:
            raise Refusal("Séance", usual_name(form.stage), gate.message)


class Gate:
    """A run of a gate. Begun or resumed, it has a process of its own, which ends before it waits."""

    def __init__(self, stage: StageName, run: FlowRun) -> None:
        """Take over a run that has not begun."""
        self.stage, self.run = stage, run

    @classmethod
    async def opened(cls, stage: StageName, session: str, *, at: datetime | None = None) -> Self:
        """Begin a run, and return it as it waits or has ended."""
        kind = kind_of_stage(session, stage)
        deployment = await FLOWS[kind].ato_deployment(GATES[kind], entrypoint_type=EntrypointType.MODULE_PATH)
        parameters = {"session": session, "stage": stage} | ({"at": at.isoformat()} if at else {})
        async with get_client() as client:
            created = await client.create_flow_run_from_deployment(
                await deployment.aapply(), parameters=parameters, tags=sorted(TagsContext.get().current_tags)
            )
        gate = cls(stage, created)
        await gate.go_on()
        return gate

    async def go_on(self) -> None:
        """Run it until it waits or has ended."""
        process = await self.start()
        await process.wait()
        await self.look()

    async def start(self) -> Process:
        """Start its process, as a worker does."""
        settings = get_current_settings().to_environment_variables(exclude_unset=True)
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        # -P: the folder that this runs in may have packages of our names.
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "prefect.engine"),
            env={**os.environ, **settings, "PREFECT__FLOW_RUN_ID": str(self.run.id), "PYTHONPATH": path},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def look(self) -> None:
        """Read afresh how it stands."""
        async with get_client() as client:
            self.run = await client.read_flow_run(self.run.id)

    @property
    def name(self) -> str:
        """What it is called: the page that it asks for."""
        return self.run.name

    @property
    def waits(self) -> bool:
        """Whether it waits for a person."""
        return self.run.state_name == WAITING

    @property
    def is_refused(self) -> bool:
        """Whether it waits for a page to be mended."""
        return self.waits and self.name.endswith("à corriger")

    @property
    def message(self) -> str:
        """What it says of its state."""
        return (self.run.state and self.run.state.message) or ""

    async def form(self) -> dict[str, Any]:
        """Return the form that it waits for, a JSON schema."""
        async with get_client() as client:
            return await asked_by(client, self.run.id)

    async def submit(self, typed: Mapping[str, Any]) -> None:
        """Send its form, which Prefect must take. Raises Refusal where it does not."""
        async with get_client() as client:
            answer = await client.resume_flow_run(self.run.id, run_input=dict(typed))
        if answer.status is not SetStateStatus.ACCEPT:
            raise Refusal("Page", self.name, str(answer.details))

    async def send(self, typed: Mapping[str, Any]) -> None:
        """Send its form, and have it go on."""
        await self.submit(typed)
        await self.go_on()

    async def leave(self) -> None:
        """Give it up: what it still asks for is for another sitting, which has a run of its own."""
        async with get_client() as client:
            await client.set_flow_run_state(self.run.id, Cancelled(message="La suite attend une autre saisie."))


def untouched(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form sends where nobody changed anything: what the console fills it in with."""
    values: dict[str, Any] = {}
    for name, field in asked["properties"].items():
        if "properties" in field:
            values[name] = untouched(field)
        elif "default" in field:
            values[name] = field["default"]
    return values


def asked_to_mend(asked: Mapping[str, Any]) -> str:
    """Return what a form asks to mend, as it says it above its fields."""
    first = min(asked["properties"].values(), key=lambda field: field["position"])
    return " ".join(line for line in first["description"].splitlines() if line.startswith("•"))


def filled_in(asked: Mapping[str, Any], form: SittingForm, page: Page | None) -> dict[str, Any]:
    """Return a page's form as a person would fill it in to say what a form says; the other dossiers are left."""
    values, fields = untouched(asked), asked["properties"]
    lines = {line.reference: line for line in form.lines}
    for name, value in values.items():
        if "sense" in fields[name].get("properties", {}):
            values[name] = _line(fields[name], lines[name]) if name in lines else {**value, "sense": LEFT}
    typed: dict[str, Any] = {BY: form.by, DONE: form.is_over}
    if form.on:
        typed["on"] = form.on.isoformat()
    if form.signatory:
        typed |= form.signatory.model_dump()
    if page and page.present is None:
        typed |= _attendance(page, form)
    return values | {name: value for name, value in typed.items() if name in fields}


def _attendance(page: Page, form: SittingForm) -> dict[str, Any]:
    """Return who was there; where nobody said it, everybody was."""
    present = page.seats if form.present is None else form.present
    is_enough = len(present) >= page.needed if form.quorum is None else form.quorum
    return {
        PRESENT: {f"s{place}": seat in present for place, seat in enumerate(page.seats)},
        OTHERS: " ; ".join(name for name in present if name not in page.seats),
        QUORUM: next(words for words, stands in QUORUM_WORDS.items() if stands is is_enough),
    }


def _line(field: Mapping[str, Any], line: Line) -> dict[str, Any]:
    """Return the fields of a dossier; a text that says nothing is not sent, as by the console."""
    offered = field["properties"].get("pieces", {}).get("items", {}).get("enum", [])
    typed = {
        "sense": SENSES[line.kind][line.sense],
        "law": line.law,
        "reasons": line.reasons,
        "pieces": [choice for choice in offered if choice.partition(SEPARATOR)[0] in line.pieces],
        "recused": " ; ".join(line.recused),
        "dissent": line.dissent,
        "tied": line.tied,
    }
    return {name: value for name, value in typed.items() if value and name in field["properties"]}
