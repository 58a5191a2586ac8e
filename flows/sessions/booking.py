"""What is booked ahead with Prefect, and shows among what is to come: a run at each deadline, one at each meeting."""

from datetime import UTC, datetime, timedelta

from prefect import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.deployments import arun_deployment

from flows.run_context import GATES, is_deployed, stage_tags
from models.forms.meetings import BODIES
from models.sessions.opening import STAGE_WORDS
from models.storage.settings import Settings
from tasks.console.boards.board import campaign_label, local_day
from tasks.meetings.calendar.units import Gathering
from tasks.sessions.units import Deadline

CONDUCT = "derouler-session"

SOON = timedelta(days=1)
"""How long before its hour the daily run books again the gate of a meeting, should its booking have been lost."""


async def book(deadline: Deadline) -> None:
    """Book one run at a deadline. Its key is session, stage, revision and date: the same never makes a second, and
    a session that is opened again after an undone opening has runs of its own."""
    # Only a deployed run books others: a rehearsal calls the flows itself, at instants of its own.
    if not is_deployed() or deadline.due_at <= datetime.now(UTC):
        return
    # What the console shows among what is to come.
    label = campaign_label(Settings().database, deadline.session)
    await arun_deployment(
        f"{CONDUCT}/{CONDUCT}",
        parameters={"session": deadline.session},
        scheduled_time=deadline.due_at,
        flow_run_name=f"{label} · {STAGE_WORDS[deadline.stage].closing}",
        idempotency_key=f"{deadline.session}/{deadline.stage}/{deadline.revision}/{deadline.due_at:%Y-%m-%d}",
        tags=stage_tags(deadline.session, deadline.stage),
        timeout=0,
        as_subflow=False,
    )


async def unbook(session: str) -> None:
    """Delete what is booked for a session that is taken back: nothing of it is to come any more."""
    if not is_deployed():
        return
    selected = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[session]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=selected):
            await client.delete_flow_run(run.id)


async def book_gate(gathering: Gathering) -> None:
    """Book the run that waits for what a body said, at the hour of its meeting: once for each date it is given."""
    if not is_deployed() or gathering.starts_at is None:
        return
    label, gate = campaign_label(Settings().database, gathering.session), GATES[gathering.stage]
    day = local_day(Settings().database, gathering.starts_at)
    await arun_deployment(
        f"{gate}/{gate}",
        parameters={"session": gathering.session},
        scheduled_time=max(gathering.starts_at, datetime.now(UTC)),
        flow_run_name=f"{label} · {BODIES[gathering.stage]}, séance du {day:%d/%m/%Y}",
        idempotency_key=f"{gathering.session}/{gate}/{gathering.number}/{gathering.revision}",
        tags=stage_tags(gathering.session, gathering.stage),
        timeout=0,
        as_subflow=False,
    )
