"""Of two who do the same act at once, each gets an answer in the words of the rules."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlmodel import SQLModel

from models.errors import Refusal
from models.forms.dossiers import OpeningForm
from models.forms.parts import Form
from models.members.membership import Membership, ReferenceDocument
from models.storage.database import engine, transaction
from tasks.acts.record import record
from tasks.concerned import persisting
from tasks.sessions.units import open_session
from tests.factories import campaign_with, paris
from tests.servers.databases import empty_postgresql
from tests.support.members import entry, recorded

pytestmark = pytest.mark.postgres

AT = paris("2026-01-19 09:00")
FIRST = "premier"
_WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def base(postgresql: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Give an empty PostgreSQL database, which several may write to at once, as that of the installation."""
    empty_postgresql(postgresql)
    monkeypatch.setenv("SPRO_DATABASE_URL", postgresql)
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    return postgresql


@contextmanager
def holding(address: str) -> Iterator[threading.Event]:
    """Hold the first to commit until another waits for what it wrote; set what is given once it has written all."""
    written, opened = threading.Event(), engine(address)

    def hold(_connection: object) -> None:
        if not threading.current_thread().name.startswith(FIRST):
            return
        written.set()
        ends = time.monotonic() + 20
        with opened.connect() as looking:
            while not looking.execute(_WAITS).scalar_one() and time.monotonic() < ends:
                looking.rollback()
                time.sleep(0.01)

    event.listen(opened, "commit", hold)
    try:
        yield written
    finally:
        event.remove(opened, "commit", hold)


def both(address: str, work: Callable[..., Any], form: Form) -> tuple[object, object]:
    """Return what came of an act that two did at once: of the first to write, and of the second, whom it kept waiting
    at the database."""
    with holding(address) as written, ThreadPoolExecutor(1, thread_name_prefix=FIRST) as pool:
        first: Future[object] = pool.submit(lambda: asyncio.run(work(form, at=AT)))
        assert written.wait(20)
        return _came(persisting(work), form), first.result()


def _came(work: Callable[..., Any], form: Form) -> object:
    try:
        return asyncio.run(work(form, at=AT))
    except Refusal as refusal:
        return str(refusal)


def test_a_session_opened_twice_at_once_is_opened_once(base: str) -> None:
    """The second learns that it is open."""
    form = OpeningForm(
        region="auvergne-rhone-alpes", year=2026, opens=date(2026, 1, 19), by="Mme Essai", confirmed=True
    )

    assert both(base, open_session.fn, form) == (("ara-2026", False), ("ara-2026", True))


@pytest.mark.parametrize(
    ("form", "table"), [(recorded(), ReferenceDocument), (entry(), Membership)], ids=["text", "entry"]
)
def test_what_is_recorded_twice_at_once_is_recorded_once(base: str, form: Form, table: type[SQLModel]) -> None:
    """The second says nothing new, as if it had come a day later."""
    with transaction(base) as session:
        campaign_with(session)

    assert both(base, record.fn, form) == ([], [])

    with transaction(base) as session:
        assert session.execute(select(func.count()).select_from(table)).scalar_one() == 1
