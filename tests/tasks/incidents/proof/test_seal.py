"""Everything written is sealed, once, whatever the order in which it was committed, and nobody waits for it."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from models.storage.database import engine, reading, transaction
from models.storage.proof.form import FIRST
from models.storage.proof.seals import SealBlock, SealedLine, block_hash
from tasks.incidents.proof import seal as sealing
from tasks.incidents.proof.seal import seal
from tests.factories import arrival, campaign_with, notice
from tests.tasks.incidents.proof.sealed import AT


def blocks(database: str) -> list[SealBlock]:
    """The blocks, in order."""
    with reading(database) as session:
        return list(session.exec(select(SealBlock).order_by(col(SealBlock.number))))


def arrive(database: str, number: int = 1) -> None:
    """Have so many mails arrive."""
    with transaction(database) as session:
        campaign = campaign_with(session) if not blocks(database) else None
        for _ in range(number):
            assert campaign
            arrival(session, campaign)


def test_what_is_sealed_once_is_not_sealed_again(any_database: str) -> None:
    """And where nothing was written there is no block."""
    arrive(any_database, 3)

    assert [seal(any_database, at=AT) for _ in range(2)] == [3, 0]
    [block] = blocks(any_database)
    assert (block.number, block.first, block.count, block.is_whole, block.previous) == (1, 1, 3, True, FIRST)
    assert block.hash == block_hash(block)


def test_a_block_holds_no_more_than_so_many_lines(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next takes up from there, and the last one tells that nothing was left."""
    monkeypatch.setattr(sealing, "LINES", 2)
    arrive(database, 5)

    assert seal(database, at=AT) == 5
    assert [(one.first, one.count, one.is_whole) for one in blocks(database)] == [
        (1, 2, False),
        (3, 2, False),
        (5, 1, True),
    ]
    assert [one.previous for one in blocks(database)[1:]] == [one.hash for one in blocks(database)[:-1]]


def test_a_letter_is_sealed_once_it_left(database: str) -> None:
    """Until then it may be called off."""
    with transaction(database) as session:
        campaign = campaign_with(session)
        letter = notice(session, campaign, due_at=AT)
    before = seal(database, at=AT)
    with transaction(database) as session:
        session.connection().execute(text("UPDATE notice SET status = 'sent', sent_at = enqueued_at"))

    assert (before, seal(database, at=AT)) == (0, 1)
    assert letter.id == 1


@pytest.mark.postgres
def test_what_is_committed_late_is_sealed_by_the_next_block(postgresql: str, any_database: str) -> None:
    """PostgreSQL gives numbers in the order of asking: what has the lower one may be seen after the higher."""
    if any_database != postgresql:
        return
    with transaction(postgresql) as session:
        campaign = campaign_with(session)
    with engine(postgresql).connect() as slow, Session(slow) as late:
        arrival(late, campaign, identity="tardif")
        with transaction(postgresql) as session:
            arrival(session, campaign, identity="premier")
        first = seal(postgresql, at=AT)
        late.commit()

    assert (first, seal(postgresql, at=AT + timedelta(minutes=1))) == (1, 1)
    with reading(postgresql) as session:
        assert list(session.exec(select(SealedLine.row_id).order_by(col(SealedLine.number)))) == [2, 1]


def test_a_row_that_cannot_be_read_keeps_no_other_from_being_sealed(database: str) -> None:
    """It is sealed once it can be; what is broken beside what is sealed of a row matters to nobody here."""
    arrive(database, 3)
    with transaction(database) as session:
        session.connection().execute(text("UPDATE deposit SET way = 'pigeon' WHERE id = 1"))
        session.connection().execute(text("UPDATE deposit SET papers = '{' WHERE id = 2"))

    assert [seal(database, at=AT) for _ in range(2)] == [2, 0]
    with transaction(database) as session:
        session.connection().execute(text("UPDATE deposit SET way = 'email' WHERE id = 1"))
    assert seal(database, at=AT) == 1
