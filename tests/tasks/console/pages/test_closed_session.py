"""What a session says once its dossiers went on into the next: its figures do not change."""

from datetime import date

from sqlmodel import Session

from models.dossiers.application import Application
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.console.boards.board import board_of
from tasks.console.pages.delays import delays_of
from tasks.console.pages.dossiers.rows import read_rows
from tasks.console.pages.figures import completeness_of, deposits_of, funnel_of
from tasks.sessions.handover import pass_on
from tests.factories import application, campaign_with, notice, paris, passage

AT, END = paris("2027-01-19 09:00"), date(2026, 5, 10)


def three_of(session: Session) -> tuple[Campaign, list[Application]]:
    """Return the session of 2026 with three dossiers: a member, one that came late, one that was carried over."""
    campaign = campaign_with(session)
    made = [
        application(session, campaign, Status.member, name="Reçu"),
        application(session, campaign, Status.late, name="Tardif", received_at=paris("2026-05-02 10:00")),
        application(session, campaign, Status.carried_over, name="Reporté", missing=["annexe-1"]),
    ]
    for one in made:
        passage(session, campaign, one)
        notice(session, campaign, due_at=None, application=one, sent_at=one.received_at)
    return campaign, made


def figures(session: Session, campaign: Campaign) -> tuple[object, ...]:
    """Return what a session says of its dossiers."""
    board = board_of(session, campaign, at=AT)
    return (
        dict(board.statuses),
        dict(board.circles),
        deposits_of(session, campaign, until=END).days[-1],
        funnel_of(session, campaign),
        completeness_of(session, campaign),
        delays_of(session, campaign),
    )


def test_figures_of_a_closed_session_never_change(session: Session) -> None:
    """Three deposits: a member, one late, one carried over, whatever becomes of the two in the next session."""
    campaign, made = three_of(session)
    before = figures(session, campaign)
    new = campaign_with(session, year=2027)

    pass_on(session, new, at=AT)
    made[2].status = Status.member
    session.flush()

    assert figures(session, campaign) == before
    assert before[0] == {Status.late: 1, Status.carried_over: 1, Status.member: 1}
    assert before[2] == (END, 3)


def test_none_is_counted_in_two_sessions_deposits(session: Session) -> None:
    """The next session says which it took over: they were deposited in the former."""
    three_of(session)
    new = campaign_with(session, year=2027)

    pass_on(session, new, at=AT)

    assert deposits_of(session, new, until=date(2027, 5, 10)).days[-1] == (date(2027, 5, 10), 0)
    board = board_of(session, new, at=AT)
    assert (dict(board.statuses), board.inherited) == ({Status.carried_over: 2}, 2)


def test_the_table_of_a_closed_session_holds_all_that_it_received(rows: str) -> None:
    """As each stood when it went on, with the years of its sessions; the table of all holds each once."""
    with transaction(rows) as session:
        three_of(session)
        pass_on(session, campaign_with(session, year=2027), at=AT)

    listed = read_rows("ara-2026").rows

    assert [(row.organisation, row.status, row.sessions, row.lacking) for row in listed] == [
        ("Reçu", Status.member, (), ()),
        ("Tardif", Status.late, (2026, 2027), ()),
        ("Reporté", Status.carried_over, (2026, 2027), ("Annexe 1",)),
    ]
    assert [row.organisation for row in read_rows("ara-2027").rows] == ["Tardif", "Reporté"]
    assert len(read_rows("toutes").rows) == 3
