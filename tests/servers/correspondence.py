"""Installations and robots that write to each other through a real mail server, until nobody has more to say."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from itertools import count
from mailbox import Maildir
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.intake.deposit import Deposit
from models.notices import Notice
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.database import forget, reading, transaction
from notifications.mailserver.sink import Sink
from tests.factories import REGION, paris
from tests.flows.installation.mails import read_by_hand
from tests.support.mails import stamp

ROUNDS = 12
"""How often the post is carried before those who write are held to write for ever."""

OPENED = paris("2026-01-19 09:00")
BEGUN = paris("2026-04-15 10:00")

Robot = Callable[[Message], bytes | None]
"""What answers each mail that it gets, or does not."""


def address_in(mail: Message) -> str:
    """Who a mail says it is from."""
    return parseaddr(" ".join(str(mail["From"]).split()))[1]


@dataclass
class Installation:
    """A system of ours: its folder, its database, and the address that its applicants write to."""

    home: Path
    address: str
    sink: Sink
    patch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        """Open its session; its mails come into a Maildir."""
        self.home.mkdir()
        self.box = Maildir(self.home / "boite")
        self.service = f"service-{self.address}"
        emails = {"roles.deposit_mailbox.email": self.address, "roles.examining_service.email": self.service}
        with transaction(self.database) as session:
            opens = date(2026, 1, 19)
            region = load_region(REGION, emails)
            open_campaign(session, region, year=2026, opens=opens, by="Mme Essai", at=OPENED)

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.home / 'spro.db'}"

    def work(self, at: datetime) -> None:
        """Read its mailbox, and send what it has to say."""
        self.patch.setenv("SPRO_HOME", str(self.home))
        self.patch.setenv("SPRO_MAILBOX_URL", f"maildir://{self.home / 'boite'}")
        self.patch.setenv("SPRO_SMTP_URL", self.sink.url)
        asyncio.run(read_by_hand(at))

    def natures(self) -> list[str]:
        """What each mail was taken for, in order."""
        with reading(self.database) as session:
            return [str(nature) for nature in session.exec(select(Deposit.nature).order_by(col(Deposit.id)))]

    def wrote(self) -> list[tuple[str, str]]:
        """The notices, in order: their kinds, and to whom."""
        with reading(self.database) as session:
            return list(session.exec(select(Notice.kind, Notice.recipient).order_by(col(Notice.id))))

    def close(self) -> None:
        """Let go of what it holds open."""
        self.box.close()
        forget(self.database)


@dataclass
class Post:
    """The mail servers between them: a sink that takes everything, and who carries it to where it goes."""

    sink: Sink
    installations: list[Installation]
    robots: dict[str, Robot] = field(default_factory=dict)
    carried: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nothing is on its way."""
        self._minutes = count(1)

    def put(self, raw: bytes, to: str, *, return_path: str) -> None:
        """Bring a mail to its mailbox, with what the servers on the way write above it; a robot answers it."""
        self.carried.append(to)
        received = stamp(f"2026-04-15 10:{next(self._minutes) % 60:02}")
        whole = f"Return-Path: {return_path}\r\nDelivered-To: {to}\r\nReceived: {received}\r\n".encode() + raw
        for installation in self.installations:
            if installation.address == to:
                installation.box.add(whole)
        robot = self.robots.get(to)
        if robot and (answer := robot(message_from_bytes(whole))):
            said = message_from_bytes(answer)
            self.put(answer, str(said["To"]), return_path=str(said.get("Return-Path") or address_in(said)))

    def carry(self) -> bool:
        """Carry what the installations wrote, and tell whether there was something."""
        waiting = sorted((self.sink.maildir / "new").iterdir())
        for file in waiting:
            raw = file.read_bytes()
            file.rename(self.sink.maildir / "cur" / file.name)
            said = message_from_bytes(raw)
            self.put(raw, str(said["To"]), return_path=address_in(said))
        return bool(waiting)

    def run_dry(self) -> int:
        """Have everybody read and write until nothing is on its way; return how many rounds that took."""
        for number in range(ROUNDS):
            for installation in self.installations:
                installation.work(BEGUN + timedelta(hours=1, minutes=number))
            if not self.carry():
                return number
        return ROUNDS
