"""What the watcher finds wrong with the machine, outside Prefect's reach: the Région is told by mail, once, and once
more when it is over."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import httpx
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound

from flows.installation.health import PATIENCE, PrefectHealth
from flows.serving.alerts import LATE, NO_WORKER
from models.storage.aside.incidents import Incident
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import IncidentKind
from notifications.writing.wording import count
from tasks.incidents.checks import CHECKED, check
from tasks.incidents.record import Seen, open_incidents, settle, view_of
from tasks.intake.desks.links import console_address

_LOG = logging.getLogger("spro.veille")

_DOWN = {
    PrefectHealth.no_server: Seen(IncidentKind.server, "", "Le serveur Prefect ne répond plus."),
    PrefectHealth.no_worker: Seen(IncidentKind.worker, "", NO_WORKER),
}

_ENDED = FlowRunFilterState(
    type=FlowRunFilterStateType(any_=[StateType.COMPLETED, StateType.FAILED, StateType.CRASHED])
)


async def mind_machine(
    settings: Settings, health: PrefectHealth, unread: Mapping[str, timedelta], *, answers: bool = True, at: datetime
) -> None:
    """Look once for what is wrong, and tell of what has begun and of what is over: by mail, and on the log.

    `health` is how Prefect is; `unread`, since how long each mailbox was not read. Of its runs it is asked where it
    `answers` alone: nobody waits for a server that is gone.
    """
    with reading(settings.database) as session:
        known = open_incidents(session)
    seen, judged = [*check(settings, unread, at=at)], {*CHECKED, IncidentKind.server}
    failed = [one.about for one in known if one.kind is IncidentKind.run_failed]
    with suppress(httpx.HTTPError, OSError, RuntimeError):  # no answer: how its worker and runs are, nobody knows
        if answers:
            seen += await _seen_of_runs(failed, at=at)
            judged |= {IncidentKind.worker, IncidentKind.run_failed, IncidentKind.run_late}
    if health in _DOWN:
        seen.append(_DOWN[health])
    changed = settle(settings.database, seen, judged=judged, console=console_address(), at=at)
    for incident in changed.begun:
        _LOG.error("%s", _said(incident))
    for incident in changed.over:
        _LOG.info("Incident terminé. %s", incident.detail)


def tell_outage(settings: Settings, *, since: datetime, at: datetime) -> None:
    """Tell, once the database answers again, that it did not: nothing could be written of it, nor leave, meanwhile."""
    minutes = round((at - since) / timedelta(minutes=1))
    seen = Seen(IncidentKind.database, "", f"La base de données n'a pas répondu pendant {count(minutes, 'minute')}.")
    for found, instant in (([seen], since), ([], at)):
        settle(settings.database, found, judged={IncidentKind.database}, console=console_address(), at=instant)
    _LOG.info("%s Elle répond de nouveau.", seen.detail)


def _said(incident: Incident) -> str:
    view = view_of(incident)
    return f"{view.title} : {view.detail} {view.mend}"


async def _seen_of_runs(failed: Iterable[str], *, at: datetime) -> list[Seen]:
    """Return the runs that are late, and of the deployments that had one `failed`, those whose latest is no better."""
    async with asyncio.timeout(PATIENCE), get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=_late(at), limit=50)
        for name in failed:
            runs += await client.read_flow_runs(
                deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name])),
                flow_run_filter=FlowRunFilter(state=_ENDED),
                sort=FlowRunSort.END_TIME_DESC,
                limit=1,
            )
        return [seen for run in runs if (seen := await _judge(client, run))]


def _late(at: datetime) -> FlowRunFilter:
    return FlowRunFilter(
        state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Late"])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": at - LATE}),
    )


async def _judge(client: PrefectClient, run: FlowRun) -> Seen | None:
    """Return what is wrong with a run of a deployment, or None."""
    if run.state is None or run.deployment_id is None or run.state.is_completed():
        return None
    try:
        name = (await client.read_deployment(run.deployment_id)).name
    except ObjectNotFound:
        return None
    kind = IncidentKind.run_late if run.state.is_scheduled() else IncidentKind.run_failed
    return Seen(kind, name, f"« {run.name} » ({name}).", f"/runs/flow-run/{run.id}")
