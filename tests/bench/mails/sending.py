"""How fast letters leave with their state written, beside what leaves without any."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median

from aiosmtplib import SMTP
from sqlmodel import Session

from models.notices import Notice
from models.storage.database import forget, transaction
from models.vocabulary import Status
from notifications.delivery.delivery import deliver
from notifications.delivery.message import build
from notifications.delivery.routes import Route
from tests.bench.commands import environment
from tests.factories import application, campaign_with
from tests.notifications.posting import AT, notice
from tests.servers.postgresql import find_programs, running

LETTERS, CONNECTIONS, ROUNDS = 2_000, 4, 5
MANY = 16
"""Connections, where a server allows more than we open by ourselves."""

_WAYS = (
    ("PIPELINING", False, CONNECTIONS),
    ("PIPELINING", True, CONNECTIONS),
    ("plain", False, CONNECTIONS),
    ("PIPELINING", False, MANY),
    ("plain", False, MANY),
)
"""What a server offers, whether each mail is kept, and over how many connections."""

Fresh = Callable[[], AbstractContextManager[str]]
"""What gives the address of an empty database."""

_TEXT = "Bonjour,\n\nVotre dossier est enregistré ; le délai légal est d'un jour ouvré.\n" * 8
_HTML = "<p>Votre dossier est <b>enregistré</b> ; le délai légal est d'un jour ouvré.</p>\n" * 10


def sending() -> None:
    """Measure sending with its state, on each database, as a part of a bare loop of aiosmtplib (0.7 or more)."""
    _measure("SQLite", file)
    if programs := find_programs():
        with running(programs) as server:
            _measure("PostgreSQL", server.fresh_database)


@contextmanager
def file() -> Iterator[str]:
    """Give the address of an empty SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'spro.db'}"


def _measure(name: str, fresh: Fresh) -> None:
    for offers, keeps, lines in _WAYS:
        with sink(offers) as port:
            pairs = [_round(port, fresh, keeps=keeps, connections=lines) for _ in range(ROUNDS)]
        bare, ours = (median(times) for times in zip(*pairs, strict=True))
        ratios = [one / other for one, other in pairs]
        kept = ", each mail kept" if keeps else ""
        print(
            f"sending {LETTERS} letters over {lines} connections, {name}, server {offers}{kept}: bare aiosmtplib "
            f"{LETTERS / bare:,.0f}/s, with its state {LETTERS / ours:,.0f}/s: {median(ratios):.2f} of it "
            f"({min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds)"
        )


def _round(port: int, fresh: Fresh, *, keeps: bool, connections: int) -> tuple[float, float]:
    """Return in how many seconds all letters left, bare and with their state, in a database where none left before:
    what others leave behind is swept away in time, but not within a second."""
    with fresh() as address:
        return _bare(port, connections), with_state(port, address, keeps=keeps, connections=connections)


@contextmanager
def sink(offers: str) -> Iterator[int]:
    """Run a mail server that takes all and keeps nothing, and give its port."""
    command = [sys.executable, "-m", "tests.bench.mails.sink", offers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def letters(campaign_id: int = 1, application_id: int | None = None) -> list[Notice]:
    """Return the letters that are sent, about a dossier or none."""
    about = {"campaign_id": campaign_id, "application_id": application_id}
    return [notice(number, text=_TEXT, html=_HTML, **about) for number in range(1, LETTERS + 1)]


def _bare(port: int, connections: int) -> float:
    mails = [(one.recipient, build(one, at=AT)) for one in letters()]
    begun = time.perf_counter()
    asyncio.run(_send_all(port, mails, connections))
    return time.perf_counter() - begun


async def _send_all(port: int, mails: Sequence[tuple[str, bytes]], connections: int) -> None:
    rest = iter(mails)

    async def send() -> None:
        async with SMTP(hostname="127.0.0.1", port=port) as client:
            for recipient, mail in rest:
                await client.sendmail("depot@region.example", [recipient], mail)

    await asyncio.gather(*(send() for _ in range(connections)))


def with_state(port: int, address: str, *, connections: int, keeps: bool = False) -> float:
    """Return in how many seconds all letters left, each with its state written; of one about a dossier, its mail is
    kept too."""
    with transaction(address) as session:
        _fill(session, keeps=keeps)
    begun = time.perf_counter()
    route = Route.parse(f"smtp://127.0.0.1:{port}")
    delivery = asyncio.run(deliver(address, route, at=AT, connections=connections))
    taken = time.perf_counter() - begun
    forget(address)
    assert delivery.sent == LETTERS
    return taken


def _fill(session: Session, *, keeps: bool = False) -> None:
    campaign = campaign_with(session)
    about = application(session, campaign, Status.registered).id
    session.add_all(letters(campaign.id or 0, about if keeps else None))
