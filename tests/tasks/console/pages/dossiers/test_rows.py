"""What the list of dossiers reads: one row each, in a few look-ups."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import select

from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.database import engine, transaction
from models.vocabulary import Status
from tasks.console.pages.dossiers.rows import EVERY, read_rows
from tests.factories import application, arrival, campaign_with, completion_request


def references(code: str = "", *, sought: str = "") -> list[str]:
    """The dossiers that are found."""
    return [row.reference for row in read_rows(code, sought=sought).found]


def test_the_latest_session_is_shown_unless_another_is_asked_for(rows: str) -> None:
    """Or all of them; a code that is no session's is refused, in French."""
    with transaction(rows) as session:
        application(session, campaign_with(session, year=2025))
        application(session, campaign_with(session))

    assert references() == ["ARA-2026-0001"]
    assert references("ara-2025") == ["ARA-2025-0001"]
    assert references(EVERY) == ["ARA-2025-0001", "ARA-2026-0001"]
    with pytest.raises(Refusal, match="sessions ouvertes : ara-2025, ara-2026"):
        read_rows("ara-1999")


def test_before_the_first_session_there_is_no_dossier(rows: str) -> None:
    """And no breakdown."""
    assert read_rows("") == ((), "", (), ())


def test_a_dossier_is_found_by_an_address_that_wrote_about_it(rows: str) -> None:
    """Whoever telephones may not be its contact."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        application(session, campaign)
        arrival(session, campaign, application(session, campaign), sender="comptable@cabinet.example")

    assert references(sought="Cabinet") == ["ARA-2026-0002"]


def test_a_row_says_what_lacks_and_until_when(rows: str) -> None:
    """Required pieces by their labels, in the order of the region file."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        made = application(session, campaign, Status.incomplete, missing=("annexe-3", "annexe-1"))
        completion_request(session, campaign, made, due_on=date(2026, 5, 20))

    [row] = read_rows("").rows

    assert (row.lacking, row.due_on) == (("Annexe 1", "Annexe 3"), date(2026, 5, 20))


def test_the_look_ups_are_as_many_for_one_dossier_as_for_twenty(rows: str) -> None:
    """None of them is a dossier's own."""
    made: list[str] = []
    event.listen(engine(rows), "before_cursor_execute", lambda *args: made.append(args[2]))
    counted = []
    with transaction(rows) as session:
        campaign_with(session)
    for size in (1, 19):
        with transaction(rows) as session:
            campaign = session.exec(select(Campaign)).one()
            for _ in range(size):
                arrival(session, campaign, application(session, campaign))
        made.clear()
        read_rows("", sought="ain")
        counted.append(len(made))

    assert counted[0] == counted[1]
