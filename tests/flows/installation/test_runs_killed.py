"""Runs that are killed before their end: known to be dead, and started again without waiting for the next mail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.states import Pending, Running, Suspended

from flows.installation.health import POOL, bury, has_crashed, is_running, start_run
from flows.installation.watch import Watcher
from models.intake.deposit import Deposit
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tasks.mailboxes.lookout import Mailboxes
from tests.factories import campaign_with, paris

pytestmark = pytest.mark.prefect

AT = paris("2026-04-15 10:00")


@pytest.fixture
async def started(client: PrefectClient) -> UUID:
    """Give a run that was just started; nothing runs it."""
    run_id = await start_run("relever-depots", datetime.now(UTC))
    assert run_id is not None
    return run_id


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

    await bury()

    assert await has_crashed(started) is is_buried
    assert await is_running(client, "relever-depots", datetime.now(UTC)) is False


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
    for seconds in range(0, 40, 2):
        await watcher.look(now + timedelta(seconds=seconds))
        for run in await client.read_flow_runs():
            if run.state and run.state.is_scheduled():
                begun.append(seconds)
                await client.set_flow_run_state(run.id, Pending(), force=True)
        await bury()
    forget(settings.database)

    assert begun == [0, 4, 12, 28]
