"""Runs that are killed before their end: what a person sent is run again, and deposits wait for no further mail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.states import Completed, Crashed, Pending, Running, Scheduled, Suspended
from prefect.utilities.dispatch import lookup_type
from prefect.workers.base import BaseWorker

from flows.boards.run_forms import FORM
from flows.installation.health import has_crashed, is_running, start_run
from flows.installation.interrupted import AGAIN, GIVEN_UP, TRIES, WORKER, bury, run_again
from flows.installation.prefect_server import PrefectServer
from flows.installation.prefect_stack import under_way
from flows.installation.watch import Watcher
from flows.installation.worker.copies import CopyingWorker
from flows.pool import POOL
from models.intake.deposit import Deposit
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tasks.mailboxes.lookout import Mailboxes
from tests.factories import campaign_with, paris

pytestmark = pytest.mark.prefect

AT = paris("2026-04-15 10:00")
OURS = "celui-ci"


@pytest.fixture
async def started(client: PrefectClient) -> UUID:
    """Give a run that was just started; nothing runs it."""
    run_id = await start_run("relever-depots", datetime.now(UTC))
    assert run_id is not None
    return await taken(client, run_id)


@pytest.fixture
async def sent(client: PrefectClient) -> UUID:
    """Give a run that a form has just started; nothing runs it."""
    flow_id = await client.create_flow_from_name("demander-complements")
    deployment = await client.create_deployment(flow_id, "demander-complements", work_pool_name=POOL, tags=[FORM])
    return await taken(client, (await client.create_flow_run_from_deployment(deployment)).id)


async def taken(client: PrefectClient, run: UUID, *, by: str = OURS) -> UUID:
    """Have a worker take a run, and return it."""
    await client.update_flow_run_labels(run, {WORKER: by})
    return run


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Give the settings of a fresh installation."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    return Settings()


@pytest.mark.parametrize(
    ("state", "is_buried"),
    [(Running(), True), (Pending(), True), (Suspended(timeout_seconds=3600), False)],
    ids=["at work", "about to begin", "suspended by people"],
)
async def test_what_a_dead_worker_had_begun_keeps_no_other_from_starting(
    client: PrefectClient, started: UUID, state: State, *, is_buried: bool
) -> None:
    """What waits for people goes on waiting."""
    await client.set_flow_run_state(started, Running(), force=True)
    await client.set_flow_run_state(started, state, force=True)

    await bury(OURS, at=datetime.now(UTC))

    assert await has_crashed(started) is is_buried
    assert await is_running(client, "relever-depots", datetime.now(UTC)) is False


async def test_what_another_worker_has_begun_goes_on(client: PrefectClient, started: UUID) -> None:
    """It lives, on this machine or another: only what died with a worker is dead."""
    await taken(client, started, by="un autre")
    await client.set_flow_run_state(started, Running(), force=True)

    await bury(OURS, at=datetime.now(UTC))

    assert await has_crashed(started) is False


async def state_of(client: PrefectClient, run: UUID) -> tuple[str, str | None]:
    """The name of a run's state, and its message."""
    state = (await client.read_flow_run(run)).state
    assert state is not None
    return state.name or "", state.message


@pytest.mark.parametrize("state", [Running(), Pending()], ids=["at work", "about to begin"])
async def test_what_a_person_sent_is_run_again(client: PrefectClient, sent: UUID, state: State) -> None:
    """The next worker takes it at once, with what was typed."""
    await client.set_flow_run_state(sent, state, force=True)

    await bury(OURS, at=datetime.now(UTC))

    assert (await state_of(client, sent))[0] == AGAIN
    [due] = await client.get_scheduled_flow_runs_for_work_pool(POOL, scheduled_before=datetime.now(UTC))
    assert due.flow_run.id == sent


async def test_what_a_person_sent_and_whose_own_process_died_is_run_again(client: PrefectClient, sent: UUID) -> None:
    """The worker says that it has crashed; the watcher sees it."""
    await client.set_flow_run_state(sent, Crashed(), force=True)

    await run_again(at=datetime.now(UTC))

    assert (await state_of(client, sent))[0] == AGAIN


async def test_what_is_interrupted_again_and_again_is_given_up_and_told(client: PrefectClient, sent: UUID) -> None:
    """A form that kills its worker must not do so for ever: it stays crashed, which the Région is told of."""
    for _ in range(TRIES):
        await client.set_flow_run_state(sent, Running(), force=True)
        await bury(OURS, at=datetime.now(UTC))
    await client.set_flow_run_state(sent, Running(), force=True)

    await bury(OURS, at=datetime.now(UTC))
    await run_again(at=datetime.now(UTC))

    assert await state_of(client, sent) == ("Crashed", GIVEN_UP)


async def test_what_a_person_sent_long_ago_is_left_alone(client: PrefectClient, sent: UUID) -> None:
    """Its sender has done something about it since."""
    await client.set_flow_run_state(sent, Crashed(), force=True)

    await run_again(at=datetime.now(UTC) + timedelta(days=2))

    assert (await state_of(client, sent))[0] == "Crashed"


async def test_who_stops_waits_for_what_is_under_way(client: PrefectClient, server: PrefectServer, sent: UUID) -> None:
    """Begun, and not ended: neither what is to come, nor what waits for a person."""
    states: list[State] = [Pending(), Running(), Suspended(timeout_seconds=60), Running(), Completed()]
    counted = []
    with server.client() as asking:
        for state in states:
            await client.set_flow_run_state(sent, state, force=True)
            counted.append(under_way(asking))

    assert counted == [1, 1, 0, 1, 0]


async def test_what_a_person_sent_goes_before_what_the_system_does_alone(client: PrefectClient, sent: UUID) -> None:
    """The queue of the latter, which deploying makes, comes after that of the former."""
    flow_id = await client.create_flow_from_name("derouler-session")
    alone = await client.create_deployment(
        flow_id, "derouler-session", work_pool_name=POOL, work_queue_name="automatique"
    )
    earlier: State = Scheduled(scheduled_time=datetime.now(UTC) - timedelta(hours=1))
    housekeeping = await client.create_flow_run_from_deployment(alone, state=earlier)

    due = await client.get_scheduled_flow_runs_for_work_pool(POOL, scheduled_before=datetime.now(UTC))

    assert [each.flow_run.id for each in due] == [sent, housekeeping.id]


async def test_a_deposit_whose_run_was_killed_is_not_left_for_an_hour(
    client: PrefectClient, started: UUID, settings: Settings
) -> None:
    """Another run starts at once; each time that it happens again, later."""
    await client.send_worker_heartbeat(POOL, "essai", heartbeat_interval_seconds=600)
    await client.delete_flow_run(started)
    with transaction(settings.database) as session:
        left = {"identity": "<un@x.example>", "sender": "a@x.example", "reply_to": "a@x.example", "subject": "x"}
        row = {"campaign_id": campaign_with(session).id, "received_at": AT, "processed_at": AT}
        session.add(Deposit.model_validate(left | row))
    watcher, now = Watcher(settings, Mailboxes(frozenset, dict)), datetime.now(UTC)
    begun = []
    for seconds in range(0, 14, 2):
        await watcher.look(now + timedelta(seconds=seconds))
        for run in await client.read_flow_runs():
            if run.state and run.state.is_scheduled():
                begun.append(seconds)
                await client.set_flow_run_state(await taken(client, run.id), Pending(), force=True)
        await bury(OURS, at=now)
    forget(settings.database)

    assert begun == [0, 4, 12]


def test_runs_begin_in_copies_of_a_process_that_has_read_everything() -> None:
    """By our worker, which takes the place of Prefect's: another would cost each form some seconds."""
    assert lookup_type(BaseWorker, "process") is CopyingWorker


async def test_a_run_is_known_for_its_workers_own_before_it_begins(client: PrefectClient, sent: UUID) -> None:
    """Whenever the worker dies, the next one of its name settles what it had taken."""
    async with CopyingWorker(work_pool_name=POOL, name=OURS) as worker:
        await worker.sync_with_backend()
        run = await client.read_flow_run(await taken(client, sent, by="un autre"))

        is_taken = await worker._propose_pending_state(run)  # noqa: SLF001  what its loop calls

    known = await client.read_flow_run(sent)
    assert (is_taken, known.labels[WORKER]) == (True, OURS)
    assert (await state_of(client, sent))[0] == "Pending"
