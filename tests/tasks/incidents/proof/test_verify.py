"""Whatever is done to one sealed line is named: which it is, and what differs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, col, select

from models.dossiers.journal import JournalLine
from models.storage.database import engine, forget, reading, transaction
from models.storage.proof.form import FIELDS, LineKind
from models.storage.proof.seals import SealBlock, SealedLine
from models.vocabulary import Event, Status
from tasks.incidents.proof.lines import SOURCES
from tasks.incidents.proof.seal import seal
from tasks.incidents.proof.told import KINDS, NAMES
from tasks.incidents.proof.verify import Chain
from tests.conftest import Installation
from tests.tasks.incidents.proof.sealed import AT, BLOCKS, LINES, sealed

PARIS = ZoneInfo("Europe/Paris")


def line(session: Session, number: int) -> SealedLine:
    """A line of the chain."""
    return session.exec(select(SealedLine).where(SealedLine.number == number)).one()


@contextmanager
def undone(database: str) -> Iterator[Session]:
    """Give a session whose changes are taken back: rows may name what is no more until then."""
    with engine(database).connect() as connection, Session(connection) as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield session
        session.rollback()


@pytest.fixture(scope="module")
def chain_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a database in which something of each kind is sealed, the same for all: what is done to it is
    taken back."""
    folder = tmp_path_factory.mktemp("proof")
    address = f"sqlite:///{folder / 'spro.db'}"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SPRO_HOME", str(folder))
        assert sealed(address) == LINES
    yield address
    forget(address)


def table(kind: LineKind) -> str:
    """The table of a kind."""
    return str(SOURCES[kind].table.__tablename__)


def test_what_nobody_touched_is_sound(chain_at: str) -> None:
    """All of it was looked at, and nothing waits."""
    with reading(chain_at) as session:
        chain = Chain(session, PARIS)

        assert list(chain.faults()) == []
        assert (chain.lines, chain.waiting) == (LINES, 0)
        assert chain.last
        assert chain.last.number == BLOCKS


OTHER = {
    "event": "'withdraw'",
    "former": "'late'",
    "status": "'late'",
    "way": "'post'",
    "meaning": "'appeal'",
    "kind": "'digest'",
    "said": "'{\"a\": 9}'",
    "outcome": "'refused'",
    "due_on": "'2026-03-03'",
    "rows": "'{\"a\": 9}'",
    "contents": "'[\"a\"]'",
    "lines": '\'{"99": ""}\'',
    "units": "'[[\"deposit\", 99]]'",
}
"""SQL: another word where only some are, by column."""


def other(name: str) -> str:
    """SQL: another value of a column, of its own type."""
    if name.endswith("at"):
        return "'2026-03-02 11:11:11.000000'"
    if name in {"size", "position", "row"} or (name.endswith("_id") and name != "message_id"):
        return f'coalesce("{name}", 0) + 1000'
    return OTHER.get(name, f"coalesce(\"{name}\", '') || '.'")


def change(session: Session, sealed_line: SealedLine, name: str) -> None:
    """Change a value of a line's row, as somebody who has the database can."""
    is_meaning = sealed_line.kind is LineKind.reclassification and name == "former"
    value = other("meaning" if is_meaning else name)
    say = f'UPDATE {table(sealed_line.kind)} SET "{name}" = {value} WHERE id = :id'  # noqa: S608  our own names
    if name == "files":
        say = "UPDATE notice_file SET name = 'autre.pdf' WHERE notice_id = :id"
    session.connection().execute(text(say), {"id": sealed_line.row_id})


@pytest.mark.parametrize("kind", LineKind)
def test_each_value_of_a_line_that_is_changed_is_named(chain_at: str, kind: LineKind) -> None:
    """The first thing that is said is which line it is, of what, and which value differs."""
    for name in FIELDS[kind]:
        with undone(chain_at) as session:
            one = session.exec(
                select(SealedLine).where(SealedLine.kind == kind).order_by(col(SealedLine.row_id).desc())
            ).first()
            assert one
            change(session, one, name)

            said = next(Chain(session, PARIS).faults(), "")
            begins = f"Ligne {one.number} du bloc {one.block_number}, {KINDS[kind]} n° {one.row_id}"
            assert said.startswith(begins), (name, said)
            assert said.endswith(f"modifiée depuis qu'elle est scellée (diffère : {NAMES[name]})."), (name, said)


def renumber(session: Session, number: int, other_number: int) -> None:
    """Give a sealed line another's number."""
    say = "UPDATE sealed_line SET number = :other WHERE number = :number"
    session.connection().execute(text(say), {"number": number, "other": other_number})


def _remove_row(session: Session, number: int, _other: int) -> int:
    one = line(session, number)
    say = f"DELETE FROM {table(one.kind)} WHERE id = :id"  # noqa: S608  our own names
    session.connection().execute(text(say), {"id": one.row_id})
    return number


def _remove_line(session: Session, number: int, _other: int) -> int:
    session.connection().execute(text("DELETE FROM sealed_line WHERE number = :number"), {"number": number})
    return number


def _remove_both(session: Session, number: int, _other: int) -> int:
    _remove_row(session, number, 0)
    return _remove_line(session, number, 0)


def _swap_lines(session: Session, number: int, other_number: int) -> int:
    for former, after in ((number, 0), (other_number, number), (0, other_number)):
        renumber(session, former, after)
    return min(number, other_number)


def _swap_rows(session: Session, number: int, other_number: int) -> int:
    """Have two sealed lines name each other's rows, and tell each what the other's digest is."""
    one, another = line(session, number), line(session, other_number)
    say = "UPDATE sealed_line SET kind = :kind, row_id = :id WHERE number = :number"
    parted = [
        (one, another.kind, -another.row_id),
        (another, one.kind, one.row_id),
        (one, another.kind, another.row_id),
    ]
    for of, kind, row_id in parted:
        session.connection().execute(text(say), {"kind": kind, "id": row_id, "number": of.number})
    return min(number, other_number)


def _insert_line(session: Session, number: int, _other: int) -> int:
    """Put a line of another row before one, and number those that follow anew."""
    for each in range(LINES, number - 1, -1):
        renumber(session, each, each + 1)
    names = "block_number, kind, salt, digest, seal, marks"
    copied = f"INSERT INTO sealed_line (number, row_id, {names}) SELECT :number, 999, {names}"
    say = f"{copied} FROM sealed_line WHERE number = :after"
    session.connection().execute(text(say), {"number": number, "after": number + 1})
    return number


def _reseal(session: Session, number: int, _other: int) -> int:
    """Give a line the digest of what somebody would have its row say."""
    say = "UPDATE sealed_line SET digest = :digest WHERE number = :number"
    session.connection().execute(text(say), {"number": number, "digest": "a" * 64})
    return number


NUMBERS = st.integers(1, LINES)
TAMPERED = (_remove_row, _remove_line, _remove_both, _swap_lines, _swap_rows, _insert_line, _reseal)


@given(how=st.sampled_from(TAMPERED), numbers=st.lists(NUMBERS, min_size=2, max_size=2, unique=True))
def test_whatever_is_done_to_a_line_names_it(
    chain_at: str, how: Callable[[Session, int, int], int], numbers: list[int]
) -> None:
    """Removed, swapped with another, inserted before, sealed anew: the first that is said is which line it is."""
    with undone(chain_at) as session:
        first = how(session, *numbers)

        assert next(Chain(session, PARIS).faults(), "").startswith(f"Ligne {first} du bloc ")


WEEK = timedelta(days=7)


@pytest.mark.parametrize(("wrote", "said"), [(WEEK, "insérée après coup"), (timedelta(0), None)])
def test_an_act_that_says_that_it_is_older_than_a_block_is_named(
    chain_at: str, wrote: timedelta, said: str | None
) -> None:
    """One that was written just now waits for the next block."""
    with undone(chain_at) as session:
        [known] = session.exec(select(SealBlock).where(SealBlock.number == BLOCKS))
        session.add(act(at=AT, recorded_at=known.sealed_at - wrote))
        session.flush()
        chain = Chain(session, PARIS)

        told = next(chain.faults(), None)

    assert chain.waiting == 1
    assert (told is None) if said is None else (told and said in told and f"bloc {BLOCKS}, scellé le" in told)


def test_a_row_that_cannot_be_read_is_left_for_a_person(chain_at: str) -> None:
    """It is not sealed, hides no other, and is not taken for an insertion."""
    with undone(chain_at) as session:
        session.add(act(at=AT, recorded_at=AT))
        session.flush()
        session.connection().execute(text("UPDATE journal SET event = 'inconnu' WHERE id = 7"))
        chain = Chain(session, PARIS)

        assert list(chain.faults()) == []
        assert chain.waiting == 1


def test_one_that_is_sealed_afterwards_is_named_too(spro: Installation) -> None:
    """No sealer makes it good."""
    sealed(spro.database)
    with transaction(spro.database) as session:
        session.add(act(at=AT, recorded_at=AT))
    seal(spro.database, at=AT + WEEK)

    with reading(spro.database) as session:
        [told] = Chain(session, PARIS).faults()

    assert told.startswith("Acte du journal n° 7, ARA-2026-0001, du 02/03/2026 à 10:00 : ligne insérée après coup")


def act(*, at: datetime, recorded_at: datetime) -> JournalLine:
    """An act of the first dossier."""
    return JournalLine(
        application_id=1,
        campaign_id=1,
        at=at,
        event=Event.correct,
        former=Status.registered,
        status=Status.registered,
        by="M. Essai",
        recorded_at=recorded_at,
    )


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("DELETE FROM seal_block WHERE number = 1", "Bloc 1 : retiré de la chaîne."),
        ("UPDATE seal_block SET sealed_at = at WHERE number = 2", "Bloc 2 : modifié ;"),
        ("UPDATE seal_block SET hash = previous WHERE number = 1", "Bloc 1 : modifié ;"),
        ("UPDATE seal_block SET previous = hash WHERE number = 2", "Bloc 2 : il ne suit plus le bloc précédent"),
        ("DELETE FROM seal_block WHERE number = 3", "Ligne 18 du bloc 3, rectification d'un envoi n° 2"),
        ("UPDATE journal SET status = 'inconnu' WHERE id = 2", "Ligne 2 du bloc 1, acte du journal n° 2"),
    ],
)
def test_what_is_done_to_a_block_is_named(chain_at: str, done: str, said: str) -> None:
    """Removed or changed, and a row that cannot be read any more hides no other."""
    with undone(chain_at) as session:
        session.connection().execute(text(done))

        assert next(Chain(session, PARIS).faults(), "").startswith(said)


def test_files_that_were_looked_at_anew_are_no_fault(chain_at: str) -> None:
    """What a person said of their arrival is sealed itself."""
    with undone(chain_at) as session:
        session.connection().execute(text("UPDATE reclassification SET deposit_id = 3 WHERE id = 2"))
        session.connection().execute(text("UPDATE file SET name = 'autre.pdf' WHERE deposit_id = 3"))

        assert [told.partition(",")[0] for told in Chain(session, PARIS).faults()] == ["Ligne 18 du bloc 3"]


def test_how_a_letter_fares_and_of_which_dossier_an_arrival_is_are_no_fault(chain_at: str) -> None:
    """It comes back, it is joined to another, it is looked at: none of that is what it said when it came or left."""
    with undone(chain_at) as session:
        for done in (
            "UPDATE notice SET status = 'bounced', last_error = 'x', seen_by = 'y', application_id = 1",
            "UPDATE deposit SET application_id = 1, meaning = 'question', seen_by = 'y', postmark = '2026-03-01'",
            "UPDATE file SET piece_id = 'dossier', trouble = 'infected'",
        ):
            session.connection().execute(text(done))

        assert list(Chain(session, PARIS).faults()) == []
