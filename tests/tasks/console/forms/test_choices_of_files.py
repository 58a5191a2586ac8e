"""The files of desks that forms offer: each to the forms that read it, and none in quarantine."""

from pathlib import Path
from typing import Any

import pytest
from prefect.utilities.callables import parameter_schema
from sqlmodel import Session

from flows.acts.minutes import import_minutes
from flows.boards.run_forms import NO_FILE, offer
from models.forms.letters import LetterForm
from models.forms.parts import picked
from models.intake.words import Trouble
from tasks.acts.table import ACTS
from tasks.console.forms.choices import Choices, choices_of
from tasks.intake.desks.files import USES
from tests.factories import campaign_with, desk_file, paris

AT = paris("2026-04-16 10:00")
SENT = "Direction de la Formation et de l'Orientation (DFOR), 15/04/2026 10:00"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a store of its own."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))


def test_files_of_desks_are_offered_to_the_forms_that_read_them(session: Session) -> None:
    """The latest first, by their names, their desks and when they came; what is dangerous is offered to none."""
    campaign_with(session)
    sheet = desk_file(session, b"PK", "saisie · V2.xlsx")
    older, newer = (desk_file(session, b"a@b.example", name) for name in ("liste.csv", "liste-2.txt"))
    desk_file(session, b"MZ", "liste-3.txt", trouble=Trouble.executable)

    files = choices_of(session, at=AT).files

    assert files["importer-proces-verbal"] == (f"{sheet} · saisie V2.xlsx · {SENT}",)
    assert [picked(choice) for choice in files["prevenir-structures"]] == [newer, older]
    assert files["deposer-texte"] == ()


def test_each_use_is_an_act_whose_form_asks_for_a_file() -> None:
    """A receipt leads to no form that does not take what came, be it one file or several; a letter may enclose any."""
    asking = {act.name for act in ACTS.values() if {"file", "files"} & act.form.model_fields.keys()}

    assert {use.act for use in USES} == asking - {ACTS[LetterForm].name}


def test_a_form_without_a_file_to_offer_says_how_one_comes() -> None:
    """An empty list would refuse everything."""
    field = _field(Choices(today=AT.date(), regions=()))

    assert (field["description"], "enum" in field) == (NO_FILE, False)


def test_a_form_offers_what_came() -> None:
    """A name cannot be markup in the console."""
    choice = f"fichier-1 · <b>.xlsx · {SENT}"
    field = _field(Choices(today=AT.date(), regions=(), files={"importer-proces-verbal": (choice,)}))

    [offered] = field["enum"]
    assert picked(offered) == "fichier-1"
    assert "<" not in offered


def _field(choices: Choices) -> dict[str, Any]:
    """The field of the file, as the form to import minutes is drawn."""
    drawn = offer(parameter_schema(import_minutes).model_dump(), "importer-proces-verbal", choices)
    field: dict[str, Any] = drawn["definitions"]["MinutesFileForm"]["properties"]["file"]
    return field
