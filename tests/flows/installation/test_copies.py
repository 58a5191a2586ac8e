"""The worker whose runs begin in copies: it takes the place of Prefect's, and each run knows who has it."""

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.utilities.dispatch import lookup_type
from prefect.workers.base import BaseWorker

from flows.installation.copies import CopyingWorker
from flows.installation.interrupted import WORKER
from flows.pool import POOL


def test_it_takes_the_place_of_prefects_own() -> None:
    """Another would cost each form some seconds."""
    assert lookup_type(BaseWorker, "process") is CopyingWorker


@pytest.mark.prefect
async def test_a_run_is_known_for_its_own_before_it_begins(client: PrefectClient) -> None:
    """Whenever the worker dies, the next one of its name settles what it had taken."""
    deployment = await client.read_deployment_by_name("relever-depots/relever-depots")
    run = await client.create_flow_run_from_deployment(deployment.id)
    async with CopyingWorker(work_pool_name=POOL, name="essai") as worker:
        await worker.sync_with_backend()

        taken = await worker._propose_pending_state(run)  # noqa: SLF001  what its loop calls

    known = await client.read_flow_run(run.id)
    assert (taken, known.labels[WORKER]) == (True, "essai")
    assert known.state is not None
    assert known.state.is_pending()
