"""Deposits that wait in a mailbox of a real mail server: registered, kept and told, then sorted, beside a loop of the
same library that only downloads them.

Each works in a process of its own and in a mailbox that nobody has opened yet; notices go by a real SMTP conversation
to the project's own mail server, in a third process. Dovecot shares the machine with them.
"""

import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from imapclient import IMAPClient
from sqlalchemy import func
from sqlmodel import col, select

from models.intake.deposit import Deposit
from models.notices import Notice
from models.storage.addresses import ImapAddress
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus
from tasks.intake.registering.receive import receive
from tasks.intake.registering.units import sort_deposits
from tasks.intake.store import Store
from tests.bench.commands import environment, peak
from tests.factories import campaign_with, paris
from tests.servers.dovecot import Dovecot, find_dovecot, running
from tests.support.mails import compose, pdfs, said, siret

SMALL, LARGE = 100, 1_000
WEIGHT = 300_000
_PADDING = 26_400
AT = paris("2026-04-15 12:00")

Figures = dict[str, float]


def intake() -> None:
    """Measure 1,000 deposits: at least 0.6 times as fast as their download alone, and within 50 MB of the memory that
    100 of them take."""
    program = find_dovecot()
    assert program, "Dovecot is missing: install the package « dovecot-imapd »"
    with running(program) as dovecot, tempfile.TemporaryDirectory() as folder:
        small, large = (_registered(dovecot, Path(folder) / str(size), size) for size in (SMALL, LARGE))
        alone = _downloaded(dovecot, "download")
        silent = _downloaded(dovecot, "download-silent")
    speed = LARGE / large["register"]
    print(
        f"{LARGE} deposits of 8 files, {WEIGHT // 1000} kB each, over IMAP and TLS: registered, kept and told "
        f"{speed:.0f} a second; downloaded alone {alone:.0f} a second, ratio {speed / alone:.2f} (at least 0.6); "
        f"with the library's log switched off, as it is in ours, {silent:.0f} a second, ratio {speed / silent:.2f}"
    )
    print(f"their files looked at and sorted afterwards: {LARGE / large['sort']:.0f} a second")
    forced, left = _kept(is_forced=True), _kept(is_forced=False)
    print(f"mails kept alone: {forced:.0f} a second on the disk, {left:.0f} on their way to it")
    for said_of in ("registered", "sorted"):
        grown = large[f"{said_of}_mb"] - small[f"{said_of}_mb"]
        print(
            f"peak of our process once {said_of}: {small[f'{said_of}_mb']:.0f} MB for {SMALL}, "
            f"{large[f'{said_of}_mb']:.0f} MB for {LARGE}: {grown:+.0f} MB (at most 50)"
        )


def _registered(dovecot: Dovecot, home: Path, size: int) -> Figures:
    _fill(dovecot, str(size), size)
    home.mkdir()
    with _relay() as address:
        figures = _child("register", dovecot.url(str(size)), dovecot, SPRO_HOME=str(home), SPRO_SMTP_URL=address)
    assert figures["deposits"] == figures["told"] == figures["sorted"] == size, figures
    return figures


def _kept(*, is_forced: bool) -> float:
    """Return how many mails a second the store alone keeps, each forced to the disk or not."""
    mails = [mail(number) for number in range(1, SMALL + 1)]
    with tempfile.TemporaryDirectory(dir=".") as folder, nullcontext() if is_forced else patch("os.fsync"):
        store = Store((Path(folder).resolve() / "store").as_uri())
        os.sync()
        began = time.perf_counter()
        for raw in mails:
            store.put_stream([raw])
        return SMALL / (time.perf_counter() - began)


def _downloaded(dovecot: Dovecot, how: str) -> float:
    """Return how many mails a second are downloaded and nothing else."""
    _fill(dovecot, how, LARGE)
    figures = _child(how, dovecot.url(how), dovecot)
    assert figures["mails"] == LARGE
    return LARGE / figures["seconds"]


def _fill(dovecot: Dovecot, user: str, size: int) -> None:
    """Put the first mails in a user's mailbox; what the disk has still to write of them disturbs no measure."""
    for number in range(1, size + 1):
        dovecot.deliver(user, mail(number), at=AT - timedelta(hours=2) + timedelta(seconds=number))
    os.sync()


def mail(number: int) -> bytes:
    """Return the deposit of an organisation: eight sound files, no two alike, of 300 kB in all as they travel."""
    files = {name: _padded(page, _PADDING) for name, page in pdfs().items()}
    text = said(f"Mission locale n° {number}", siret=siret(number))
    sender, message_id = f"contact@mission{number}.example", f"<{number}@mission.example>"
    raw = compose(text, files=files, sender=sender, received=None, message_id=message_id).as_bytes()
    assert abs(len(raw) / WEIGHT - 1) < 0.02, len(raw)
    return raw


def _padded(page: bytes, size: int) -> bytes:
    """Return a PDF made larger, and unlike any other, by bytes between its objects and the table of their places."""
    objects, mark, table = page.partition(b"xref\n")
    larger, begins = objects + os.urandom(size) + b"\n", b"startxref\n%d\n"
    return larger + mark + table.replace(begins % len(objects), begins % len(larger))


@contextmanager
def _relay() -> Iterator[str]:
    """Run a mail server in a process of its own; give its address."""
    command = [sys.executable, "-m", __name__, "relay"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), text=True) as sink:
        assert sink.stdin
        assert sink.stdout
        yield sink.stdout.readline().strip()
        sink.stdin.close()


def _child(work: str, address: str, dovecot: Dovecot, **settings: str) -> Figures:
    # Not in its environment: the tests, which it imports, set aside what an installation says there.
    said = {"SPRO_MAILBOX_URL": address, "SSL_CERT_FILE": str(dovecot.authority)} | settings
    command = [sys.executable, "-m", __name__, work, json.dumps(said)]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


class _Relay(asyncio.Protocol):
    """A mail server that takes everything and does nothing else: the work of a relay is another machine's."""

    def __init__(self) -> None:
        self._heard, self._is_mail = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._say(b"220 localhost")

    def data_received(self, data: bytes) -> None:
        self._heard += data
        end = b"\r\n.\r\n" if self._is_mail else b"\r\n"
        while end in self._heard:
            said, _, self._heard = self._heard.partition(end)
            self._is_mail = not self._is_mail and said.upper() == b"DATA"
            self._say(b"354 End with a point" if self._is_mail else b"250 OK")
            end = b"\r\n.\r\n" if self._is_mail else b"\r\n"

    def _say(self, words: bytes) -> None:
        self._transport.write(words + b"\r\n")


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Relay, "127.0.0.1", 0)
    print(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)


def _download(*, is_silent: bool = False) -> Figures:
    """Download all that waits, a mail a question."""
    address = Settings().mailbox_url
    assert isinstance(address, ImapAddress)
    client = IMAPClient(address.host, address.port, ssl_context=ssl.create_default_context())
    if is_silent:
        client._imap.debug = 0  # noqa: SLF001  as tasks.mailboxes.connection does
    client.plain_login(address.user, address.password)
    began = time.perf_counter()
    client.select_folder(address.folder)
    numbers = client.search()
    for uid in numbers:
        client.fetch([uid], ["BODY.PEEK[]"])
    seconds = time.perf_counter() - began
    client.logout()
    return {"seconds": seconds, "mails": len(numbers)}


def _register() -> Figures:
    """Register all that waits, tell those who sent it, and sort it."""
    with transaction(Settings().database) as session:
        campaign_with(session)
    began = time.perf_counter()
    asyncio.run(receive(Settings(), now=lambda: AT))
    registered, at_first = time.perf_counter(), peak(os.getpid())
    done = asyncio.run(sort_deposits.fn(at=AT))
    sorted_ = time.perf_counter()
    with transaction(Settings().database) as session:
        deposits = session.exec(select(func.count(col(Deposit.id)))).one()
        left = select(func.count()).where(Notice.kind == NoticeKind.registration, Notice.status == NoticeStatus.sent)
        told = session.exec(left).one()
    return {
        "register": registered - began,
        "sort": sorted_ - registered,
        "deposits": deposits,
        "told": told,
        "sorted": len(done),
        "registered_mb": at_first,
        "sorted_mb": peak(os.getpid()),
    }


_WORK: dict[str, Callable[[], Figures]] = {
    "download": _download,
    "download-silent": lambda: _download(is_silent=True),
    "register": _register,
}

if __name__ == "__main__":
    if sys.argv[1] == "relay":
        asyncio.run(_serve())
    else:
        os.environ |= json.loads(sys.argv[2])
        print(json.dumps(_WORK[sys.argv[1]]()))
