"""Who carries out what a rehearsal plays: the flows that the living system deploys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from prefect import get_client, tags
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import AsyncClientContext, SyncClientContext

from flows.acts.sessions import open_campaign
from flows.acts.table import FLOWS
from flows.rehearsal.scenario.scenario import Scenario
from flows.sessions.conduct import run_campaign
from flows.sessions.deposits import collect_deposits, distribute
from models.forms.dossiers import OpeningForm
from models.forms.meetings import SittingForm
from models.forms.parts import Form
from models.region.model import Region

TAG = "répétition"

_PAGE = 200  # flow runs that the Prefect API returns at once


F = TypeVar("F", bound=Form)


def confirmed(form: F) -> F:
    """Return a form confirmed at once, whatever it does: what a scenario says is to happen."""
    return form.model_copy(update={"confirmed": True}) if "confirmed" in type(form).model_fields else form


class RealFlows:
    """Who carries out what a rehearsal plays: the real flows."""

    def arrange(self, scenario: Scenario, region: Region) -> Scenario:  # noqa: ARG002  who keeps the gates wants it
        """Return a scenario as it is to be played."""
        return scenario

    @asynccontextmanager
    async def at_work(self, *run_tags: str) -> AsyncIterator[None]:
        """Tag the runs of the block."""
        # One client of each sort for the whole year: each run would open three of its own otherwise.
        async with AsyncClientContext.get_or_create():
            with SyncClientContext.get_or_create(), tags(TAG, *run_tags):
                yield

    async def runs(self, *run_tags: str) -> list[dict[str, str]]:
        """Return the name and state of each run that carries all the tags, earliest first."""
        selection = FlowRunFilter(tags=FlowRunFilterTags(all_=[TAG, *run_tags]))
        found: list[dict[str, str]] = []
        async with get_client() as client:
            while True:
                page = await client.read_flow_runs(
                    flow_run_filter=selection, sort=FlowRunSort.START_TIME_ASC, limit=_PAGE, offset=len(found)
                )
                found += [{"name": run.name, "state": run.state_type.value if run.state_type else "?"} for run in page]
                if len(page) < _PAGE:
                    return found

    async def open(self, form: OpeningForm, *, at: datetime) -> str:
        """Open a session and return its code."""
        return await open_campaign(confirmed(form), at=at)

    async def collect(self, *, at: datetime) -> None:
        """Read the mailbox."""
        await collect_deposits(at=at)

    async def run(self, session: str | None, *, at: datetime) -> None:
        """Do whatever is due in a session, or in each."""
        await run_campaign(session=session, at=at)

    async def distribute(self, *, at: datetime) -> None:
        """Send what waits."""
        await distribute(at=at)

    async def record(self, form: Form, *, at: datetime) -> None:
        """Submit a form."""
        await FLOWS[type(form)](confirmed(form), at=at)

    async def sit(self, form: SittingForm, *, at: datetime) -> None:
        """Record what a body said at a meeting, who was there or that it is over: the one way in for all of these."""
        await self.record(form, at=at)
