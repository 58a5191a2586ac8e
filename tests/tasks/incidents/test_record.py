"""Incidents are told once, and once more when they are over, whoever sees them and however often."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from models.notices import Notice
from models.storage.database import reading, transaction
from models.vocabulary import IncidentKind
from tasks.incidents.kinds import MEANINGS
from tasks.incidents.record import Changed, Seen, open_incidents, settle
from tests.factories import campaign_with, paris, typed

AT = paris("2026-04-20 09:00")
FULL = Seen(IncidentKind.disk, "", "Il reste 0,4 Gio sur le disque de l'installation.")
FAILED = Seen(IncidentKind.run_failed, "derouler-session", "« Échéances » (derouler-session).", "/runs/flow-run/7")


@pytest.fixture
def opened(any_database: str) -> str:
    """Give the address of a database with a session, on each engine in turn."""
    with transaction(any_database) as session:
        campaign_with(session)
    return any_database


def see(address: str, *seen: Seen, judged: Collection[IncidentKind] = tuple(IncidentKind), minutes: int = 0) -> Changed:
    """Settle what is seen so many minutes after AT."""
    at = AT + timedelta(minutes=minutes)
    return settle(address, seen, judged=judged, console="https://spro.example", at=at)


def told(address: str) -> list[str]:
    """The subjects of the letters to the Région, in order."""
    with reading(address) as session:
        return [typed(one) for one in session.exec(select(Notice.subject).order_by(col(Notice.id)))]


def test_an_incident_is_told_once_and_once_more_when_it_is_over(opened: str) -> None:
    """However often it is seen meanwhile; the same thing wrong again is another incident."""
    for minutes in (0, 1, 2):
        see(opened, FULL, minutes=minutes)
    see(opened, minutes=3)
    see(opened, minutes=4)
    see(opened, FULL, minutes=5)

    title = MEANINGS[IncidentKind.disk].title
    begun, over = f"Incident de fonctionnement : {title}", f"Fin de l'incident : {title}"
    assert told(opened) == [begun, over, begun]


def test_what_is_not_judged_is_not_over(opened: str) -> None:
    """While Prefect's server is away, nobody knows how its runs are."""
    see(opened, FAILED)

    assert not see(opened, judged={IncidentKind.disk}).over
    assert [one.about for one in see(opened, judged={IncidentKind.run_failed}).over] == ["derouler-session"]


def test_the_letter_says_what_to_do_and_leads_to_the_run(opened: str) -> None:
    """It goes to the technical contact of the region file, else to those who run the session."""
    see(opened, FAILED)

    with reading(opened) as session:
        letter = session.exec(select(Notice)).one()
    assert MEANINGS[IncidentKind.run_failed].mend in typed(letter.text)
    assert "https://spro.example/runs/flow-run/7" in letter.text
    assert letter.recipient.endswith("example.invalid")


def test_incidents_come_the_most_pressing_first(opened: str) -> None:
    """What keeps letters from leaving is above all else: no mail would say it."""
    see(opened, FAILED)
    see(opened, FAILED, Seen(IncidentKind.outbox, "", "2 notifications attendent."), minutes=1)

    with reading(opened) as session:
        assert [one.kind for one in open_incidents(session)] == [IncidentKind.outbox, IncidentKind.run_failed]


def test_before_the_first_session_an_incident_is_kept_though_nobody_can_be_written_to(session: Session) -> None:
    """No region file says yet who is to be told; the log and the board do."""
    address = str(session.get_bind().engine.url)
    session.rollback()

    see(address, FULL)

    with reading(address) as reader:
        assert [one.kind for one in open_incidents(reader)] == [IncidentKind.disk]
    assert told(address) == []


def test_every_kind_says_what_comes_of_it_and_what_mends_it() -> None:
    """A kind without a row would be told in no words."""
    assert MEANINGS.keys() == set(IncidentKind)
