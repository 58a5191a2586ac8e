"""Our own pages over 3,000 dossiers: the list, whole or searched, its files, and one dossier."""

import asyncio
import os
import tempfile
import time

from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tests.bench.days.daily import Size, fill
from tests.flows.pages.visit import visit

MANY = Size(3_000, 500)

PATHS = {
    "first page of the list": "/dossiers",
    "searched": "/dossiers?recherche=loire",
    "sorted by name": "/dossiers?tri=-organisme",
    "whole, to print": "/dossiers?page=toutes",
    "CSV": "/dossiers.csv",
    "ODS": "/dossiers.ods",
    "XLSX": "/dossiers.xlsx",
    "one dossier": "/dossiers/ARA-2027-1500",
}


def pages() -> None:
    """Measure each page, the second time that it is asked for. The list in under 2 s."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPRO_HOME"] = folder
        with transaction(Settings().database) as session:
            fill(session, MANY)
        for name, path in PATHS.items():
            asyncio.run(_asked(path))
            began = time.perf_counter()
            size = asyncio.run(_asked(path))
            print(f"{name}, of {MANY.dossiers} dossiers: {time.perf_counter() - began:.2f} s, {size / 1_000:.0f} kB")
        forget(Settings().database)


async def _asked(path: str) -> int:
    answer = await visit(path)
    assert answer.is_success, path
    return len(answer.content)
