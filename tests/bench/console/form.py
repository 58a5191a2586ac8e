"""A form of the console that offers 3,000 dossiers: how long a person waits for it, in Debian's Chromium."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from prefect import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.responses import DeploymentResponse
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.boards.refresh import draw, our_deployments, refresh_forms
from flows.installation.prefect_server import PrefectServer
from flows.run_context import clock
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tests.bench.days.daily import Size, deploy, fill
from tests.browser.chromium import driving, find_whole, running
from tests.browser.console import Console, opened
from tests.browser.tab import window_of

MANY = Size(3_000, 500)
_TIMES = 3


def form() -> None:
    """Measure the form of demander-complements: usable in under 3 s, and how long a search takes; and how soon all
    forms are drawn."""
    program = find_whole()
    assert program, "install the package « chromium »"
    with tempfile.TemporaryDirectory() as folder, PrefectServer(Path(folder) / "prefect") as server:
        os.environ["SPRO_HOME"] = folder
        with transaction(Settings().database) as session:
            fill(session, MANY)
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            deployment = asyncio.run(_offered())
        with driving() as chromium:
            for number in range(1, _TIMES + 1):
                # A fresh browser each time: nothing is kept from the time before.
                with (
                    running(chromium, program) as browser,
                    window_of(browser, server.ui_url) as window,
                    opened(window, f"bench-{number}") as console,
                ):
                    _measure(console, deployment)
        forget(Settings().database)


async def _offered() -> str:
    """Deploy, offer the dossiers, and return the id of the form."""
    await deploy()
    await refresh_forms(at=clock(None), deployed=True)
    found = await our_deployments(deployed=True)
    await _compare(found)
    return next(str(one.id) for one in found if one.name == "demander-complements")


async def _compare(found: Sequence[DeploymentResponse]) -> None:
    """Draw all forms by Prefect's own interface, one after the other, then by ours, all at once."""
    schemas = {one.id: one.parameter_openapi_schema or {} for one in found}
    async with get_client() as client:
        began = time.perf_counter()
        for deployment, schema in schemas.items():
            await client.update_deployment(deployment, DeploymentUpdate(parameter_openapi_schema=schema))
        alone = time.perf_counter() - began
        began = time.perf_counter()
        await draw(client, schemas)
        together = time.perf_counter() - began
    print(f"{len(found)} forms drawn at once: {together:.2f} s, {alone / together:.0f} times sooner than one by one")


def _measure(console: Console, deployment: str) -> None:
    began = time.perf_counter()
    console.open_form(deployment)
    console.unfold("Dossier")
    usable = time.perf_counter() - began
    began = time.perf_counter()
    console.search("2987")
    found = time.perf_counter() - began
    print(
        f"form of {MANY.dossiers} dossiers: its list is open after {usable:.2f} s (under 3), narrowed in {found:.2f} s"
    )
