"""One fault, one victim: the day's work goes on for the others, as if what is broken were not there."""

import logging
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from jinja2 import UndefinedError
from sqlalchemy import select as columns
from sqlmodel import col

from models.dossiers.application import Application, CompletionRequest
from models.notices import Notice
from models.storage.database import forget, reading, transaction
from models.storage.isolation import isolate
from models.vocabulary import NoticeKind, Status
from notifications.outbox import enqueue
from notifications.writing.render import Rendered, render
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.reasons import Item, Reason
from tasks.sessions import units
from tests.factories import application, campaign_with, completion_request, paris
from tests.models.storage.isolation.broken import DOSSIERS, HARMLESS, Broken, break_row

MORNING = paris("2026-02-16 09:00")
VICTIM = 4
FLAGS = "flags that are no JSON"

pytestmark = pytest.mark.usefixtures("quiet")


def fill(database: str, *, dossiers: int = 6) -> str:
    """Open a session of some dossiers, and return its database: each second one was asked for a piece and is owed a
    reminder, the others are owed their acknowledgement."""
    with transaction(database) as session:
        campaign = campaign_with(session)
        for number in range(dossiers):
            status = Status.incomplete if number % 2 else Status.registered
            one = application(session, campaign, status, missing=["annexe-1"])
            if number % 2:
                completion_request(session, campaign, one, due_on=date(2026, 2, 23), next_reminder_at=MORNING)
    return database


@pytest.fixture
def filled(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a session of six dossiers, that of the settings."""
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    return fill(database)


@pytest.fixture
def any_filled(any_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the same, on each database engine in turn."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    return fill(any_database)


Outcome = dict[int | None, list[tuple[object, ...]]]


def outcome(database: str, *, but: int = VICTIM) -> Outcome:
    """Return how each dossier but one stands, with its requests and its letters."""
    asked, letter = CompletionRequest, Notice
    read: tuple[tuple[object, ...], ...] = (
        (Application.id, Application.status, Application.status_at, Application.acknowledge_at),
        (asked.application_id, asked.pieces, asked.outcome, asked.due_at, asked.next_reminder_at),
        (letter.application_id, letter.key, letter.recipient, letter.subject, letter.text, letter.html),
    )
    found: Outcome = {}
    with reading(database) as session:
        for owner, *others_of in read:
            named = columns(*map(col, (owner, *others_of))).where(col(owner) != but).order_by(col(owner))
            for dossier, *rest in session.execute(named):
                found.setdefault(dossier, []).append(tuple(rest))
    return found


@pytest.fixture(scope="module")
async def healthy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outcome]:
    """Give what the day is for all where nothing is broken."""
    address = f"sqlite:///{tmp_path_factory.mktemp('healthy') / 'spro.db'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_DATABASE_URL", address)
        fill(address)
        await units.fulfil.fn(None, at=MORNING)
        yield outcome(address, but=0)
    forget(address)


def others(found: Outcome, victim: int = VICTIM) -> Outcome:
    """Return it for all but one."""
    return {dossier: rows for dossier, rows in found.items() if dossier != victim}


def set_aside() -> list[Item]:
    """Return what « À traiter » says is set aside."""
    waiting = read_waiting("ara-2026", at=MORNING).pending
    return [item for one in waiting if one.reason is Reason.set_aside for item in one.first]


def mend(database: str, change: str) -> None:
    """Write right what was broken of the dossier."""
    break_row(database, Broken(f"UPDATE application SET {change} WHERE id = :of"), VICTIM)  # noqa: S608  our own words


@pytest.mark.parametrize("name", [*DOSSIERS, *HARMLESS])
async def test_one_broken_dossier_stops_only_itself(filled: str, healthy: Outcome, name: str) -> None:
    """For the others the day is what it is without it, and it is the only one that is set aside."""
    break_row(filled, (DOSSIERS | HARMLESS)[name], VICTIM)

    await units.fulfil.fn(None, at=MORNING)

    assert outcome(filled) == others(healthy)
    assert {item.reference for item in set_aside()} <= ({"ARA-2026-0004"} if name in DOSSIERS else set())


@pytest.mark.parametrize(
    "name", ["a status of no table", "an end that is no instant", "no organisation", "a network of no region"]
)
async def test_so_does_one_that_another_engine_let_be_broken(any_filled: str, healthy: Outcome, name: str) -> None:
    """Words, instants, numbers of others, what only a letter asks for: what fails there ends all that was tried."""
    break_row(any_filled, DOSSIERS[name], VICTIM)

    await units.fulfil.fn(None, at=MORNING)

    assert outcome(any_filled) == others(healthy)
    assert {item.reference for item in set_aside()} == {"ARA-2026-0004"}


@pytest.mark.parametrize("victim", [1, 3, 6])
async def test_it_does_not_matter_which_one_is_broken(filled: str, healthy: Outcome, victim: int) -> None:
    """The first, one in the middle, the last."""
    break_row(filled, DOSSIERS[FLAGS], victim)

    await units.fulfil.fn(None, at=MORNING)

    assert outcome(filled, but=victim) == others(healthy, victim)


async def test_of_fifty_dossiers_forty_nine_are_worked_for(
    database: str, monkeypatch: pytest.MonkeyPatch, healthy: Outcome
) -> None:
    """All at once, but for the one that is broken."""
    monkeypatch.setenv("SPRO_DATABASE_URL", fill(database, dossiers=50))
    break_row(database, DOSSIERS["a network of no region"], VICTIM)

    done = await units.fulfil.fn(None, at=MORNING)

    assert done == {"acknowledgement": 25, "completion_reminder": 24}


async def test_what_is_set_aside_says_why_in_a_line_and_goes_once_mended(filled: str, healthy: Outcome) -> None:
    """Then what was owed is done for it too: nothing of it was lost."""
    break_row(filled, DOSSIERS[FLAGS], VICTIM)
    await units.fulfil.fn(None, at=MORNING)
    before = set_aside()

    mend(filled, "flags = '[]'")
    await units.fulfil.fn(None, at=MORNING)

    said = "table application, ligne 4, colonne flags : valeur illisible"
    assert [(item.reference, item.detail) for item in before] == [("ARA-2026-0004", said)]
    assert (set_aside(), outcome(filled, but=0)) == ([], healthy)


async def test_what_cannot_be_done_for_one_is_left_out_for_that_alone(filled: str, healthy: Outcome) -> None:
    """Its dossier is read, listed and worked for otherwise; once its letter can be written, it leaves."""
    break_row(filled, DOSSIERS["a network of no region"], VICTIM)
    await units.fulfil.fn(None, at=MORNING)
    before = [(item.reference, item.detail) for item in set_aside()]

    mend(filled, "network = NULL")
    await units.fulfil.fn(None, at=MORNING)

    assert before == [("ARA-2026-0004", "« Rappel de la demande de compléments » : impossible (KeyError)")]
    assert (set_aside(), outcome(filled, but=0)) == ([], healthy)


async def test_of_two_that_are_broken_the_one_that_is_mended_goes_on(filled: str, healthy: Outcome) -> None:
    """The other stays set aside, since when it was."""
    for victim in (VICTIM, VICTIM + 2):
        break_row(filled, DOSSIERS["a network of no region"], victim)
    await units.fulfil.fn(None, at=MORNING)
    before = set_aside()

    mend(filled, "network = NULL")
    await units.fulfil.fn(None, at=MORNING)

    assert (set_aside(), outcome(filled, but=VICTIM + 2)) == (before[1:], others(healthy, VICTIM + 2))


async def test_a_broken_template_stops_its_letters_alone(
    filled: str, healthy: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever else the day owes is done; the letter is named once, however many wait for it."""

    def broken(kind: NoticeKind, **variables: Any) -> Rendered:  # noqa: ANN401
        if kind is NoticeKind.acknowledgement:
            raise UndefinedError("no such variable")
        return render(kind, **variables)

    monkeypatch.setattr(enqueue, "render", broken)
    monkeypatch.setattr(isolate, "MOST", 2)

    done = await units.fulfil.fn(None, at=MORNING)

    assert done == {"completion_reminder": 3}
    assert [(item.reference, item.name, item.detail) for item in set_aside()] == [
        (None, "Session 2026", "« Accusé de réception » : impossible (UndefinedError)")
    ]


@pytest.mark.parametrize("broken", ["region = '{'", "region = '{}'", "opens_at = 'hier'"])
async def test_a_session_that_cannot_be_read_stops_no_other(filled: str, healthy: Outcome, broken: str) -> None:
    """The board of the others names it: it has none itself."""
    with transaction(filled) as session:
        campaign_with(session, year=2025)
    break_row(filled, Broken(f"UPDATE campaign SET {broken} WHERE id = :of"), 2)  # noqa: S608  our own words

    await units.stages_due.fn(None, at=MORNING)
    await units.fulfil.fn(None, at=MORNING)

    assert outcome(filled, but=0) == healthy
    assert [item.name for item in set_aside()] == ["Session 2025"]


async def test_a_fault_that_lasts_is_told_once(filled: str, caplog: pytest.LogCaptureFixture) -> None:
    """The log is not flooded, and no run fails for it."""
    break_row(filled, DOSSIERS[FLAGS], VICTIM)
    break_row(filled, DOSSIERS["a network of no region"], VICTIM + 2)

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await units.fulfil.fn(None, at=MORNING)

    assert len([record for record in caplog.records if record.name == "spro.ecartes"]) == 2
