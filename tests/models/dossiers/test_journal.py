"""The journal: when each of its lines was written, besides when what it tells was done."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from models.dossiers.actor import Person
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import advance, note
from models.storage.database import transaction
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
