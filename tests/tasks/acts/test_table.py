"""The table of acts: nothing that a person may do is missing from it, and nothing in it is said elsewhere."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import models.forms
from models.forms.intake import PaperForm
from models.forms.meetings import SittingForm
from models.forms.parts import Form
from tasks.acts.act import Act
from tasks.acts.table import ACTS
from tests.support import for_each

ROOT = Path(__file__).parents[3]
each_act = for_each(ACTS.values())

INNER = {"OpinionForm", "DecisionForm"}
"""What the form of a sitting is split into, once it is recorded."""


def sent_by_people() -> set[type[Form]]:
    """Return the forms that say who fills them in."""
    for module in pkgutil.iter_modules(models.forms.__path__, "models.forms."):
        importlib.import_module(module.name)
    return {form for form in below(Form) if "by" in form.model_fields and form.__name__ not in INNER}


def below(form: type[Form]) -> Iterator[type[Form]]:
    """Yield the forms of the product that are made from one."""
    for each in form.__subclasses__():
        if each.__module__.startswith("models."):
            yield each
        yield from below(each)


def test_every_form_is_in_the_table() -> None:
    """A new form is of use only with its row."""
    assert sent_by_people() - ACTS.keys() == set()


@each_act
def test_a_title_names_what_its_form_holds(act: Act[Any]) -> None:
    """The name of a run reads fields, not what is made of them, but for the dossiers: it would say « None »."""
    named = re.findall(r"form\[(\w+)\]", act.title) if isinstance(act.title, str) else []

    assert set(named) <= {*act.form.model_fields, "dossiers"}


@pytest.mark.parametrize("column", ["name", "title", "description", "rule"])
def test_a_row_is_told_from_the_others(column: str) -> None:
    """Deployments, runs and flows, which are named as the rules, are found by these."""
    said = [value for act in ACTS.values() if (value := getattr(act, column)) is not None]
    names = [value.__name__ if column == "rule" else value for value in said]

    assert len(names) == len(set(names))


@each_act
def test_a_form_about_dossiers_offers_some(act: Act[Any]) -> None:
    """Those that the act may be about, or members; a form about none has no list."""
    is_about_some = bool({"application", "applications"} & act.form.model_fields.keys())

    assert [act.offered, act.members].count(None) == (1 if is_about_some else 2)


ON_ITS_OWN = {
    "autoriser-effacement",
    "enregistrer-sites",
    "importer-proces-verbal",
    "prevenir-structures",
    "reclasser-envoi",
}
"""The acts whose run leaves an account of another sort: line by line, how many of each sort, or what would change."""


@each_act
def test_an_act_tells_what_it_changed(act: Act[Any]) -> None:
    """Besides where its dossier stands, which is all that some acts on dossiers change."""
    is_on_dossiers = act.offered is not None or act.form in (PaperForm, SittingForm)

    assert act.account is not None or is_on_dossiers or act.name in ON_ITS_OWN
    assert act.account is not None or act.topic != "membres" or act.name in ON_ITS_OWN


@each_act
def test_what_is_read_in_the_console_is_a_sentence(act: Act[Any]) -> None:
    """Above a form, and beside its flow."""
    for said in (act.description, act.asks):
        assert said[0].isupper()
        assert said.endswith(".")


def texts_of(folder: str) -> set[str]:
    """Return the texts in the code of a folder, docstrings included."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("folder", ["flows/acts", "flows/rehearsal", "tasks/console"])
def test_no_other_table_says_what_a_row_says(folder: str) -> None:
    """The flows of acts, the rehearsal and what the forms offer follow from the row."""
    rows = {(act.name, act.event, act.title, act.description, act.asks) for act in ACTS.values()}
    # A bare word may mean something else there.
    said = {text for row in rows for text in row if isinstance(text, str) and not text.isalpha()}

    assert texts_of(folder) & said == set()
