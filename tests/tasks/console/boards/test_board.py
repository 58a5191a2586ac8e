"""What the board reads: counts, dates, and a number of look-ups that follows nothing."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models.sessions.opening import move_stage, stages
from models.storage.database import engine, transaction
from models.vocabulary import Flag, NoticeStatus, RequestOutcome, Status
from tasks.console.boards.board import board_of, campaign_codes, campaign_label
from tasks.console.waiting.reasons import Reason
from tests.factories import application, campaign_with, passage
from tests.support.dossiers import asked, dossier, noticed, opened

APRIL = datetime.fromisoformat("2021-04-29T23:58+02:00")


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """Give a transaction on an empty database."""
    with transaction(database) as opened_session:
        yield opened_session


def test_statuses_are_counted_in_the_order_of_the_life(session: Session) -> None:
    """A status without a dossier is not there, and another session's dossiers do not count."""
    campaign, other = opened(session), opened(session, year=2022)
    for status in (Status.examined, Status.late, Status.examined):
        dossier(session, campaign, status)
    dossier(session, other, Status.late)

    board = board_of(session, campaign, at=APRIL)

    assert list(board.statuses.items()) == [(Status.late, 1), (Status.examined, 2)]


def test_dossiers_are_counted_by_circle(session: Session) -> None:
    """The first circle comes first."""
    campaign = opened(session)
    for circle in (3, 1, 3):
        dossier(session, campaign, Status.examined, circle=circle)

    assert list(board_of(session, campaign, at=APRIL).circles.items()) == [(1, 1), (3, 2)]


def test_what_came_from_a_former_session_and_what_was_presented_again_are_counted(session: Session) -> None:
    """Of this session only: a dossier presented again elsewhere, or that came with this one, is neither."""
    former, campaign = campaign_with(session, year=2020), campaign_with(session, year=2021)
    for represented_at in (None, APRIL):
        again = application(session, campaign, Status.under_examination)
        passage(session, former, again, represented_at=APRIL)
        passage(session, campaign, again, represented_at=represented_at)
    passage(session, campaign, application(session, campaign, Status.examined))

    board = board_of(session, campaign, at=APRIL)

    assert (board.inherited, board.represented) == (2, 1)


def test_a_stage_that_moved_keeps_its_former_last_day(session: Session) -> None:
    """The officer sees both dates."""
    campaign = opened(session)
    stage = stages(session, campaign)["deposit"]
    move_stage(session, campaign, stage, to=date(2021, 5, 14), reason="Grève", by="M. Essai", at=APRIL)

    deposit, *others = board_of(session, campaign, at=APRIL).stages

    assert (deposit.former_last_day, deposit.last_day) == (date(2021, 4, 29), date(2021, 5, 14))
    assert [stage.former_last_day for stage in others] == [None] * 4


def test_the_number_of_look_ups_does_not_follow_the_number_of_dossiers(database: str) -> None:
    """Refreshing after each act stays cheap in a session of thousands."""
    made: list[str] = []
    event.listen(engine(database), "before_cursor_execute", lambda *args: made.append(args[2]))
    counted = []
    with transaction(database) as session:
        campaign = opened(session)
        for _ in range(2):
            for _ in range(20):
                asked(session, dossier(session, campaign, Status.incomplete), due_on=date(2021, 5, 20))
            made.clear()
            board_of(session, campaign, at=APRIL)
            counted.append(len(made))

    assert counted[0] == counted[1]


def test_each_engine_reads_the_same_board(any_database: str) -> None:
    """SQLite and PostgreSQL group, rank and search alike."""
    with transaction(any_database) as session:
        campaign = opened(session)
        dossier(session, campaign, Status.late, flags=(Flag.deadline_day, Flag.unidentified))
        expired = dossier(session, campaign, Status.incomplete, missing=("annexe-1",))
        asked(session, expired, due_on=date(2021, 4, 20), outcome=RequestOutcome.expired)
        queued = dossier(session, campaign, Status.under_examination)
        queued.silence_at = APRIL
        passage(session, campaign, dossier(session, campaign, Status.adjourned), represented_at=APRIL)
        dossier(session, campaign, Status.incomplete, missing=("annexe-1",))
        noticed(session, campaign, queued, NoticeStatus.failed, error="550")

        board = board_of(session, campaign, at=APRIL)

    waits = [Reason.silence_past, Reason.notice_failed, Reason.late, Reason.expired, Reason.unasked]
    assert [wait.reason for wait in board.pending] == [
        *waits,
        Reason.to_represent,
        Flag.deadline_day,
        Flag.unidentified,
    ]
    assert list(board.statuses.values()) == [1, 2, 1, 1]
    assert board.represented == 1


def test_sessions_are_found_by_code_the_earliest_first(database: str) -> None:
    """Flows name their runs and refresh every board with these."""
    with transaction(database) as session:
        opened(session, year=2022)
        opened(session, year=2021)

    assert campaign_codes(database) == ["ara-2021", "ara-2022"]
    assert campaign_label(database, "ara-2022") == "Session 2022"
