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
from tests.factories import (
    application,
    arrival,
    campaign_with,
    completion_request,
    decision_on,
    notice,
    paris,
    passage,
)


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


def test_the_queue_is_by_receipt_among_those_under_examination(rows: str) -> None:
    """Whatever the order of registration; the other dossiers have no place."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        for status, day in (("under_examination", 3), ("examined", 1), ("under_examination", 2)):
            application(session, campaign, Status(status), received_at=paris(f"2026-03-0{day} 10:00"))

    assert [row.position for row in read_rows("").rows] == [2, None, 1]


def test_a_dossier_that_comes_back_tells_its_sessions_and_when_it_was_presented_again(rows: str) -> None:
    """The presentation is that of this session; a dossier of one session only needs no list."""
    with transaction(rows) as session:
        former, campaign = (campaign_with(session, year=year) for year in (2025, 2026))
        again, new = (application(session, campaign, Status.under_examination) for _ in range(2))
        passage(session, former, again, represented_at=paris("2025-03-01 10:00"))
        passage(session, campaign, again, represented_at=paris("2026-02-20 10:00"))
        passage(session, campaign, new)

    told = [(row.sessions, row.represented_at) for row in read_rows("").rows]

    assert told == [((2025, 2026), paris("2026-02-20 10:00")), ((), None)]


def test_a_dossier_shows_until_when_its_decision_may_be_contested(rows: str) -> None:
    """Once it is notified: not before."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        for status, sent_at in (("sent", paris("2026-07-09 10:00")), ("bounced", None)):
            made = application(session, campaign, Status.refused)
            decision_on(session, made)
            key, told = f"{made.reference}/refused/1", {"kind": "refused", "status": status, "sent_at": sent_at}
            notice(session, campaign, due_at=None, application=made, key=key, **told)

    assert [row.contestable_until for row in read_rows("").rows] == [date(2026, 9, 10), None]


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
