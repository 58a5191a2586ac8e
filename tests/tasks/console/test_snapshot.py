"""The snapshot behind Prefect's console: read in one transaction, and telling the same in each of its parts."""

import pytest
from sqlalchemy import event

from models.errors import Refusal
from models.sessions.opening import find_campaign
from models.storage.database import engine, reading, transaction
from models.vocabulary import Status
from tasks.console.forms.choices import read_choices
from tasks.console.snapshot import console_of, read_console
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.support.transactions import noted

MAY = paris("2026-05-20 10:00")
MOST = 120
"""Look-ups that one session takes at most."""


def two_sessions(spro: Installation) -> None:
    """Add a session of 2025, and one of 2026 with a late dossier."""
    with transaction(spro.database) as session:
        campaign_with(session, year=2025)
        campaign_with(session)
    more_late(spro, 1)


def more_late(spro: Installation, number: int) -> None:
    """Add some late dossiers to the session of 2026."""
    with transaction(spro.database) as session:
        for _ in range(number):
            application(session, find_campaign(session, "ara-2026"), Status.late)


def test_the_console_is_read_in_one_transaction(spro: Installation) -> None:
    """Forms and boards of several sessions."""
    two_sessions(spro)

    with noted() as begun:
        console = read_console(["ara-2025", "ara-2026"], at=MAY)

    assert len(begun) == 1
    assert [board.code for board in console.boards] == ["ara-2025", "ara-2026"]


def test_the_number_of_look_ups_does_not_follow_the_number_of_dossiers(spro: Installation) -> None:
    """An act in a session of thousands is as quickly shown."""
    two_sessions(spro)
    made: list[str] = []
    event.listen(engine(spro.database), "before_cursor_execute", lambda *args: made.append(args[2]))
    counted = []
    for _ in range(2):
        made.clear()
        read_console(["ara-2026"], at=MAY)
        counted.append(len(made))
        more_late(spro, 30)

    assert counted[0] == counted[1]
    assert counted[0] < MOST


def test_the_forms_are_those_of_all_sessions(spro: Installation) -> None:
    """Whatever session is shown; none where nobody asked for them."""
    two_sessions(spro)

    assert read_console(["ara-2025"], at=MAY).choices == read_choices(at=MAY)
    assert read_console(["ara-2025"], at=MAY, forms=False).choices is None


def test_before_the_first_session_there_is_nothing_to_show(spro: Installation) -> None:
    """A form offers what opens one."""
    console = read_console([], at=MAY)

    assert (console.choices, console.boards) == (read_choices(at=MAY), ())


def test_a_code_that_is_no_sessions_is_refused(spro: Installation) -> None:
    """In the words that name those there are."""
    two_sessions(spro)

    with pytest.raises(Refusal, match="ara-2025, ara-2026"):
        read_console(["ara-1999"], at=MAY)


def test_what_is_written_meanwhile_shows_nowhere(any_database: str) -> None:
    """A board and the next one tell of the same dossiers, on each engine."""
    with transaction(any_database) as session:
        application(session, campaign_with(session), Status.late)

    with reading(any_database) as session:
        before = console_of(session, ["ara-2026"], at=MAY)
        with transaction(any_database) as other:
            application(other, find_campaign(other, "ara-2026"), Status.late)
        after = console_of(session, ["ara-2026"], at=MAY)

    assert before == after
