"""Prefect's server on SQLite, asked by many at once: how many answers it gives, and how long it says nothing at all."""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx

from flows.installation.prefect_server import PrefectServer

WRITERS = 16
SECONDS = 30
_RUN = {"state": {"type": "PENDING"}, "tags": ["ara-2027"], "parameters": {"form": "é" * 500}}
_PAGE = {"type": "markdown", "data": "é" * 4_000}


def writers() -> None:
    """Measure it: silent for under 2 s. With cursors that fail left open, it stands still for a minute at a time."""
    with tempfile.TemporaryDirectory() as folder, PrefectServer(Path(folder) / "prefect") as server:
        silences, answers = asyncio.run(_asked(server.api_url))
    print(
        f"Prefect's server, {WRITERS} writers for {SECONDS} s: {len(answers) / SECONDS:.0f} answers a second, half "
        f"within {1000 * median(answers):.0f} ms; it was never silent for longer than {max(silences):.1f} s (under 2)"
    )


async def _asked(address: str) -> tuple[list[float], list[float]]:
    """Return how long each sign of life took, and each answer."""
    silences, answers = list[float](), list[float]()
    tasks = [asyncio.create_task(_write(address, answers)) for _ in range(WRITERS)]
    end = time.monotonic() + SECONDS
    async with httpx.AsyncClient(base_url=address, timeout=120, trust_env=False) as client:
        while time.monotonic() < end:
            began = time.monotonic()
            await client.get("health")
            silences.append(time.monotonic() - began)
            await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return silences, answers


async def _write(address: str, answers: list[float]) -> None:
    """Write as runs do, for ever: a run begins, leaves a page, ends, and is looked for."""

    async def ask(path: str, said: object) -> httpx.Response:
        began = time.monotonic()
        answer = await client.post(path, json=said)
        answers.append(time.monotonic() - began)
        return answer

    async with httpx.AsyncClient(base_url=address, timeout=120, trust_env=False) as client:
        flow = (await ask("flows/", {"name": "writer"})).json()["id"]
        while True:
            run = (await ask("flow_runs/", _RUN | {"flow_id": flow})).json()["id"]
            for state in ("RUNNING", "COMPLETED"):
                await ask(f"flow_runs/{run}/set_state", {"state": {"type": state}, "force": True})
                await ask("artifacts/", _PAGE | {"flow_run_id": run, "key": f"page-{state.lower()}"})
            await ask("flow_runs/filter", {"limit": 50, "flow_runs": {"tags": {"all_": ["ara-2027"]}}})
