"""Reply limits: who is answered too often gets no reply, so that no exchange with a program that hides that it is one
is without an end, whatever it changes of its address. Its mails are registered all the same, and shown to a person."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, func, or_, select

from models.intake.deposit import Deposit
from models.intake.words import UNANSWERED
from models.notices import Notice
from notifications.catalogue import KINDS


class Over(StrEnum):
    """Over what answers are counted."""

    thread = auto()
    address = auto()
    domain = auto()
    installation = auto()


class Bound(NamedTuple):
    """How many answers are given in what time, before mails go to a person unanswered: those without a file, and all;
    `said` is what the person reads."""

    few: int
    many: int
    within: timedelta
    said: str


_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)

BOUNDS: dict[Over, Bound] = {
    Over.thread: Bound(6, 200, _DAY, f"Trop de messages dans cet échange en un jour : {UNANSWERED}"),
    Over.address: Bound(6, 200, _DAY, f"Trop de messages de cette adresse en un jour : {UNANSWERED}"),
    Over.domain: Bound(60, 1_000, _DAY, f"Trop de messages de ce domaine en un jour : {UNANSWERED}"),
    Over.installation: Bound(300, 5_000, _HOUR, f"Trop de messages en une heure : {UNANSWERED}"),
}
"""The head of a network may deposit for a hundred structures in a day; what is abusive by its number need not be
acknowledged (CRPA L112-11)."""

_RECENT = (
    col(Notice.kind).in_([kind for kind, row in KINDS.items() if row.answers_a_mail]),
    col(Notice.enqueued_at) > bindparam("since"),
)
_BY_ADDRESS = select(Notice.recipient, func.count()).where(*_RECENT).group_by(col(Notice.recipient))
_COUNTED = select(func.count()).select_from(Notice).where(*_RECENT)


class Answers:
    """How often some addresses, their domains, an exchange and everybody were answered of late."""

    def __init__(self, session: Session, addresses: Iterable[str], *, thread: int | None = None, at: datetime) -> None:
        """Count what was queued before `at`; `thread` is the arrival that began the exchange, if any."""
        self._session, self._at, self._thread = session, at, thread
        self._counts: Counter[tuple[Over, str]] = Counter()
        for recipient, answers in self._of_domains({_domain(address) for address in addresses}):
            self._counts[Over.address, _untagged(recipient)] += answers
            self._counts[Over.domain, _domain(recipient)] += answers
        self._counts[Over.installation, ""] = self._count(Over.installation)
        if thread:
            of_it = or_(col(Deposit.id) == thread, col(Deposit.thread_id) == thread)
            held = select(Deposit.id).where(of_it)
            self._counts[Over.thread, ""] = self._count(Over.thread, col(Notice.deposit_id).in_(held))

    def _of_domains(self, domains: Collection[str]) -> Iterable[tuple[str, int]]:
        """Return how often each address of some domains was answered, and maybe others: of many domains, to look for
        them takes longer than to read them all."""
        counted = _BY_ADDRESS
        if len(domains) == 1:
            [domain] = domains
            counted = counted.where(col(Notice.recipient).endswith(f"@{domain}", autoescape=True))
        return self._session.exec(counted, params=self._since(Over.domain)).all()

    def _count(self, over: Over, *conditions: ColumnElement[bool]) -> int:
        return self._session.exec(_COUNTED.where(*conditions), params=self._since(over)).one()

    def _since(self, over: Over) -> dict[str, datetime]:
        return {"since": self._at - BOUNDS[over].within}

    def to(self, address: str) -> int:
        """Return how often an address was answered."""
        return self._counts[Over.address, _untagged(address)]

    def add(self, address: str) -> None:
        """Count one more answer to an address."""
        self._counts.update(_marks(address))

    def beyond(self, address: str, *, brings_files: bool) -> Bound | None:
        """Return the bound that a further answer to an address would pass, or None where it may be answered."""
        for over, mark in _marks(address):
            bound = BOUNDS[over]
            if self._counts[over, mark] >= (bound.many if brings_files else bound.few):
                return bound
        return None


def _marks(address: str) -> Iterator[tuple[Over, str]]:
    """Yield under what the answers to an address are counted."""
    yield Over.thread, ""
    yield Over.address, _untagged(address)
    yield Over.domain, _domain(address)
    yield Over.installation, ""


def _untagged(address: str) -> str:
    """Return an address without what its owner adds at will: support+2@crm.example is support@crm.example."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def thread_of(session: Session, threads: Collection[str]) -> int | None:
    """Return the arrival that began the exchange that a mail goes on by answering one of our notices; None where it
    begins one."""
    if not threads:
        return None
    told = select(Deposit).join(Notice, col(Notice.deposit_id) == col(Deposit.id))
    answered = told.where(col(Notice.message_id).in_(threads)).order_by(col(Deposit.id))
    deposit = session.exec(answered).first()
    return (deposit.thread_id or deposit.id) if deposit else None
