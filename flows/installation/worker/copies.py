"""Prefect's worker of processes, whose runs begin in a copy of a process that has read everything already.

A new Python that reads Prefect and the flows takes seconds of a processor before it looks at what it has to do; a copy
of one that has read them takes none.
"""

import asyncio
import os
import runpy
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing import forkserver, get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import cast

import anyio
import anyio.abc
import httpx
from prefect.cli import app
from prefect.client.schemas.objects import FlowRun
from prefect.flows import load_flow_from_flow_run
from prefect.runner._control_channel import ControlChannel
from prefect.runner._flow_run_executor import FlowRunExecutionResult, FlowRunExecutorContext
from prefect.runner._process_manager import ProcessHandle
from prefect.settings import PREFECT_API_SSL_CERT_FILE, PREFECT_API_URL
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker, ProcessWorkerResult

from flows.installation.prefect_server import answers, trust

DEPLOY = "flows.installation.deploy"

NAMED = "--name"
"""What the name of the worker stands behind, on its command line."""

READY = "flows.installation.worker.ready"
"""What the process that is copied has imported."""

# Ours takes the place of theirs, which is said of a type that two modules declare.
warnings.filterwarnings("ignore", "Type 'CopyingWorker'", UserWarning)

COPIES = get_context("forkserver")
COPIES.set_forkserver_preload([READY])

Starting = anyio.abc.TaskStatus[ProcessHandle]


def carry_out(environment: Mapping[str, str], folder: str, run: str) -> None:
    """Carry a run out in this process, as Prefect's engine does in one that it starts."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["prefect.engine", run]
    # It is read already: that is what copies are for.
    warnings.filterwarnings("ignore", "'prefect.engine' found in sys.modules", RuntimeWarning)
    runpy.run_module("prefect.engine", run_name="__main__", alter_sys=True)


class CopyStarter:
    """Starts runs in copies, each with its own environment and in its own folder."""

    def __init__(self, environment: Mapping[str, str | None], folder: Path, channel: ControlChannel) -> None:
        """Prepare; the runs are cancelled over the channel."""
        self._environment = {name: value for name, value in environment.items() if value is not None}
        self._folder, self._channel = folder, channel

    async def start(self, flow_run: FlowRun, task_status: Starting = anyio.TASK_STATUS_IGNORED) -> None:
        """Start a run, tell that it is started, and wait for its end."""
        port, token = self._channel.register(flow_run.id)
        environment = self._environment | {
            "PREFECT__FLOW_RUN_ID": str(flow_run.id),
            "PREFECT__ENABLE_CANCELLATION_AND_CRASHED_HOOKS": "false",
            "PREFECT__CONTROL_PORT": str(port),
            "PREFECT__CONTROL_TOKEN": token,
        }
        copy = COPIES.Process(target=carry_out, args=(environment, str(self._folder), str(flow_run.id)))
        copy.start()
        # It has all that a handle asks of a spawned one.
        task_status.started(ProcessHandle(cast("SpawnProcess", copy)))
        await anyio.to_thread.run_sync(copy.join)


class CopyingWorker(ProcessWorker):
    """Prefect's worker of processes in all but how their processes begin."""

    type = "process"

    async def _propose_pending_state(self, flow_run: FlowRun) -> bool:
        """Take a run, under its name first: whenever it dies, it knows what it had begun when it begins anew."""
        await self._give_worker_labels_to_flow_run(flow_run.id)
        return await super()._propose_pending_state(flow_run)

    async def run(
        self,
        flow_run: FlowRun,
        configuration: ProcessJobConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> ProcessWorkerResult:
        """Run a flow to its end; raise RuntimeError where its process did not start."""
        begun = task_status or anyio.TASK_STATUS_IGNORED
        ended: list[FlowRunExecutionResult | None] = []
        with tempfile.TemporaryDirectory(suffix="prefect") as folder:
            async with FlowRunExecutorContext() as context, anyio.create_task_group() as group:
                starter = CopyStarter(configuration.env, Path(folder), context.control_channel)
                executor = context.create_executor(
                    flow_run, starter, resolve_flow=load_flow_from_flow_run, propose_submitting=False
                )

                async def execute(*, task_status: Starting = anyio.TASK_STATUS_IGNORED) -> None:
                    ended.append(await executor.submit(task_status=task_status))

                handle = await group.start(execute)
                begun.started(handle.pid)
        result = ended[0] if ended else None
        if result is None or result.status_code is None:
            raise RuntimeError(f"the process of run {flow_run.id} did not start")
        return ProcessWorkerResult(status_code=result.status_code, identifier=str(result.handle.pid))


def command() -> None:
    """Be Prefect's command, whose workers of processes are ours, once all is deployed; end where that fails. The worker
    has a name, the one that it had before."""
    forkserver.ensure_running()
    first = COPIES.Process(target=prepare, args=(sys.argv[sys.argv.index(NAMED) + 1],), daemon=True)
    first.start()
    first.join()
    if first.exitcode:
        sys.exit(first.exitcode)
    app()


def prepare(worker: str) -> None:
    """Make Prefect's server, once it answers, ready for a worker of that name: in a copy, where the flows are read."""
    wait_for_server()
    asyncio.run(import_module(DEPLOY).prepare(worker, at=datetime.now(UTC)))


def wait_for_server() -> None:
    """Wait until the server that this worker is told answers."""
    trusted = trust(PREFECT_API_SSL_CERT_FILE.value())
    with httpx.Client(base_url=PREFECT_API_URL.value() or "", trust_env=False, verify=trusted) as client:
        while not answers(client):
            time.sleep(0.1)
