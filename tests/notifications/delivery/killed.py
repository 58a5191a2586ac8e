"""Senders that are killed again and again while letters leave, and what was taken of these in the end."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlmodel import col, func, select, update

from models.dossiers.journal import JournalLine
from models.notices import Attempt, Notice
from models.storage.clock import clock
from models.storage.database import transaction
from models.vocabulary import Event, NoticeStatus, Status
from tests.factories import application, campaign_with
from tests.notifications.posting import AT, notice
from tests.servers.system import ROOT

CONNECTIONS = 4

_SENDERS = """
import asyncio, os, signal, sys
from datetime import datetime
from notifications.delivery.delivery import deliver
from notifications.delivery.routes import Route
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in sys.stdin:
    if pid := os.fork():
        print(pid, flush=True)
        continue
    asyncio.run(deliver(sys.argv[1], Route.parse(sys.argv[2]), at=datetime.fromisoformat(sys.argv[3])))
    os._exit(0)
"""
_SINK = """
import asyncio, sys, random
from pathlib import Path
from tests.notifications.faulty import FaultySink

async def serve():
    async with FaultySink(Path(sys.argv[1]), one_in=int(sys.argv[2]), chance=random.Random(sys.argv[3])) as sink:
        print(sink.port, flush=True)
        await asyncio.Event().wait()

asyncio.run(serve())
"""


@dataclass
class Killing:
    """Letters in a database, a server that fails one mail in `one_in`, senders side by side, and the chance by which
    they are killed."""

    address: str
    folder: Path
    chance: Random
    letters: int
    senders: int
    one_in: int
    repeats: list[int] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        """What the server took."""
        return self.folder / "pris"

    def queue(self) -> None:
        """Have the letters wait, each about a dossier."""
        with transaction(self.address) as session:
            campaign = campaign_with(session)
            about = application(session, campaign, Status.registered)
            letters = [
                notice(number, campaign_id=campaign.id, application_id=about.id)
                for number in range(1, self.letters + 1)
            ]
            session.add_all(letters)

    def taken(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(self.ledger.read_text().split())

    def kill_all(self, url: str, *, kills: int) -> None:
        """Kill every sender at random instants, that many times, each time with its leases let end; then finish."""
        with _senders(self.address, url) as start:
            while len(self.repeats) < kills and self.waiting():
                before = self.taken()
                lives = [start() for _ in range(self.senders)]
                self._await_a_moment(before.total(), lives)
                for life in lives:
                    _kill(life)
                self.repeats.append(self._unknown(before))
                self._let_time_pass()
            while self.waiting():
                _await_end([start() for _ in range(self.senders)])
                self._let_time_pass()

    def _await_a_moment(self, before: int, lives: list[int]) -> None:
        """Wait until some are taken by this life, and a time left to chance."""
        more, until = self.chance.randrange(2 * self.letters // 100 + 1), time.monotonic() + 15
        while time.monotonic() < until and any(map(_lives, lives)) and self.taken().total() - before <= more:
            time.sleep(0.001)
        time.sleep(self.chance.uniform(0, 0.005))

    def _unknown(self, before: Counter[str]) -> int:
        """How many letters the dead gave of which they wrote nothing: these leave twice."""
        given = self.taken() - before
        known = self._known()
        queued = [row for row in self.rows() if row.status is NoticeStatus.queued and not row.last_error]
        return sum(1 for row in queued if row.id not in known and given[row.message_id.strip("<>")])

    def _known(self) -> set[int]:
        """The letters that left, by what the dead wrote of their attempts."""
        with transaction(self.address) as session:
            return set(session.exec(select(Attempt.notice_id).where(col(Attempt.left_at).is_not(None))))

    def _let_time_pass(self) -> None:
        """Do what hours would: leases of the dead are over, and what waits for another try is due."""
        with transaction(self.address) as session:
            session.execute(update(Attempt).values(claimed_until=clock()))
            session.execute(update(Notice).where(col(Notice.status) == NoticeStatus.queued).values(due_at=AT))

    def waiting(self) -> int:
        """How many letters are to leave still."""
        with transaction(self.address) as session:
            queued = select(func.count()).select_from(Notice).where(Notice.status == NoticeStatus.queued)
            return session.exec(queued).one()

    def rows(self) -> list[Notice]:
        """The letters."""
        with transaction(self.address) as session:
            return list(session.exec(select(Notice)))

    def journalled(self) -> int:
        """How many times the journal says that a letter may have left twice."""
        with transaction(self.address) as session:
            lines = select(func.count()).select_from(JournalLine).where(JournalLine.event == Event.doubt)
            return session.exec(lines).one()


@contextmanager
def _senders(address: str, url: str) -> Iterator[Callable[[], int]]:
    """Give what starts a sender, and returns the number of its process."""
    command = [sys.executable, "-c", _SENDERS, address, url, AT.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin
        assert process.stdout
        told, answers = process.stdin, process.stdout

        def start() -> int:
            told.write(b"\n")
            told.flush()
            return int(answers.readline())

        try:
            yield start
        finally:
            process.kill()


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _await_end([pid])


def _await_end(pids: list[int]) -> None:
    while any(map(_lives, pids)):
        time.sleep(0.005)


@contextmanager
def faulty_server(ledger: Path, *, one_in: int, seed: str) -> Iterator[str]:
    """Run the server in a process of its own, and give the setting that leads to it."""
    command = [sys.executable, "-c", _SINK, str(ledger), str(one_in), seed]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        try:
            yield f"smtp://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()
