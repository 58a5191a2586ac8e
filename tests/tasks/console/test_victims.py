"""One fault, one victim: what is shown of a session goes on without what is broken in it."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from flows.installation.watch import due_work, waiting_deposits, waiting_notices
from flows.sessions.ahead import look_ahead
from models.errors import Refusal
from models.forms.requests import CarryOverForm
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.storage.isolation.isolate import going_on, look_again
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, Status
from tasks.acts.record import record
from tasks.console import snapshot
from tasks.console.boards.board import Board, board_of, read_waiting
from tasks.console.forms.choices import read_choices
from tasks.console.snapshot import read_console
from tasks.console.waiting.reasons import Reason
from tests.conftest import Installation
from tests.factories import application, campaign_with, completion_request, paris
from tests.flows.pages.visit import visit
from tests.models.storage.isolation.broken import DOSSIERS, Broken, break_row

MORNING, LATER = paris("2026-02-16 09:00"), paris("2026-02-20 09:00")
VICTIM = 4
KINDS = (
    "flags that are no JSON",
    "a receipt that is no instant",
    "no organisation",
    "a piece in no state",
)
"""One break of each kind."""


@pytest.fixture
def filled(spro: Installation) -> str:
    """Give the database of a session of six incomplete dossiers, each asked for a piece."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        for _ in range(6):
            one = application(session, campaign, Status.incomplete, missing=["annexe-1"])
            completion_request(session, campaign, one, due_on=date(2026, 2, 23), next_reminder_at=MORNING)
    return spro.database


async def _board() -> int:
    [board] = read_console(["ara-2026"], at=MORNING, forms=False).boards
    return sum(board.statuses.values())


async def _forms() -> int:
    choices = read_choices(at=MORNING)
    return len(choices.dossiers["prolonger-complements"])


async def _plan() -> int:
    first, *_ = await look_ahead(at=MORNING, until=LATER)
    return sum(letter.kind is NoticeKind.completion_reminder for letter in first.letters)


async def _page() -> int:
    return len((await visit("/dossiers.csv")).text.splitlines()) - 1


READERS = (_board, _forms, _plan, _page)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("read", READERS)
async def test_boards_forms_plans_and_lists_show_the_others(
    filled: str, read: Callable[[], Awaitable[int]], name: str
) -> None:
    """Five of six, whichever of them is read first; and the one that is broken, where nothing broken of it is read."""
    break_row(filled, DOSSIERS[name], VICTIM)

    assert await read() in {5, 6}


@pytest.mark.parametrize("name", KINDS)
def test_the_watcher_goes_on(filled: str, name: str) -> None:
    """What is due is found, and the letters and arrivals that wait."""
    break_row(filled, DOSSIERS[name], VICTIM)

    for look in (due_work, waiting_deposits, waiting_notices):
        going_on(filled, partial(look, Settings(), MORNING))


async def test_its_own_page_says_why_there_is_none(filled: str) -> None:
    """So does an act about it; those about others are recorded."""
    break_row(filled, DOSSIERS["flags that are no JSON"], VICTIM)
    look_again(filled)

    page = await visit("/dossiers/ARA-2026-0004")
    with pytest.raises(Refusal, match="mis à part"):
        await record.fn(CarryOverForm(reference="ARA-2026-0004", reason="Absence", by="Mme Essai"), at=MORNING)
    [done] = await record.fn(CarryOverForm(reference="ARA-2026-0005", reason="Absence", by="Mme Essai"), at=MORNING)

    assert (page.status_code, "colonne flags" in page.text) == (404, True)
    assert (done.reference, done.status) == ("ARA-2026-0005", "carried_over")


def test_a_board_that_cannot_be_drawn_stops_no_other(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said on its own session, and is over once it can be."""
    with transaction(filled) as session:
        campaign_with(session, year=2025)

    def broken(session: Session, campaign: Campaign, **said: Any) -> Board:  # noqa: ANN401
        if campaign.year == 2025:
            raise ZeroDivisionError
        return board_of(session, campaign, **said)

    codes = ["ara-2025", "ara-2026"]
    monkeypatch.setattr(snapshot, "board_of", broken)
    without = read_console(codes, at=MORNING, forms=False)
    said = [item.detail for one in read_waiting("ara-2025", at=MORNING).pending[:1] for item in one.first]
    monkeypatch.undo()
    monkeypatch.setenv("SPRO_DATABASE_URL", filled)
    read_console(codes, at=MORNING, forms=False)
    mended = read_console(codes, at=MORNING, forms=False)

    assert ([board.code for board in without.boards], [board.code for board in mended.boards]) == (codes[1:], codes)
    assert said == ["« Tableau de bord » : impossible (ZeroDivisionError)"]
    assert Reason.set_aside not in {one.reason for board in mended.boards for one in board.pending}


def test_a_session_that_cannot_be_read_has_no_board(filled: str) -> None:
    """The others have theirs, where it is named."""
    with transaction(filled) as session:
        campaign_with(session, year=2025)
    break_row(filled, Broken("UPDATE campaign SET region = '{' WHERE id = :of"), 2)

    [board] = read_console(["ara-2025", "ara-2026"], at=MORNING, forms=False).boards

    assert [item.name for item in board.pending[0].first] == ["Session 2025"]
