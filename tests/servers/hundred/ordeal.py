"""An installation that is killed again and again while mails come in, and what it holds of them at the end."""

import asyncio
import json
import os
import signal
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from imapclient import IMAPClient
from sqlmodel import col, func, select, update

from flows.installation.prefect_server import HOST, without_prefect
from models.forms.dossiers import PostponementForm
from models.intake.deposit import Deposit, File
from models.intake.words import Nature
from models.notices import Attempt, Notice
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.addresses import PROCESSED
from models.storage.clock import clock
from models.storage.database import reading, transaction
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.delivery.delivery import deliver
from notifications.delivery.routes import Route
from notifications.mailserver.maildir import list_mails
from notifications.mailserver.sink import Sink
from notifications.outbox.leases import LEASE
from tasks.intake.sorting.queue import TRIES
from tasks.sessions.postpone import postpone
from tasks.sessions.prospects import tell
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.hundred.envelopes import Sent
from tests.servers.hundred.hundred import received
from tests.servers.system import ROOT, System

USER = "depot"
PROSPECT = "contact@structure00.example"


@dataclass
class Ordeal:
    """The installation, its mailbox, its relay, the mails that come, and the chance by which it is killed."""

    home: Path
    dovecot: Dovecot
    sink: Sink
    chance: Random
    now: datetime
    mails: list[Sent] = field(default_factory=list)
    delivered: int = 0
    kills: list[str] = field(default_factory=list)

    def note(self, killed: str) -> None:
        """Note what was killed, and what it left undone."""
        self.kills.append(killed)
        print(f"{len(self.kills):2} {killed}: {dict(self.waits())}")  # noqa: T201  shown where a test fails

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.home / 'spro.db'}"

    @property
    def settings(self) -> dict[str, str]:
        """What its processes are told: where it is, its mailbox over TLS, and its relay."""
        mailbox = {"SPRO_MAILBOX_URL": self.dovecot.url(USER), "SSL_CERT_FILE": str(self.dovecot.authority)}
        return {"SPRO_HOME": str(self.home), "SPRO_SMTP_URL": self.sink.url, **mailbox}

    def open_session(self) -> str:
        """Open a session whose deadline was five days ago, announce it, and return the Message-ID of that."""
        now, told = self.now, self.now - timedelta(12)
        with transaction(self.database) as session:
            region = load_region("auvergne-rhone-alpes", {"intake.max_mb": 24})
            opens = (now - timedelta(60)).date()
            campaign, _ = open_campaign(session, region, year=now.year + 1, opens=opens, by="Mme Essai", at=told)
            tell(session, campaign, [PROSPECT], at=told)
            ours = session.exec(select(Notice.message_id).where(Notice.kind == NoticeKind.opening)).one()
        asyncio.run(deliver(self.database, Route.parse(self.sink.url), at=told))
        with transaction(self.database) as session:
            to: date = (now - timedelta(5)).date()
            form = PostponementForm(session=campaign.code, stage="deposit", to=to, reason="Essai.", by="Essai")
            postpone(session, form, at=now - timedelta(10))
        asyncio.run(deliver(self.database, Route.parse(self.sink.url), at=now))
        return ours

    def deliver(self, number: int) -> None:
        """Have the next mails come in."""
        instants = received(self.mails, now=self.now)
        for place in range(self.delivered, min(self.delivered + number, len(self.mails))):
            self.dovecot.deliver(USER, self.mails[place].raw, at=instants[place])
            self.delivered += 1

    def waits(self) -> Counter[str]:
        """What is not done yet: mails in the mailbox, deposits to sort, notices that nobody holds."""
        inbox = self.dovecot.maildir(USER)
        with reading(self.database) as session:
            unsorted = select(func.count()).where(col(Deposit.sorted_at).is_(None), Deposit.nature == Nature.written)
            queued = select(Attempt.claimed_until).select_from(Notice).join(Attempt, isouter=True)
            held = [one is not None for one in session.exec(queued.where(Notice.status == NoticeStatus.queued))]
            return Counter(
                mails=sum(len(list((inbox / folder).iterdir())) for folder in ("new", "cur")),
                deposits=session.exec(unsorted).one(),
                notices=held.count(False),
                held=held.count(True),
            )

    def progress(self) -> tuple[object, ...]:
        """What changes whenever something is done."""
        with reading(self.database) as session:
            deposits = session.exec(select(func.count(), func.max(Deposit.sorted_at)).select_from(Deposit)).one()
            tries = session.exec(select(func.sum(Deposit.attempts))).one()
            notices = select(func.count(), func.count(col(Notice.sent_at))).select_from(Notice)
            attempts = select(func.count(), func.max(Attempt.claimed_until), func.count(col(Attempt.begun_at)))
            return (*deposits, tries, *session.exec(notices).one(), *session.exec(attempts).one())

    def let_leases_end(self) -> None:
        """Do what ten minutes would: what the dead had taken to send is free again."""
        with transaction(self.database) as session:
            session.execute(update(Attempt).values(claimed_until=clock()))
            queued = update(Notice).where(col(Notice.status) == NoticeStatus.queued)
            session.execute(queued.values(due_at=self.now - LEASE))

    def rows(self) -> Counter[str]:
        """How often each mail was registered, by its digest."""
        with reading(self.database) as session:
            return Counter(str(digest) for digest in session.exec(select(Deposit.raw_digest)))

    def deposits(self) -> list[Deposit]:
        """The mails as they were registered, in order."""
        with reading(self.database) as session:
            return list(session.exec(select(Deposit).order_by(col(Deposit.id))))

    def files(self) -> list[File]:
        """Their files."""
        with reading(self.database) as session:
            return list(session.exec(select(File).order_by(col(File.id))))

    def given_up(self) -> list[Deposit]:
        """Those whose worker was killed so often that a person has them."""
        return [deposit for deposit in self.deposits() if deposit.attempts > TRIES]

    def expected(self) -> list[Sent]:
        """What the mails were to cause, when of those given up no file was looked at."""
        given_up = {deposit.raw_digest for deposit in self.given_up()}
        left = ("registration", "late", "not_required")
        return [
            mail._replace(told=tuple(kind for kind in mail.told if kind in left), files=())
            if mail.digest in given_up
            else mail
            for mail in self.mails
        ]

    def stamps(self) -> dict[str, datetime]:
        """When the server received each mail, by its digest; the first time, where it came twice."""
        pairs = zip(self.mails, received(self.mails, now=self.now), strict=True)
        return {mail.digest: instant.replace(microsecond=0) for mail, instant in reversed(list(pairs))}

    def told(self) -> Counter[tuple[str, str]]:
        """Who was told what, as their mailboxes hold it: a mail that comes twice under one Message-ID is one mail."""
        with reading(self.database) as session:
            kinds = dict(session.exec(select(Notice.message_id, Notice.kind)).all())
        mails = {(mail.message_id, mail.to) for mail in list_mails(self.sink.maildir)}
        return Counter((to, kinds[message_id]) for message_id, to in mails)

    def bounced(self) -> list[str]:
        """The kinds of our notices that came back."""
        with reading(self.database) as session:
            return list(session.exec(select(Notice.kind).where(Notice.status == NoticeStatus.bounced)))

    def processed(self) -> list[bytes]:
        """The mails of the folder of registered mails, as the server gives them."""
        tls = ssl.create_default_context(cafile=str(self.dovecot.authority))
        with IMAPClient(HOST, self.dovecot.port, ssl_context=tls) as client:
            client.plain_login(USER, PASSWORD)
            client.select_folder(PROCESSED, readonly=True)
            return [client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"] for uid in client.search()]


@contextmanager
def nursery(ordeal: Ordeal) -> Iterator["Nursery"]:
    """Give what makes watchers."""
    environment = {name: value for name, value in without_prefect(os.environ).items() if not name.startswith("SPRO_")}
    # Port 9: nobody answers there.
    own = {"PREFECT_API_URL": f"http://{HOST}:9/api", "PREFECT_HOME": str(ordeal.home / "aucun")}
    with (ordeal.home / "veille.log").open("ab") as log:
        process = subprocess.Popen(
            # Not as a module: the package of the tests sets the settings of an installation aside.
            [sys.executable, Path(__file__).with_name("nursery.py"), json.dumps(ordeal.settings)],
            env={**environment, **own, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        with process:
            try:
                yield Nursery(process)
            finally:
                process.kill()


class Nursery:
    """Makes a watcher, and kills it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def live(self, until: Callable[[], None]) -> None:
        """Let a watcher live until then, and kill it with all that it started."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("no pipe")
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        watcher = int(self._process.stdout.readline())
        until()
        os.killpg(watcher, signal.SIGKILL)
        self._process.stdout.readline()


def process_of(system: System, words: bytes) -> int | None:
    """The process of a system whose command holds some words."""
    return next(iter(_processes_of(system, words)), None)


def run_of(system: System) -> int | None:
    """The process of the run of a system that is under way since longest, if one is: a copy, whose command is that of
    the process that it is a copy of."""
    copied = set(_processes_of(system, b"multiprocessing.forkserver"))
    return min((pid for pid in copied if _parent_of(pid) in copied), default=None)


def _processes_of(system: System, words: bytes) -> Iterator[int]:
    for pid in system.survivors():
        with suppress(OSError):
            if words in Path(f"/proc/{pid}/cmdline").read_bytes():
                yield int(pid)


def _parent_of(pid: int) -> int | None:
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return int(status.partition("PPid:")[2].split()[0])
    return None
