"""No path of the server is typed by a person: forms and gates ask for none, and offer what desks sent instead."""

import importlib
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.responses import DeploymentResponse
from prefect.utilities.callables import parameter_schema

from flows.boards.run_forms import OURS, is_gone, offer
from flows.gates.form import form_of
from models.vocabulary import StageName
from tasks.console.forms.choices import Choices
from tasks.intake.desks.files import USES
from tests.factories import paris
from tests.flows.test_prefect_yaml import DEPLOYMENTS
from tests.support import for_each
from tests.tasks.meetings.pages.filled import page_of

PLACE = re.compile(r"\b(chemins?|serveur|répertoire|dossier des documents|path)\b|/srv|\.spro", re.IGNORECASE)
FORMATS = {"path", "file-path", "directory-path"}
CHOICE = "fichier-1 · saisie.xlsx · DFOR, 15/04/2026 10:00"
CHOICES = Choices(
    today=paris("2026-04-16 10:00").date(),
    regions=("auvergne-rhone-alpes",),
    files={use.act: (CHOICE,) for use in USES},
)

Field = tuple[str, dict[str, Any]]


def drawn(name: str) -> dict[str, Any]:
    """The form of a deployment as the console draws it."""
    module, _, function = DEPLOYMENTS[name]["entrypoint"].rpartition(".")
    flow = getattr(importlib.import_module(module), function)
    return offer(parameter_schema(flow).model_dump(), name, CHOICES)


def fields(schema: object) -> Iterator[Field]:
    """Yield each field of a schema, at any depth, with its name."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties.items() if isinstance(properties, dict) else ()
        for part in schema.values():
            yield from fields(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from fields(part)


def asks_for_a_place(field: Field) -> bool:
    """Return True if a field asks where something is on the server."""
    name, said = field
    words = " ".join(str(said.get(key, "")) for key in ("title", "description"))
    return bool(PLACE.search(f"{name} {words}")) or said.get("format") in FORMATS


@for_each(DEPLOYMENTS)
def test_no_form_asks_for_a_path(name: str) -> None:
    """Of all that is deployed."""
    assert [field for field, said in fields(drawn(name)) if asks_for_a_place((field, said))] == []


@pytest.mark.parametrize("name", [use.act for use in USES])
def test_a_form_that_uses_a_file_offers_those_that_came(name: str) -> None:
    """To be chosen, one or several, by what it is called, who sent it and when."""
    asked = [said for field, said in fields(drawn(name)) if field in ("file", "files")]
    offered = [said.get("items", said).get("enum") for said in asked]

    assert [[choice.split(" · ")[0] for choice in enum or ()] for enum in offered] == [["fichier-1"]]


def test_a_region_is_chosen() -> None:
    """Among those that come with the program, and the one that the installation names."""
    assert [said["enum"] for field, said in fields(drawn("ouvrir-session")) if field == "region"] == [
        ["auvergne-rhone-alpes"]
    ]


@pytest.mark.parametrize("stage", ["working_group", "commission"])
def test_no_page_of_a_gate_asks_for_a_path(stage: StageName) -> None:
    """What a body said is typed there, and nothing else."""
    assert [field for field in fields(form_of(page_of(stage))) if asks_for_a_place(field)] == []


def test_a_field_that_asks_for_a_path_would_be_seen() -> None:
    """By its words, its name or its format."""
    assert asks_for_a_place(("file", {"title": "Fichier", "description": "Chemin, sur le serveur, d'un fichier."}))
    assert asks_for_a_place(("path", {}))
    assert asks_for_a_place(("file", {"title": "Fichier", "format": "path"}))


@pytest.mark.parametrize(
    ("entrypoint", "gone"),
    [
        ("flows.acts.minutes.import_minutes", False),
        ("flows.acts.table.withdraw", False),
        ("flows.acts.members.export", True),
        ("flows.acts.table.nothing_of_ours", True),
    ],
)
def test_a_deployment_whose_flow_the_program_has_no_more_is_gone(entrypoint: str, *, gone: bool) -> None:
    """The act that wrote to a folder, where it was installed: it keeps no form from being drawn."""
    found = DeploymentResponse(name="essai", flow_id=uuid4(), labels={}, tags=[OURS], entrypoint=entrypoint)

    assert is_gone(found) is gone
