"""What sealing costs those who write, and how fast a chain is verified, on both databases.

Writers are timed alone, then beside a sealer in a process of its own, ten times as eager as the watcher: in turns, so
that what else the machine does weighs on both.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import select

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import note
from models.storage.database import forget, reading, transaction
from models.vocabulary import Event, Status
from tasks.incidents.proof.seal import seal
from tasks.incidents.proof.verify import Chain
from tests.bench.commands import environment, peak
from tests.factories import application, campaign_with, paris
from tests.servers.postgresql import find_programs, running

SMALL, LARGE = 10_000, 100_000
EVERY, ROUNDS = 6.0, 3
AT = paris("2026-04-15 12:00")


def sealing() -> None:
    """Measure writers beside a sealer: at least 0.9 times as fast as alone; and a chain of 100,000 lines verified:
    within 50 MB of the memory that 10,000 take."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        addresses = {"SQLite": f"sqlite:///{folder}/spro.db"}
        if programs := find_programs():
            addresses["PostgreSQL"] = stack.enter_context(stack.enter_context(running(programs)).fresh_database())
        for name, address in addresses.items():
            _measure(name, address)
            forget(address)


def _measure(name: str, address: str) -> None:
    with transaction(address) as session:
        application(session, campaign_with(session))
    alone, beside = [], []
    for _ in range(ROUNDS):
        alone.append(_write(address))
        with _sealer(address):
            beside.append(_write(address))
    ratio = median(beside) / median(alone)
    print(
        f"{name}: acts written one by one, {median(alone):.0f} a second alone, {median(beside):.0f} beside a sealer "
        f"every {EVERY:.0f} seconds: ratio {ratio:.2f} (at least 0.9)"
    )
    figures = [_verified(address, size) for size in (SMALL, LARGE)]
    (_, small), (speed, large) = figures
    print(
        f"{name}: {LARGE} sealed lines verified, {speed:.0f} a second; peak {small:.0f} MB for {SMALL}, {large:.0f} MB "
        f"for {LARGE}: {large - small:+.0f} MB (at most 50)"
    )


def _write(address: str) -> float:
    """Write acts, each in a transaction of its own, for as long as a sealer waits, and return how many a second."""
    begun, written = time.perf_counter(), 0
    while (passed := time.perf_counter() - begun) < EVERY:
        with transaction(address) as session:
            dossier = session.exec(select(Application)).one()
            note(session, dossier, Event.correct, at=AT, by=Person("Mme Essai"), reason="Téléphone noté.")
        written += 1
    return written / passed


@contextmanager
def _sealer(address: str) -> Iterator[None]:
    command = [sys.executable, "-m", __name__, "seal", address]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), text=True
    ) as sealer:
        assert sealer.stdout
        sealer.stdout.readline()  # it has read its modules
        yield
        sealer.terminate()


def _verified(address: str, size: int) -> tuple[float, float]:
    """Fill a chain up to a size, and verify it in a process of its own: return its lines a second, and its peak."""
    _fill(address, size)
    begun = time.perf_counter()
    sealed = seal(address, at=AT)
    print(f"  {sealed} lines sealed, {sealed / (time.perf_counter() - begun):.0f} a second")
    command = [sys.executable, "-m", __name__, "verify", address]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    assert figures["lines"] == size
    return figures["lines"] / figures["seconds"], figures["mb"]


def _fill(address: str, size: int) -> None:
    with transaction(address) as session:
        there = len(session.exec(select(JournalLine.id)).all())
        status = {"former": Status.registered, "status": Status.registered}
        row = {"application_id": 1, "campaign_id": 1, "at": AT, "event": Event.correct, "by": "Mme Essai", **status}
        rows = [row | {"reason": f"Téléphone {number} noté."} for number in range(size - there)]
        session.execute(insert(JournalLine), rows)


def _seal(address: str) -> None:
    """Seal again and again, until told to stop."""
    print("ready", flush=True)
    at = AT
    while True:
        seal(address, at=at)
        at += timedelta(seconds=EVERY)
        time.sleep(EVERY)


def _verify(address: str) -> None:
    begun = time.perf_counter()
    with reading(address) as session:
        chain = Chain(session, ZoneInfo("Europe/Paris"))
        assert list(chain.faults()) == []
    figures = {"lines": chain.lines, "seconds": time.perf_counter() - begun, "mb": peak(os.getpid())}
    print(json.dumps(figures))


if __name__ == "__main__":
    {"seal": _seal, "verify": _verify}[sys.argv[1]](sys.argv[2])
