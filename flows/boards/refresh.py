"""The console after an act or a run: read once, drawn, then published. Nothing else reads it or writes it.

What each form offers, and each session's board and lists, come from the same snapshot: they never disagree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from prefect import get_client
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse

from flows.boards.artifact import Page, Rows
from flows.boards.links import Links, form_links
from flows.boards.mailbox import mailbox_page
from flows.boards.meeting.page import meeting_page
from flows.boards.run_forms import OURS, rewritten
from flows.boards.session import board_page, dossier_rows
from flows.boards.waiting import waiting_rows
from flows.run_context import GATES, is_deployed, stage_tags, tag_run
from models.vocabulary import StageName
from tasks.console.boards.meeting import MeetingBoard
from tasks.console.boards.meeting_facts import Step
from tasks.console.forms.choices import Choices, read_choices
from tasks.console.snapshot import Console, SessionView, read_console, read_table


async def refresh_console(codes: Iterable[str], *, at: datetime, table: bool = False) -> None:
    """Show what the forms offer now, and how some sessions stand at `at`; with `table`, their lists of dossiers too."""
    codes = list(codes)
    await tag_run(*codes)
    found = await our_deployments()
    console = read_console(codes, at=at, forms=bool(found), table=table)
    await _offer(found, console.choices)
    await show_console(console, form_links(found))


async def refresh_table(code: str, *, at: datetime) -> None:
    """Show the dossiers of a session as they stand at `at`, and nothing else of it."""
    await _publish(dossier_rows(read_table(code), at=at))


async def refresh_forms(*, at: datetime, deployed: bool | None = None) -> list[DeploymentResponse]:
    """Write what each form offers at an instant, where it changed, and return the deployments of this system.

    Only a deployed run has any; `deployed` says it for whoever is no run.
    """
    found = await our_deployments(deployed=deployed)
    await _offer(found, read_choices(at=at) if found else None)
    return found


async def our_deployments(*, deployed: bool | None = None) -> list[DeploymentResponse]:
    """Return the deployments of this system; only a deployed run has any, `deployed` says it for whoever is no run."""
    if not (is_deployed() if deployed is None else deployed):
        return []
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[OURS]))
    async with get_client() as client:
        return await client.read_deployments(deployment_filter=ours)


async def _offer(found: Sequence[DeploymentResponse], choices: Choices | None) -> None:
    """Write what each form offers, where it changed."""
    offered = {each.id: rewritten(each, choices) for each in found} if choices else {}
    if not any(offered.values()):
        return
    async with get_client() as client:
        for deployment, schema in offered.items():
            if schema:
                await client.update_deployment(deployment, DeploymentUpdate(parameter_openapi_schema=schema))


async def show_console(console: Console, links: Links) -> None:
    """Publish the boards and lists of a snapshot; `links` are the addresses of the run forms."""
    for view in console.sessions:
        runs = await _runs_that_wait(view.meetings) if links else {}
        for drawn in draw(view, links, runs, at=console.at):
            await _publish(drawn)


def draw(view: SessionView, links: Links, runs: Mapping[StageName, str], *, at: datetime) -> Iterator[Page | Rows]:
    """Yield what the console shows of a session; `runs` are the addresses of the runs that wait for its bodies."""
    for meeting in view.meetings:
        yield meeting_page(meeting, at=at, links=links, run=runs.get(meeting.stage))
    yield board_page(view.board, view.meetings, at=at)
    yield waiting_rows(view.board, at=at, links=links)
    yield mailbox_page(view.mailbox, at=at)
    if view.table:
        yield dossier_rows(view.table, at=at)


async def _publish(drawn: Page | Rows) -> None:
    if isinstance(drawn, Page):
        await acreate_markdown_artifact(key=drawn.key, markdown=drawn.markdown, description=drawn.description)
    else:
        await acreate_table_artifact(key=drawn.key, table=list(drawn.table), description=drawn.description)


async def _runs_that_wait(meetings: Sequence[MeetingBoard]) -> dict[StageName, str]:
    """Return, by body, the address of the run that waits for what it said, or that is about to."""
    asked = [board for board in meetings if board.step is Step.record]
    found = {board.stage: await _run_that_waits(board) for board in asked}
    return {stage: run for stage, run in found.items() if run}


async def _run_that_waits(board: MeetingBoard) -> str | None:
    waits = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED, StateType.RUNNING]))
    tagged = FlowRunFilterTags(all_=stage_tags(board.code, board.stage))
    async with get_client() as client:
        found = await client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[GATES[board.stage]])),
            flow_run_filter=FlowRunFilter(tags=tagged, state=waits),
        )
    found.sort(key=lambda run: run.state_type is not StateType.PAUSED)
    return f"/runs/flow-run/{found[0].id}" if found else None
