"""Five moves of a dossier, each durable with its journal: ours one by one and in sets, and durable steps of others."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.dossiers.actor import SYSTEM, Person
from models.dossiers.lifecycle import advance
from models.storage.database import forget, transaction
from models.vocabulary import Event, Status
from tests.bench.beside import is_there
from tests.factories import application, campaign_with, paris
from tests.servers.conducting import conducting

DOSSIERS, FEW = 200, 5
AT = paris("2026-03-02 09:00")
PERSON = Person("Camille Exemple")

MOVES = (
    (Event.acknowledge, Status.under_examination, SYSTEM),
    (Event.examine, Status.examined, PERSON),
    (Event.opinion, Status.studied, PERSON),
    (Event.decision, Status.accepted, PERSON),
    (Event.effect, Status.member, SYSTEM),
)


def moves() -> None:
    """Measure five moves a dossier: one by one and in sets, then DBOS and a run of Prefect for each."""
    _say("ours, one by one", _ours(_one_by_one), DOSSIERS)
    _say("ours, in sets", _ours(_in_sets), DOSSIERS)
    if is_there("dbos", "moves"):
        _say("DBOS, five steps", _dbos(), DOSSIERS)
    _say("Prefect, a run of five tasks", _prefect(), FEW)


def _say(who: str, seconds: float, dossiers: int) -> None:
    print(f"five moves, {who}: {1000 * seconds / dossiers:,.2f} ms a dossier")


def _ours(work: Callable[[str, list[int]], None]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'spro.db'}"
        with transaction(address) as session:
            ids = _registered(session)
        began = time.perf_counter()
        work(address, ids)
        seconds = time.perf_counter() - began
        forget(address)
    return seconds


def _registered(session: Session) -> list[int]:
    campaign = campaign_with(session)
    return [application(session, campaign, Status.registered).id or 0 for _ in range(DOSSIERS)]


def _one_by_one(address: str, ids: list[int]) -> None:
    for one in ids:
        _move(address, [one])


def _in_sets(address: str, ids: list[int]) -> None:
    _move(address, ids)


def _move(address: str, ids: list[int]) -> None:
    for event, status, by in MOVES:
        with transaction(address) as session:
            assert len(advance(session, ids, event, status, at=AT, by=by)) == len(ids)


def _dbos() -> float:
    dbos: Any = import_module("dbos")
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'dbos.db'}"
        dbos.DBOS(config={"name": "beside", "system_database_url": address, "log_level": "ERROR"})
        step = dbos.DBOS.step()(_nothing)

        @dbos.DBOS.workflow()  # type: ignore[untyped-decorator]
        def year(number: int) -> None:
            for _ in MOVES:
                step(number)

        dbos.DBOS.launch()
        began = time.perf_counter()
        for number in range(DOSSIERS):
            year(number)
        seconds = time.perf_counter() - began
        dbos.DBOS.destroy()
    return seconds


def _nothing(number: int) -> int:
    return number


def _prefect() -> float:
    prefect: Any = import_module("prefect")
    task = prefect.task(_nothing)

    @prefect.flow  # type: ignore[untyped-decorator]
    def year(number: int) -> None:
        for _ in MOVES:
            task(number)

    async def conduct() -> None:
        for number in range(FEW):
            await asyncio.to_thread(year, number)

    with tempfile.TemporaryDirectory() as folder, conducting(Path(folder)):
        began = time.perf_counter()
        asyncio.run(conduct())
        return time.perf_counter() - began
