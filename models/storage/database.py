"""The database: one engine an address, transactions that commit whole or not at all."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Insert, event, make_url, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.util import LRUCache
from sqlmodel import Session, SQLModel, create_engine

from models import notices
from models.columns import LOOKS
from models.dossiers import advice, appeal, application, forgetting, handling, journal
from models.errors import FILES, Refusal
from models.intake import answers, deposit
from models.intake import reading as mailbox_reading
from models.meetings import meeting
from models.members import agreement, membership, renewal, site, support, tax, territories
from models.members.reports import rows as reports
from models.members.texts import text as texts
from models.sessions import campaign, published
from models.storage.aside import dry_runs, incidents
from models.storage.aside import row as set_aside
from models.storage.aside.hidden import hide
from models.storage.proof import seals
from models.storage.version import make_or_check

TABLES = (
    advice,
    agreement,
    answers,
    appeal,
    application,
    campaign,
    deposit,
    dry_runs,
    forgetting,
    handling,
    incidents,
    journal,
    mailbox_reading,
    meeting,
    membership,
    notices,
    published,
    renewal,
    reports,
    seals,
    set_aside,
    site,
    support,
    tax,
    texts,
    territories,
)
"""The modules that declare tables: importing this one registers them all."""

_MAKING_TABLES = 0x5350524F  # the advisory lock's number: « SPRO »
_TAKING_TURNS = _MAKING_TABLES + 1

_engines: dict[str, Engine] = {}
_SQLITE: dict[str, Dialect] = {}
_COMPILED: LRUCache[Any, Any] = LRUCache(1_000)
_one_at_a_time = Lock()


_READS_ONLY = "spro_reads_only"

_PATIENCE = {"connect_timeout": 10, "tcp_user_timeout": 60_000}
"""Seconds to reach a server of PostgreSQL, and milliseconds for which it may take nothing of what is sent, unless its
address says otherwise: a machine that is gone hangs up on nobody."""

_PREPARED = 1_000
"""How many statements a connection keeps as the database prepared them: the system has some hundreds, and to prepare
one takes longer than to execute it. Of themselves the drivers would keep a hundred."""


def _tune_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own, untyped connection
    """Let readers and one writer work side by side, and wait rather than fail when two write."""
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=30000")
    _keep_a_log(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _keep_a_log(connection: Any) -> None:  # noqa: ANN401
    """Have the file keep a write-ahead log. Of several that open an empty file at once SQLite refuses all but the first
    without letting them wait: they wait by a transaction, which may, then ask again."""
    while not _keeps_a_log(connection):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")


def _keeps_a_log(connection: Any) -> bool:  # noqa: ANN401
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _tune_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401
    connection.prepared_max = _PREPARED


def _begin(connection: Any) -> None:  # noqa: ANN401
    """Take the write lock at once: a transaction that reads, then writes, cannot be refused midway. A transaction that
    only reads takes no lock, and waits for nobody; where each statement is one of its own, none begins here."""
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if options.get(_READS_ONLY) else "BEGIN IMMEDIATE")


def engine(address: str) -> Engine:
    """Return the engine of a database address, with the tables of this version, made where there are none. Raises
    Refusal where the database is of another version, or the folder of a SQLite file cannot be made."""
    with _one_at_a_time:
        if address not in _engines:
            _engines[address] = _open(address)
        return _engines[address]


def _open(address: str) -> Engine:
    made = connectable(address)
    try:
        with made.begin() as connection:
            alone(connection)
            make_or_check(connection)
    except Exception:
        made.dispose()
        raise
    if made.dialect.name == "sqlite":
        _share_compiled(made)
    return made


def connectable(address: str) -> Engine:
    """Return an engine of a database address, whatever tables are there. Raises Refusal where the folder of a SQLite
    file cannot be made."""
    url = make_url(address)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    # An error of the database is shown in the console of Prefect, which must not hold an address or a subject.
    # A connection that the server has closed meanwhile is opened anew before anything is asked of it.
    is_server = url.get_backend_name() == "postgresql"
    usual = _PATIENCE if is_server else {"cached_statements": _PREPARED}
    unsaid = {key: value for key, value in usual.items() if key not in url.query}
    made = create_engine(url, hide_parameters=True, pool_pre_ping=is_server, connect_args=unsaid)
    if is_server:
        event.listen(made, "connect", _tune_postgresql)
    else:
        _make_folder(Path(url.database or "").parent)
        event.listen(made, "connect", _tune_sqlite)
        event.listen(made, "begin", _begin)
    return made


@contextmanager
def looking(address: str) -> Iterator[Connection]:
    """Open a connection that only looks, whatever tables are there; it waits for nobody."""
    made = connectable(address)
    try:
        with made.execution_options(**{_READS_ONLY: True}).begin() as connection:
            yield connection
    finally:
        made.dispose()


def alone(connection: Connection) -> None:
    """Be the only one to make or change tables, or to approve a purge, until the transaction ends: of two processes
    that start on an empty database, both would make them, and one would fail. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING_TABLES})"))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = FILES.get(error.errno or 0, error.strerror)
        raise Refusal("Base", folder, f"ce dossier ne peut pas être créé : {why}") from error


def _share_compiled(made: Engine) -> None:
    """Have all SQLite databases share the statements that were compiled for one, which are known by its dialect: a copy
    that is looked at once would compile each of them anew."""
    made.dialect = _SQLITE.setdefault("dialect", made.dialect)
    made.update_execution_options(compiled_cache=_COMPILED)


@contextmanager
def transaction(address: str, *, hides: Collection[str] | None = None) -> Iterator[Session]:
    """Open a session that commits when the block ends, and changes nothing if it raises. What is set aside is hidden
    from it: all, or the rows of some tables alone."""
    with Session(engine(address), expire_on_commit=False) as session, session.begin():
        hide(session, hides)
        yield session


def at_once(address: str) -> Connection:
    """Return a connection on which each statement is a transaction of its own. Whoever asks for it closes it."""
    return engine(address).connect().execution_options(isolation_level="AUTOCOMMIT")


def add_new(to: Session | Connection, table: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows at once, except those that are there already by a unique key: of two who add the same one together,
    the first adds it, and the second nothing."""
    if isinstance(to, Session):
        to.flush()
        to = to.connection()
    to.execute(_new_rows(table), rows)


class _NewRows(Insert):
    """An insertion that leaves alone what is there already. SQLAlchemy has one for each engine, which it compiles anew
    each time; both engines take the same words."""

    inherit_cache = True


@cache
def _new_rows(table: type[SQLModel]) -> Insert:
    return _NewRows(table).inline()


@compiles(_NewRows)
def _in_words(element: _NewRows, compiler: Any, **how: Any) -> str:  # noqa: ANN401  its method is untyped
    return f"{compiler.visit_insert(element, **how)} ON CONFLICT DO NOTHING"


def take_turns(session: Session) -> None:
    """Wait until nobody else is between here and the end of a transaction: what looks for an organisation's dossiers,
    then changes several, is done by one at a time. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({_TAKING_TURNS})"))


@contextmanager
def reading(address: str, *, hides: Collection[str] | None = None) -> Iterator[Session]:
    """Open a session that only looks, at the database as its first look-up finds it: it neither waits for a writer nor
    makes one wait (see `locked`), and sees nothing of what is written meanwhile. What is set aside is hidden from it:
    all, or the rows of some tables alone."""
    opened = engine(address)
    options: dict[str, object] = {_READS_ONLY: True}
    if opened.dialect.name == "postgresql":
        # SQLite reads a snapshot anyway; PostgreSQL would show each look-up what was committed before it.
        options["isolation_level"] = "REPEATABLE READ"
    with Session(opened.execution_options(**options), info={LOOKS: True}) as session:
        hide(session, hides)
        yield session


def forget(address: str) -> None:
    """Close an address's connections: a process that is done with a database leaves nothing open."""
    with _one_at_a_time:
        made = _engines.pop(address, None)
    if made is not None:
        made.dispose()
