"""Damaged mails through all that a mail goes through, on a real database, for as long as one wants: nothing is raised,
and each is an arrival, registered and sorted."""

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from os import environ
from pathlib import Path

from sqlmodel import col, func, select

from flows.rehearsal.play.postman import put_in_mailbox
from models.intake.deposit import Deposit, is_unsorted
from models.storage.database import forget, reading, transaction
from models.storage.settings import Settings
from tasks.intake.registering.readings import register_waiting
from tasks.intake.registering.units import sort_waiting
from tasks.reading.mail.mail import read_mail
from tests.bench.mails.mutations import mutants, sources
from tests.factories import campaign_with, paris

BEGUN = paris("2026-02-01 10:00")
TOGETHER = 40
SECONDS = 30.0


class _Heard(logging.Handler):
    """Keeps what was logged as an error: what is wrong with one mail stops no other, and would go unseen here."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(logging.Formatter().format(record))


def fuzz(seconds: str = "", seed: str = "") -> None:
    """Register and sort damaged mails for some time: half a minute, or as many seconds as said."""
    lasts, drawn = float(seconds or SECONDS), int(seed or time.time())
    mails, began, slowest, number = mutants(sources(), seed=drawn), time.perf_counter(), 0.0, 0
    with _installed() as settings, _listening() as heard:
        while time.perf_counter() - began < lasts:
            some, begun = list(islice(mails, TOGETHER)), time.perf_counter()
            number += len(some)
            _take(settings, some, number)
            slowest = max(slowest, time.perf_counter() - begun)
            assert heard.said == [], (drawn, number, heard.said)
    print(
        f"fuzz: {number} damaged mails (seed {drawn}) registered and sorted in {lasts:.0f} s, none lost, nothing raised"
    )
    print(f"fuzz: the slowest {TOGETHER} took {slowest:.1f} s")


def _take(settings: Settings, mails: list[bytes], number: int) -> None:
    at = BEGUN + timedelta(minutes=number)
    for raw in mails:
        put_in_mailbox(settings.mailbox, raw)
    taken = register_waiting(settings, now=lambda: at)
    assert (taken.unread, taken.obstacles) == ([], []), taken
    sort_waiting(settings, at=at)
    with reading(settings.database) as session:
        assert session.exec(select(func.count()).select_from(Deposit).where(is_unsorted())).one() == 0
        kept = {read_mail(raw).identity for raw in mails}
        found = set(session.exec(select(Deposit.identity).where(col(Deposit.identity).in_(kept))))
    assert found == kept


@contextmanager
def _installed() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as folder:
        environ["SPRO_HOME"] = str(Path(folder))
        settings = Settings()
        with transaction(settings.database) as session:
            campaign_with(session)
        yield settings
        forget(settings.database)


@contextmanager
def _listening() -> Iterator[_Heard]:
    heard, log = _Heard(), logging.getLogger()
    log.addHandler(heard)
    try:
        yield heard
    finally:
        log.removeHandler(heard)
