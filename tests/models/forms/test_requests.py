"""The coordinator's forms on incomplete dossiers: kept as they were meant, or refused in French."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.forms.parts import Form
from models.forms.requests import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm
from models.vocabulary import RequestReason

REFERENCE = "ARA-2026-0001"
PIECE = {"piece": "annexe-1", "reason": "illisible"}

FILLED: dict[type[Form], dict[str, Any]] = {
    CompletionForm: {"application": REFERENCE, "pieces": [PIECE], "by": "Mme Essai"},
    ExtensionForm: {"application": REFERENCE, "to": "2026-05-20", "reason": "congés", "by": "Mme Essai"},
    CancellationForm: {"application": REFERENCE, "reason": "erreur", "by": "Mme Essai"},
    CarryOverForm: {"application": REFERENCE, "reason": "déménagement", "by": "Mme Essai"},
    ResubmissionForm: {"application": REFERENCE, "by": "Mme Essai"},
}
"""Each form with what it needs and no more."""

NEEDED = [(form, field) for form, row in FILLED.items() for field in row if field != "application"]

forms = pytest.mark.parametrize("form", FILLED, ids=lambda form: form.__name__)


def filled(form: type[Form], **changes: Any) -> Any:  # noqa: ANN401  a test changes whatever it is about
    """Return a form with what it needs, except some changes."""
    return form.model_validate(FILLED[form] | changes)


def refusal(form: type[Form], **changes: Any) -> str:  # noqa: ANN401
    """Return what a form answers to some changes."""
    with pytest.raises(ValidationError) as refused:
        filled(form, **changes)
    [error] = refused.value.errors()
    return error["msg"]


@forms
def test_a_form_needs_no_more_than_this(form: type[Form]) -> None:
    """What may be left empty has a default."""
    assert filled(form).dossiers == [REFERENCE]


@forms
def test_a_form_is_about_one_dossier(form: type[Form]) -> None:
    """A delay, a reason or a piece is each dossier's own."""
    said = refusal(form, reference="ARA-2026-0002")

    assert said.startswith("Dossier « ARA-2026-0001 et ARA-2026-0002 »")


@pytest.mark.parametrize(("form", "field"), NEEDED)
def test_what_a_form_needs_cannot_be_left_out_or_blank(form: type[Form], field: str) -> None:
    """Who acts, and what the applicant will read."""
    without = {name: value for name, value in FILLED[form].items() if name != field}

    with pytest.raises(ValidationError):
        form.model_validate(without)
    with pytest.raises(ValidationError):
        filled(form, **{field: "  "})


@forms
def test_a_field_that_does_not_exist_is_refused(form: type[Form]) -> None:
    """A slip in a scenario or a script is not silently dropped."""
    with pytest.raises(ValidationError):
        filled(form, motif="panne")


@forms
def test_every_field_is_asked_in_french(form: type[Form]) -> None:
    """A title for each, in the form and in its lines, never the code's word."""
    schema = form.model_json_schema()

    parts = [schema, *schema.get("$defs", {}).values()]
    fields = {name: field for part in parts for name, field in part.get("properties", {}).items()}
    assert {name for name, field in fields.items() if field.get("title", name).lower() == name} == set()


def test_a_request_is_read_as_it_was_filled_in() -> None:
    """Pieces as the list offers them, reasons in French, a day, a message."""
    line = {"piece": "annexe-2 · Annexe 2", "reason": "non signée", "expected": " La dernière page. "}

    form = filled(CompletionForm, pieces=[PIECE, line], due="2026-05-20", message=" Bonjour. ")

    [first, second] = form.pieces
    assert (first.piece, first.reason, first.expected) == ("annexe-1", RequestReason.unreadable, None)
    assert (second.piece, second.reason) == ("annexe-2", RequestReason.unsigned)
    assert (second.expected, form.due, form.message) == ("La dernière page.", date(2026, 5, 20), "Bonjour.")


def test_a_request_asks_for_something() -> None:
    """An empty list is refused."""
    with pytest.raises(ValidationError):
        filled(CompletionForm, pieces=[])


@pytest.mark.parametrize("again", ["annexe-1", "annexe-1 · Annexe 1", " annexe-1 "])
def test_a_piece_is_asked_for_once(again: str) -> None:
    """Two lines on one piece would say two things: the message names it."""
    said = refusal(CompletionForm, pieces=[PIECE, {"piece": again, "reason": "périmée"}])

    assert said == "Pièces demandées « annexe-1 » : cette pièce est demandée deux fois ; gardez une seule ligne."


@pytest.mark.parametrize("reason", ["other", "à reprendre"])
@pytest.mark.parametrize("expected", [None, "", "   "])
def test_to_be_redone_is_not_enough(reason: str, expected: str | None) -> None:
    """The applicant must read what is wrong, and the message names the piece."""
    said = refusal(CompletionForm, pieces=[{"piece": "annexe-1", "reason": reason, "expected": expected}])

    assert said == "Ce qui est attendu «  » : dites-le pour la pièce annexe-1 : « à reprendre » ne suffit pas."


def test_to_be_redone_with_what_is_expected_is_taken() -> None:
    """Then the reason is the sentence."""
    form = filled(CompletionForm, pieces=[{"piece": "annexe-1", "reason": "à reprendre", "expected": "Le budget."}])

    assert [(line.reason, line.expected) for line in form.pieces] == [(RequestReason.other, "Le budget.")]


@pytest.mark.parametrize(("form", "field"), [(CompletionForm, "due"), (ExtensionForm, "to")])
def test_a_day_that_is_none_is_refused(form: type[Form], field: str) -> None:
    """30 February has no last second."""
    with pytest.raises(ValidationError):
        filled(form, **{field: "2026-02-30"})


def test_the_reason_of_a_new_presentation_may_be_left_out() -> None:
    """It goes to the journal; a box that was cleared says nothing."""
    assert [filled(ResubmissionForm, reason=reason).reason for reason in (None, "", " prêt ")] == [None, None, "prêt"]
