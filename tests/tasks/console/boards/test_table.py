"""What the table of dossiers reads: one line each, in three look-ups."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models.dossiers.application import Application
from models.sessions.campaign import Campaign
from models.storage.database import engine, transaction
from models.vocabulary import NoticeStatus, PieceState, Status
from tasks.console.boards.table import table_of
from tests.factories import application, campaign_with, decision_on, notice, paris, passage
from tests.support.dossiers import asked, dossier, opened


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """Give a transaction on an empty database."""
    with transaction(database) as opened_session:
        yield opened_session


def test_the_queue_is_by_receipt_among_those_under_examination(session: Session) -> None:
    """Whatever the order of registration; the other dossiers have no place."""
    campaign = opened(session)
    dossier(session, campaign, Status.under_examination, received_at="2021-03-02T10:00+01:00")
    dossier(session, campaign, Status.examined, received_at="2021-02-01T10:00+01:00")
    dossier(session, campaign, Status.under_examination, received_at="2021-03-01T10:00+01:00")

    assert [line.position for line in table_of(session, campaign).lines] == [2, None, 1]


def test_the_table_names_the_required_pieces_that_lack(session: Session) -> None:
    """By their labels, in the order of the region file, with the last day to send them."""
    campaign = opened(session)
    asked(
        session,
        dossier(session, campaign, Status.incomplete, missing=("annexe-3", "annexe-1")),
        due_on=date(2021, 5, 20),
    )

    [line] = table_of(session, campaign).lines

    assert list(line.lacking.items()) == [("Annexe 1", PieceState.missing), ("Annexe 3", PieceState.missing)]
    assert line.due_on == date(2021, 5, 20)


def test_a_structure_that_needs_no_dossier_lacks_no_piece(session: Session) -> None:
    """Circles 1 and 2 are asked for nothing."""
    campaign = opened(session)
    dossier(session, campaign, Status.not_required, circle=1, missing=("annexe-1",))

    [line] = table_of(session, campaign).lines

    assert line.lacking == {}


def test_a_dossier_that_comes_back_tells_its_sessions_and_when_it_was_presented_again(session: Session) -> None:
    """The presentation is that of this session; a dossier of one session only needs no list."""
    eldest, former, campaign = (campaign_with(session, year=year) for year in (2024, 2025, 2026))
    again, new = (application(session, campaign, Status.under_examination) for _ in range(2))
    passage(session, former, again, represented_at=paris("2025-03-01 10:00"))
    passage(session, eldest, again)
    for one, represented_at in ((again, paris("2026-02-20 10:00")), (new, None)):
        passage(session, campaign, one, represented_at=represented_at)

    lines = table_of(session, campaign).lines

    assert [(line.sessions, line.represented_at) for line in lines] == [
        ((2024, 2025, 2026), paris("2026-02-20 10:00")),
        ((), None),
    ]


def test_a_dossier_shows_when_silence_would_decide(session: Session) -> None:
    """Where the Région's lawyers gave silence an effect."""
    campaign = opened(session)
    dossier(session, campaign, Status.under_examination).silence_at = datetime.fromisoformat("2021-04-10T21:59:59Z")
    session.flush()

    [line] = table_of(session, campaign).lines

    assert line.silence_at == datetime.fromisoformat("2021-04-10T21:59:59Z")


def refused(session: Session, campaign: Campaign, **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier whose refusal left on 9 July."""
    made = application(session, campaign, Status.refused)
    decision_on(session, made)
    row: dict[str, Any] = {"status": NoticeStatus.sent, "sent_at": paris("2026-07-09 10:00"), "kind": "refused"}
    notice(session, campaign, due_at=None, application=made, key=f"{made.reference}/refused/1", **(row | fields))
    return made


def test_a_dossier_shows_until_when_its_decision_may_be_contested(session: Session) -> None:
    """Once it is notified: not where its letter came back, nor before there is a decision."""
    campaign = campaign_with(session)
    refused(session, campaign)
    refused(session, campaign, status=NoticeStatus.bounced)
    application(session, campaign, Status.studied)

    assert [line.contestable_until for line in table_of(session, campaign).lines] == [date(2026, 9, 10), None, None]


def test_the_number_of_look_ups_does_not_follow_the_number_of_decisions(database: str) -> None:
    """Three more where something is decided: the decisions, their letters, the other channels."""
    made: list[str] = []
    event.listen(engine(database), "before_cursor_execute", lambda *args: made.append(args[2]))
    counted = []
    with transaction(database) as session:
        campaign = campaign_with(session)
        for _ in range(2):
            for _ in range(10):
                refused(session, campaign)
            session.flush()
            made.clear()
            table_of(session, campaign)
            counted.append(len(made))

    assert counted == [6, 6]
