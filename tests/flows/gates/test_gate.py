"""A gate waits for a person: each page is recorded once, a wrong one is asked again, and the run says what it does."""

import logging
from typing import Any

import pytest

from flows.rehearsal.play.gates import asked_to_mend, untouched
from flows.rehearsal.play.run import flush_to_server
from models.errors import Refusal
from models.forms.meetings import MeetingForm
from models.meetings.agenda import PAGE
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.meetings.pages.validate import LEFT
from tests.conftest import Installation
from tests.factories import typed
from tests.flows.gates.gate_runs import CODE, REFUSED, Here, Stands, opened, prepared, stands
from tests.support.bodies import COMMISSION, CONVENED, DAYS, GROUP, SET

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect"), pytest.mark.timeout(120)]

WAITS = "cette exécution attend une personne. Cliquez sur « Resume », en haut à droite."


async def test_a_run_that_waits_explains_itself(spro: Installation) -> None:
    """Its name, its state and its logs say what it waits for, in French; nothing is red."""
    prepared(spro, 1)

    gate = await opened()

    assert gate.waits
    assert (gate.name, gate.message) == (
        "Session 2026 · commission · page 1 sur 1 à saisir",
        f"Commission · page 1 sur 1 à saisir : {WAITS}",
    )
    await flush_to_server()
    logs = await gate.logs()
    assert (logging.INFO, gate.message) in logs
    assert [words for level, words in logs if level >= logging.WARNING] == []


async def test_the_secretary_is_written_to_once_where_to_record_a_meeting(spro: Installation) -> None:
    """By whichever page comes first; a rehearsal, which gives its runs an instant of their own, writes to nobody."""
    first, _ = prepared(spro, 2)
    await opened()
    rehearsed = spro.mails()

    gate = await Here.opened(COMMISSION, CODE)
    await gate.send(await gate.filled(**{first: {"sense": "refusée"}}))

    [mail] = spro.mails()
    assert (rehearsed, gate.is_refused) == ([], True)
    assert str(mail["To"]) == "instruction-spro@example.invalid"
    assert typed(mail["Subject"]).startswith("Séance à saisir : commission Orientation")
    assert f"/runs/flow-run/{gate.run.id}" in str(mail)


async def test_a_page_is_recorded_and_the_run_says_so(spro: Installation) -> None:
    """The decisions, their notices, then how the meeting ended."""
    first, _ = prepared(spro, 2)
    gate = await opened()

    await gate.answer(**{first: REFUSED})

    assert stands(spro) == Stands(
        [Status.refused, Status.accepted], ["refused", "accepted"], ["accepted", "minutes", "refused"]
    )
    assert (gate.name, gate.message) == (
        "Session 2026 · commission",
        "Séance de la commission close : 2 dossiers enregistrés. Le procès-verbal part au secrétariat.",
    )
    await flush_to_server()
    assert (logging.INFO, "Page 1 : 2 dossiers enregistrés.") in await gate.logs()


async def test_what_a_page_does_to_several_dossiers_is_shown_first(spro: Installation) -> None:
    """The page comes back as it was typed, with what it would do and what confirms it; sent again, it is recorded."""
    first, _ = prepared(spro, 2)
    gate = await Here.opened(COMMISSION, CODE)

    await gate.answer(**{first: REFUSED})
    shown, form = stands(spro), await gate.form()
    await gate.send(untouched(form))

    assert (shown.decisions, form["properties"]["confirmation"]["title"]) == ([], "Confirmation")
    said = min(form["properties"].values(), key=lambda field: field["position"])["description"]
    assert f"étudié → refusé : 1 ({first})." in said
    assert stands(spro).decisions == ["refused", "accepted"]


async def test_a_page_that_is_wrong_is_asked_again(spro: Installation) -> None:
    """What is to be mended is told above and on its dossier; everything typed is there again, and nothing else comes
    back."""
    first, second = prepared(spro, 2)
    gate = await opened()

    typed = await gate.filled(**{first: {"sense": "refusée"}, second: REFUSED, "capacity": "Présidente"})
    await gate.send(typed)

    assert (gate.name, gate.is_refused) == ("Session 2026 · commission · page 1 sur 1 à corriger", True)
    form = await gate.form()
    assert asked_to_mend(form) == f"• Dossier 1, {first} : « refusée » : indiquez les motifs, en droit et en fait."
    assert "À corriger : « refusée »" in form["properties"][first]["description"]
    assert _shown(form).items() >= {key: value for key, value in typed.items() if not key.startswith("page")}.items()
    await gate.answer(**{first: REFUSED, "capacity": "Présidente"})
    assert stands(spro).decisions == ["refused", "refused"]


def _shown(form: dict[str, Any]) -> dict[str, Any]:
    """Return what a form shows, without the seats that are not ticked and the lists of no piece."""
    shown = untouched(form)
    shown["presents"] = {seat: True for seat, ticked in shown["presents"].items() if ticked}
    return {key: _said(value) if key.startswith("ARA") else value for key, value in shown.items()}


def _said(dossier: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in dossier.items() if value}


async def test_a_page_stays_recorded_when_the_next_is_left_for_tomorrow(spro: Installation) -> None:
    """Its notices left; the run waits for the next page, and another run would too."""
    prepared(spro, PAGE + 1)
    gate = await opened()

    await gate.answer()

    assert gate.name.endswith("page 2 sur 2 à saisir")
    assert (stands(spro).notices, len(stands(spro).decisions)) == (["accepted"] * PAGE, PAGE)
    assert (await opened()).name == gate.name


async def test_a_form_that_does_not_fit_is_not_taken(spro: Installation) -> None:
    """One that was opened before another was answered, or that says anything else: the run goes on waiting."""
    first, _ = prepared(spro, 2)
    gate = await opened()
    before = await gate.filled()
    await gate.answer(**{first: {"sense": "refusée"}})

    for unfit in (before, {}, (await gate.filled()) | {"autre": 1}, (await gate.filled(**{first: {}}))):
        with pytest.raises(Refusal, match="Validation failed"):
            await gate.submit(unfit)

    assert stands(spro).decisions == []
    await gate.look()
    assert gate.waits


async def test_without_a_quorum_the_run_says_what_comes_next(spro: Installation) -> None:
    """Who was there is recorded, and nothing else."""
    prepared(spro, 1)
    gate = await opened()

    await gate.answer(quorum="non atteint")

    assert stands(spro) == Stands([Status.studied], [], ["minutes"])
    assert gate.message.startswith("Quorum non atteint : la présence est enregistrée, rien n'est délibéré.")
    assert "fixer-seance" in gate.message


async def test_a_run_before_its_day_says_so_and_ends(spro: Installation) -> None:
    """Another is booked for that day."""
    prepared(spro, 1, GROUP)
    with transaction(spro.database) as session:
        form = MeetingForm(session=CODE, stage=GROUP, on=DAYS[GROUP], by="Mme Essai")
        set_meeting(session, form, at=SET[GROUP])

    gate = await Here.opened(GROUP, CODE, at=CONVENED[GROUP])

    assert (gate.run.state_name, gate.message) == (
        "Completed",
        "La séance est fixée au jeudi 18 juin 2026 : une exécution s'ouvrira ce jour-là.",
    )


async def test_what_is_left_for_later_is_asked_again(spro: Installation) -> None:
    """And the meeting may be ended with it left: it goes to another one."""
    first, _ = prepared(spro, 2)
    gate = await opened()
    await gate.answer(**{first: {"sense": LEFT}})
    assert list((await gate.form())["properties"])[-2:] == [first, "clore"]

    await gate.answer(**{first: {"sense": LEFT}, "clore": True})

    assert gate.message.startswith(
        "Séance de la commission close : 1 dossier enregistré, 1 dossier laissé à une séance suivante."
    )
    assert stands(spro).statuses == [Status.studied, Status.accepted]


async def test_nothing_waits_for_a_body(spro: Installation) -> None:
    """The run is refused, and says why: whoever started it made a mistake."""
    prepared(spro, 0)

    gate = await opened()

    assert gate.run.state_name == "Refusé"
    assert "aucun dossier n'attend la commission : rien n'est à saisir." in gate.message
