"""The board and what waits, over 10,000 dossiers: how long each page takes to be read and drawn."""

import asyncio
import os
import tempfile
import time
from unittest.mock import patch

from models.storage.database import forget
from models.storage.settings import Settings
from tests.bench.two_years import AT, fill
from tests.flows.pages.visit import visit

MANY = 10_000
_TIMES = 5
PAGES = ("/", "/a-traiter", "/a-traiter?motif=late", "/arrivees", "/arrivees?texte=structure")


def board() -> None:
    """Measure each page: read and drawn in under 2 s, the first time too."""
    # The rows are those of a day in May.
    clocks = [patch(f"flows.pages.{module}.clock", return_value=AT) for module in ("board.page", "to_do")]
    with tempfile.TemporaryDirectory() as folder, clocks[0], clocks[1]:
        os.environ["SPRO_HOME"] = folder
        fill(Settings().database, MANY)
        for address in PAGES:
            took = [asyncio.run(_took(address)) for _ in range(_TIMES)]
            print(f"{address}, {MANY} dossiers: {took[0]:.2f} s, then {min(took):.2f} s (under 2)")
        forget(Settings().database)


async def _took(address: str) -> float:
    began = time.perf_counter()
    answer = await visit(address)
    assert answer.status_code == 200
    return time.perf_counter() - began
