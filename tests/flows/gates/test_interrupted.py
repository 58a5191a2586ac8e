"""Whatever happens to a gate while it waits, however often it is resumed: a page is recorded once, and none is lost."""

import asyncio
import logging
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from flows.gates import gate as gates
from flows.rehearsal.play.gates import asked_to_mend, untouched
from flows.rehearsal.play.run import flush_to_server
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.dossiers import WithdrawalForm
from models.forms.meetings import MeetingForm
from models.meetings.agenda import PAGE
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.calendar.scheduling import set_meeting
from tests.conftest import Installation
from tests.factories import paris
from tests.flows.gates.gate_runs import CODE, REFUSED, Here, Stands, meeting, opened, prepared, stands
from tests.servers.system import wait_until
from tests.support.bodies import COMMISSION, MET

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect"), pytest.mark.timeout(120)]

LATER = date(2026, 7, 23)


async def test_a_page_that_two_people_send_at_once_is_taken_once(spro: Installation) -> None:
    """Of two tabs, the second is told that the run waits no more."""
    prepared(spro, 1)
    gate = await opened()
    typed = await gate.filled()
    await gate.submit(typed)

    with pytest.raises(Refusal, match="Cannot resume a flow run that is not paused"):
        await gate.submit(typed)
    await gate.go_on()

    assert stands(spro).notices == ["accepted", "minutes"]


async def test_of_two_runs_the_second_tells_what_it_did_not_record(spro: Installation) -> None:
    """Two people, each with a run of the same meeting: what the first said stands."""
    first, _ = prepared(spro, 2)
    one, other = await opened(), await opened()
    await one.answer()

    await other.answer(**{first: REFUSED})

    assert stands(spro) == Stands([Status.accepted] * 2, ["accepted"] * 2, ["accepted", "accepted", "minutes"])
    said = f"Dossier {first} : il est désormais « accepté » ; votre saisie (« refusée ») n'est pas enregistrée."
    assert said in other.message


async def test_a_run_that_dies_before_it_knew_records_nothing_twice(
    spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is recorded, then its process ends; whoever retries it finds the page done."""
    prepared(spro, PAGE + 1)
    gate = await opened()
    with monkeypatch.context() as dies:
        dies.setattr(gates, "forget_answer", _die)
        await gate.answer()
    assert gate.run.state_name == "Failed"
    before = stands(spro)

    await gate.retry()

    assert (stands(spro), len(before.decisions)) == (before, PAGE)
    assert gate.name.endswith("page 2 sur 2 à saisir")
    await gate.answer()
    assert len(stands(spro).decisions) == PAGE + 1


async def _die() -> None:
    raise RuntimeError


async def test_a_run_that_is_over_may_be_retried(spro: Installation) -> None:
    """It finds nothing to do, opens no other meeting, and says the same."""
    prepared(spro, 1)
    gate = await opened()
    await gate.answer()
    before, said = stands(spro), gate.message

    await gate.retry()

    assert (stands(spro), gate.message, meeting(spro).number) == (before, said, 1)


async def test_a_run_that_is_given_up_can_be_retried(spro: Installation) -> None:
    """Cancelled while it waited, then retried: it waits again for the same page."""
    prepared(spro, 1)
    gate = await opened()
    await gate.leave()

    await gate.retry()

    assert (gate.waits, gate.name) == (True, "Session 2026 · commission · page 1 sur 1 à saisir")
    await gate.answer()
    assert stands(spro).decisions == ["accepted"]


async def test_a_dossier_withdrawn_while_the_run_waited_is_told(spro: Installation) -> None:
    """On the next page, and in the logs: the rest of its page is recorded."""
    first, *_ = prepared(spro, PAGE + 1)
    gate = await opened()
    with transaction(spro.database) as session:
        withdraw(session, WithdrawalForm(reference=first, by="Mme Essai"), at=MET[COMMISSION])

    await gate.answer()

    said = f"Dossier {first} : il est désormais « retiré » ; votre saisie (« acceptée ») n'est pas enregistrée."
    assert asked_to_mend(await gate.form()) == f"• {said}"
    assert len(stands(spro).decisions) == PAGE - 1
    await flush_to_server()
    assert (logging.WARNING, said) in await gate.logs()


async def test_a_page_sent_once_its_meeting_was_moved_is_kept_for_that_day(spro: Installation) -> None:
    """Nothing is recorded before a meeting: the run ends, and the one of that day shows what was typed."""
    first, _ = prepared(spro, 2)
    gate = await opened()
    with transaction(spro.database) as session:
        form = MeetingForm(session=CODE, stage=COMMISSION, on=LATER, by="Mme Essai")
        set_meeting(session, form, at=MET[COMMISSION])

    await gate.answer(**{first: REFUSED})

    assert (gate.run.state_name, stands(spro).decisions) == ("Completed", [])
    assert "elle n'a pas encore eu lieu" in gate.message
    assert "une exécution s'ouvrira ce jour-là" in gate.message
    other = await Here.opened(COMMISSION, CODE, at=paris(f"{LATER} 16:00"))
    assert untouched(await other.form())[first] == REFUSED | {"pieces": []}


async def test_a_process_killed_between_the_answer_and_its_record_loses_nothing(spro: Installation) -> None:
    """SIGKILL, while it waits for the database: the answer is still there for whoever retries the run."""
    prepared(spro, 1)
    gate = await opened()
    await gate.submit(await gate.filled())
    with transaction(spro.database) as session:
        session.exec(select(Application.id)).all()  # nobody else writes from here on
        process = await gate.start()
        assert await asyncio.to_thread(wait_until, lambda: _reaches(process.pid, spro), seconds=60)
        process.kill()
        await process.wait()
    assert stands(spro).decisions == []

    await gate.retry()

    assert stands(spro) == Stands([Status.accepted], ["accepted"], ["accepted", "minutes"])


def _reaches(process: int, spro: Installation) -> bool:
    """Return True if a process has opened the database."""
    with suppress(OSError):  # what it had open a moment ago may be closed
        opened_by = (link.readlink().name for link in Path(f"/proc/{process}/fd").iterdir())
        return any(name.startswith("spro.db") for name in opened_by)
    return False
