"""The watcher, with a real server of Prefect: the runs that it asks for, when it asks for none, and what is to come."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import State
from prefect.client.schemas.schedules import CronSchedule
from prefect.states import Completed, Crashed
from sqlmodel import select

from flows.installation.health import PrefectHealth, is_running, look_at_conductor, start_run
from flows.installation.upcoming import NAMES, name_upcoming
from flows.installation.watch import Watcher
from flows.pool import POOL
from flows.sessions.booking import CONDUCT
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.outbox.enqueue import Letter, enqueue
from tests.conftest import Installation
from tests.factories import campaign_with
from tests.flows.installation.watched import AT, drop_deposit, sent_kinds
from tests.flows.test_prefect_yaml import SCHEDULES
from tests.tasks.intake.bounces import report

pytestmark = pytest.mark.prefect


async def run_ids(client: PrefectClient) -> list[UUID]:
    """The runs that there are."""
    return [run.id for run in await client.read_flow_runs(limit=20)]


async def test_a_deposit_starts_one_run_as_long_as_a_worker_lives(
    client: PrefectClient, watched: Settings, watcher: Watcher
) -> None:
    """No worker, no run; a worker, one run for a deposit, and one for the next once the first run is over."""
    before = await look_at_conductor()
    await client.send_worker_heartbeat(POOL, "essai", heartbeat_interval_seconds=30)
    now = datetime.now(UTC)
    drop_deposit(watched, "un.eml")

    await watcher.look(now)
    [first] = await run_ids(client)
    drop_deposit(watched, "deux.eml")
    await watcher.look(now + timedelta(seconds=2))
    meanwhile = await run_ids(client)
    await client.delete_flow_run(first)
    await watcher.look(now + timedelta(seconds=4))
    await watcher.look(now + timedelta(seconds=6))

    assert before is PrefectHealth.no_worker
    assert meanwhile == [first]
    assert len(await run_ids(client)) == 1
    assert first not in await run_ids(client)
    assert sent_kinds(watched) == ["registration"] * 2


async def test_whatever_was_due_is_done_once_the_watcher_begins(
    client: PrefectClient, watched: Settings, watcher: Watcher
) -> None:
    """By one run, which books and draws what Prefect may have lost; by another, if that one is killed; no more."""
    await client.send_worker_heartbeat(POOL, "essai", heartbeat_interval_seconds=600)
    flow_id = await client.create_flow_from_name(CONDUCT)
    await client.create_deployment(flow_id, CONDUCT, work_pool_name=POOL)
    now, begun = datetime.now(UTC), list[int]()
    for seconds in (0, 2, 4, 8, 600, 100_000):
        await watcher.look(now + timedelta(seconds=seconds))
        for run in await client.read_flow_runs():
            if run.state and run.state.is_scheduled():
                begun.append(seconds)
                ended: State = Crashed() if seconds == 0 else Completed()
                await client.set_flow_run_state(run.id, ended, force=True)

    assert begun == [0, 4]


async def test_a_notice_that_comes_back_is_shown_and_leaves_an_event(
    client: PrefectClient, watched: Settings, watcher: Watcher
) -> None:
    """There is nothing to sort: a run is asked for all the same, to show it."""
    await client.send_worker_heartbeat(POOL, "essai", heartbeat_interval_seconds=30)
    now = datetime.now(UTC)
    with transaction(watched.database) as session:
        campaign = session.exec(select(Campaign)).one()
        enqueue(
            session,
            campaign,
            NoticeKind.opening,
            [Letter("ara-2021/opening/a", "a@cidff01.example", {"forms": None})],
            at=now,
        )
        notice = session.exec(select(Notice)).one()
        notice.status, message_id = NoticeStatus.sent, notice.message_id
    (watched.mailbox / "rapport.eml").write_bytes(report(message_id))

    await watcher.look(now)

    assert len(await run_ids(client)) == 1
    assert await told(client, "spro.notification.revenue") == ["spro.session.ara-2021"]


async def told(client: PrefectClient, event: str) -> list[str]:
    """What the events of a name are about, once the server has some."""
    asked = {"filter": {"event": {"name": [event]}}}
    for _ in range(100):
        found = (await client.request("POST", "/events/filter", json=asked)).json()["events"]
        if found:
            return [one["resource"]["prefect.resource.id"] for one in found]
        await asyncio.sleep(0.2)
    return []


async def test_a_run_that_never_began_stands_in_the_way_for_ten_minutes_only(client: PrefectClient) -> None:
    """A dead run must not keep mails waiting for ever, nor do the hourly runs that are yet to come count."""
    now = datetime.now(UTC)

    started = await start_run("relever-depots", now)

    assert started
    assert await is_running(client, "relever-depots", now + timedelta(minutes=9))
    assert not await is_running(client, "relever-depots", now + timedelta(minutes=11))
    assert not await is_running(client, "relever-depots", now - timedelta(minutes=1))


async def test_a_suspended_pool_is_left_alone(client: PrefectClient, watched: Settings, watcher: Watcher) -> None:
    """Somebody suspended it: nothing starts behind their back, by Prefect or without it."""
    await client.request("PATCH", "/work_pools/{name}", path_params={"name": POOL}, json={"is_paused": True})
    drop_deposit(watched, "un.eml")

    await watcher.look(AT)

    assert await look_at_conductor() is PrefectHealth.paused
    assert await run_ids(client) == []
    assert (watched.mailbox / "un.eml").exists()


def test_each_schedule_has_its_name() -> None:
    """One pattern a deployment that has a schedule."""
    assert NAMES.keys() == SCHEDULES.keys()


async def test_scheduled_runs_are_named(client: PrefectClient, spro: Installation) -> None:
    """By what they do and when, on the clock of the Région; one that somebody booked keeps its own."""
    with transaction(spro.database) as session:
        campaign_with(session, {"region.timezone": "America/Guadeloupe"})
    flow_id = await client.create_flow_from_name("relever-depots")
    hourly = DeploymentScheduleCreate(schedule=CronSchedule(cron="0 * * * *", timezone="Europe/Paris"))
    deployment = await client.create_deployment(flow_id, "relever-depots", work_pool_name=POOL, schedules=[hourly])
    await client.create_flow_run_from_deployment(deployment, name="Relève de ce soir")
    soon = {"min_runs": 2, "max_runs": 2, "start_time": datetime(2027, 1, 15, 8, 30, tzinfo=UTC).isoformat()}
    await client.request("POST", "/deployments/{id}/schedule", path_params={"id": deployment}, json=soon)

    await name_upcoming()

    names = {run.name for run in await client.read_flow_runs()}
    assert {"Relève de ce soir", "Dépôts · relève du 15/01/2027 à 05 h"} <= names
    assert [name for name in names if " " not in name] == []
