"""Of two who do the same act at once, each gets an answer in the words of the rules, and what they do is done once."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path as File

import pytest
from sqlalchemy import Connection, event, text
from sqlmodel import SQLModel

from models.errors import Refusal
from models.forms.advice import AdviceRequestForm
from models.forms.arrivals import ReclassificationForm
from models.forms.dossiers import OpeningForm, PostponementForm, ProspectsForm
from models.forms.handling import PurgeForm, ReceptionForm
from models.forms.meetings import MeetingForm, MinutesFileForm
from models.forms.membership.sites import SitesForm
from models.forms.parts import Form
from models.storage.database import engine, transaction
from tasks.acts.record import record
from tasks.acts.table import ACTS
from tasks.concerned import persisting
from tasks.dossiers.advice.ask import ask
from tasks.dossiers.in_hand.receive import receive
from tasks.incidents.forgetting.units import approve_purge
from tasks.intake.reclassify.units import reclassify
from tasks.meetings.calendar.units import set_meeting
from tasks.meetings.recording.units import import_minutes
from tasks.members.sites.units import record_sites
from tasks.sessions.units import follow, open_session, owe, postpone, tell_prospects
from tests.servers.databases import SqliteDatabase, empty_postgresql
from tests.tasks.acts.shown.each import EACH
from tests.tasks.acts.shown.years import Day, Path, Year
from tests.tasks.dossiers.advice.asking import LINKS

FIRST = "premier"
_WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
_COUNTED = [table for table in SQLModel.metadata.sorted_tables if table.name != "dry_run"]
_COUNT = text(" UNION ALL ".join(f"SELECT '{one.name}', count(*) FROM \"{one.name}\"" for one in _COUNTED))  # noqa: S608

UNITS: dict[type[Form], Callable[..., object]] = {
    OpeningForm: open_session.fn,
    ProspectsForm: tell_prospects.fn,
    SitesForm: record_sites.fn,
    PostponementForm: postpone.fn,
    MeetingForm: partial(set_meeting.fn, then=owe),
    MinutesFileForm: partial(import_minutes.fn, then=follow),
    ReclassificationForm: partial(reclassify.fn, then=follow),
    AdviceRequestForm: partial(ask.fn, links=LINKS),
    ReceptionForm: partial(receive.fn, links=LINKS),
    PurgeForm: approve_purge.fn,
}
"""What records the acts that have a unit of their own."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def base(
    request: pytest.FixtureRequest, sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: File
) -> Callable[[bytes], str]:
    """Give what puts a SQLite file in the installation's database, on each engine in turn, and returns its address."""
    is_sqlite = request.param == "sqlite"
    address = sqlite.address if is_sqlite else str(request.getfixturevalue("postgresql"))
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", address)

    def filled(content: bytes) -> str:
        sqlite.renew(content)
        if not is_sqlite:
            empty_postgresql(address)
            _copy(sqlite.address, address)
        return address

    return filled


def _copy(source: str, target: str) -> None:
    """Copy all rows as they are written in the file, and have numbers go on after them."""
    with engine(source).connect() as read, engine(target).begin() as written:
        # Tables go in whatever order; an instant is written in universal time, and does not say so.
        written.execute(text("SET LOCAL session_replication_role = replica; SET LOCAL timezone = 'UTC'"))
        copying = written.connection.cursor()
        for table in SQLModel.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            if rows := read.exec_driver_sql(f'SELECT {columns} FROM "{table.name}"').all():  # noqa: S608
                with copying.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as written_to:
                    for row in rows:
                        written_to.write_row(row)
        written.execute(text("SELECT setval(oid, 100000) FROM pg_class WHERE relkind = 'S'"))


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table holds."""
    return {str(name): int(number) for name, number in connection.execute(_COUNT)}


class Meeting:
    """Two who meet at the database: the first commits once the second is there, or is done."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.written, self._begun, self.is_over = threading.Event(), threading.Event(), threading.Event()
        self.after: dict[str, int] = {}

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the first to commit, for the time of the block."""
        opened = engine(self._address)
        event.listen(opened, "engine_connect", self._begin)
        event.listen(opened, "commit", self._commit)
        try:
            yield
        finally:
            event.remove(opened, "engine_connect", self._begin)
            event.remove(opened, "commit", self._commit)

    def _begin(self, _connection: Connection) -> None:
        if not _is_first():
            self._begun.set()

    def _commit(self, connection: Connection) -> None:
        if not _is_first():
            return
        self.after = counts(connection)
        self.written.set()
        ends = time.monotonic() + 20
        while not self.is_over.is_set() and not self._waits() and time.monotonic() < ends:
            time.sleep(0.01)

    def _waits(self) -> bool:
        if self._address.startswith("sqlite"):
            return self._begun.is_set()
        with engine(self._address).connect() as looking:
            return bool(looking.execute(_WAITS).scalar_one())


def _is_first() -> bool:
    return threading.current_thread().name.startswith(FIRST)


def did(form: Form, at: datetime) -> object:
    """Do an act as its task does; return its answer, or why it is refused."""
    work = UNITS.get(type(form), record.fn)
    try:
        return asyncio.run(persisting(work)(form, at=at))
    except Refusal as refusal:
        return str(refusal)


def test_each_act_is_tried() -> None:
    """A new one needs its row."""
    assert set(EACH) == set(ACTS)


@pytest.mark.parametrize("form", ACTS, ids=lambda form: ACTS[form].name)
def test_an_act_that_two_do_at_once_is_done_once(
    form: type[Form], years: dict[Day, bytes], base: Callable[[bytes], str], sqlite: SqliteDatabase
) -> None:
    """The second finds what the first has done: the same answer, or a refusal in French; no row is added to its."""
    day, fill_in = EACH[form]
    with transaction(sqlite.renew(years[day])) as session:
        filled = fill_in(Year(session, [*Path], day.at))
    address = base(sqlite.copy())
    meeting = Meeting(address)

    with meeting.held(), ThreadPoolExecutor(1, thread_name_prefix=FIRST) as pool:
        first: Future[object] = pool.submit(did, filled, day.at)
        assert meeting.written.wait(20), first.result()
        second = did(filled, day.at)
        meeting.is_over.set()

    assert not isinstance(first.result(), str)
    assert second is not None
    with engine(address).connect() as connection:
        assert counts(connection) == meeting.after
