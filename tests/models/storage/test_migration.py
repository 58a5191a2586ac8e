"""A database of a former version, opened by this one: what it lacks is added, and what it holds stays."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select, text

from models.dossiers.actor import Person
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import advance, note
from models.storage.database import forget, transaction
from models.vocabulary import Event, Status
from tests.factories import application, campaign_with, paris

LONG_AGO = paris("2026-03-02 10:00")


def noted(address: str) -> None:
    """Journal two acts of long ago on the dossier, which is made for the first of them: one that moves it, one not."""
    with transaction(address) as session:
        dossier = application(session, campaign_with(session), Status.under_examination)
        note(session, dossier, Event.identify, at=LONG_AGO, by=Person("Mme Essai"))
        ids = [dossier.id or 0]
        advance(session, ids, Event.withdraw, Status.withdrawn, at=LONG_AGO, by=Person("Mme Essai"))


def test_a_journal_line_says_when_it_was_written_besides_when_its_act_was(any_database: str) -> None:
    """By the clock of the database: an act may be about another instant, and the journal says both."""
    noted(any_database)

    with transaction(any_database) as session:
        lines = session.exec(select(JournalLine)).all()
        assert [line.at for line in lines] == [LONG_AGO, LONG_AGO]
        lately = datetime.now(UTC) - timedelta(minutes=10)
        assert all(line.recorded_at and lately < line.recorded_at < lately + timedelta(minutes=20) for line in lines)


def test_a_column_of_a_later_version_is_added(any_fresh_database: str) -> None:
    """Empty on the lines that were there; opened again, nothing more is done."""
    noted(any_fresh_database)
    with transaction(any_fresh_database) as session:
        session.execute(text("ALTER TABLE journal DROP COLUMN recorded_at"))
    forget(any_fresh_database)

    for _ in range(2):
        with transaction(any_fresh_database) as session:
            former = session.exec(select(JournalLine).order_by(col(JournalLine.id))).all()
            assert [line.recorded_at for line in former[:2]] == [None, None]
        forget(any_fresh_database)


def test_an_index_of_a_later_version_comes_with_its_column(any_fresh_database: str) -> None:
    """What is looked up by it is found as fast as in a new installation."""
    with transaction(any_fresh_database) as session:
        session.execute(text("DROP INDEX ix_application_next_alarm_at"))
        session.execute(text("ALTER TABLE application DROP COLUMN next_alarm_at"))
    forget(any_fresh_database)

    with transaction(any_fresh_database) as session:
        application(session, campaign_with(session), Status.late)
        session.execute(text("DROP INDEX ix_application_next_alarm_at"))
