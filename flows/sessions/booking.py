"""What is booked ahead with Prefect, and shows among what is to come: a run at each deadline, one at each meeting.

All of it is read from the rows, each time: what Prefect has lost is booked anew, and what it knows is left alone.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from prefect import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterIdempotencyKey,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import TERMINAL_STATES, StateType
from prefect.deployments import arun_deployment

from flows.run_context import GATES, is_deployed, stage_tags
from models.storage.settings import Settings
from tasks.console.boards.board import campaign_label, local_day
from tasks.meetings.calendar.units import Gathering, meetings_to_hold
from tasks.sessions.units import Deadline, deadlines_to_come

CONDUCT = "derouler-session"


_UNFINISHED = FlowRunFilterState(type=FlowRunFilterStateType(any_=sorted(set(StateType) - TERMINAL_STATES)))


class Booking(NamedTuple):
    """A run to come of a deployment, for a session, with what it is told besides; a second one of the same key is never
    made."""

    deployment: str
    session: str
    at: datetime
    title: str
    key: str
    tags: list[str]
    besides: dict[str, str]


async def book_what_is_to_come(code: str | None = None) -> None:
    """Book what the rows of a session (None: of each) say is to come, where that is not done: a run at each end of a
    stage, and one for each meeting, at once where it has begun. Safe at any time, any number of times."""
    # Only a deployed run books others: a rehearsal calls the flows itself, at instants of its own.
    if not is_deployed():
        return
    now = datetime.now(UTC)
    wanted = [_closing(each) for each in await deadlines_to_come(code, at=now)]
    wanted += [_gate(each, now=now) for each in await meetings_to_hold(code) if each.starts_at or await _is_left(each)]
    known = await _known([booking.key for booking in wanted])
    for booking in wanted:
        if booking.key not in known:
            await _book(booking)


def _closing(deadline: Deadline) -> Booking:
    """Return the run at a deadline. Its key is session, stage, revision and date: a session that is opened again after
    an undone opening has runs of its own."""
    return Booking(
        CONDUCT,
        deadline.session,
        deadline.due_at,
        deadline.closing,
        f"{deadline.session}/{deadline.stage}/{deadline.revision}/{deadline.due_at:%Y-%m-%d}",
        stage_tags(deadline.session, deadline.stage),
        {},
    )


def _gate(gathering: Gathering, *, now: datetime) -> Booking:
    """Return the run that waits for what a body said: one for each date that its meeting is given."""
    gate, title = GATES[gathering.kind], gathering.name
    whose = gate if gathering.is_first else gathering.stage
    if gathering.starts_at:
        title = f"{title}, séance du {local_day(Settings().database, gathering.starts_at):%d/%m/%Y}"
    return Booking(
        gate,
        gathering.session,
        max(gathering.starts_at or now, now),
        title,
        f"{gathering.session}/{whose}/{gathering.number}/{gathering.revision}",
        stage_tags(gathering.session, gathering.stage),
        {} if gathering.is_first else {"stage": gathering.stage},
    )


async def _is_left(gathering: Gathering) -> bool:
    """Return True for a meeting that a person began without a date, if no run waits for what it says any more."""
    waits = FlowRunFilter(
        state=_UNFINISHED, tags=FlowRunFilterTags(all_=stage_tags(gathering.session, gathering.stage))
    )
    gate = FlowFilter(name=FlowFilterName(any_=[GATES[gathering.kind]]))
    async with get_client() as client:
        return not await client.read_flow_runs(flow_filter=gate, flow_run_filter=waits, limit=1)


async def _known(keys: Sequence[str]) -> set[str | None]:
    """Return those of some keys whose run is booked already, or has been."""
    found = FlowRunFilter(idempotency_key=FlowRunFilterIdempotencyKey(any_=list(keys)))
    async with get_client() as client:
        return {run.idempotency_key for run in await client.read_flow_runs(flow_run_filter=found)} if keys else set()


async def _book(booking: Booking) -> None:
    await arun_deployment(
        f"{booking.deployment}/{booking.deployment}",
        parameters={"session": booking.session, **booking.besides},
        scheduled_time=booking.at,
        # What the console shows among what is to come.
        flow_run_name=f"{campaign_label(Settings().database, booking.session)} · {booking.title}",
        idempotency_key=booking.key,
        tags=booking.tags,
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
