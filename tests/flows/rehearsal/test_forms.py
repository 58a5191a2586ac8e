"""What a scenario says of an incomplete dossier becomes the form that a coordinator would fill in."""

from datetime import date
from typing import Any

import pytest

from flows.rehearsal.events import Event
from flows.rehearsal.forms import FORMS
from models.form_parts import Form
from models.request_forms import (
    CancellationForm,
    CarryOverForm,
    CompletionForm,
    ExtensionForm,
    RequestedPiece,
    ResubmissionForm,
)
from models.statuses import RequestReason

WHO = {"application": "a", "by": "Coordination"}
FILLED = {"application": "ARA-2021-0001", "by": "Coordination"}

ACTS: list[tuple[str, dict[str, Any], Form]] = [
    (
        "request_completion",
        {"pieces": {"annexe-1": "missing"}, "due": "2021-04-30", "message": "Merci."},
        CompletionForm(
            **FILLED,
            pieces=[RequestedPiece(piece="annexe-1", reason=RequestReason.missing)],
            due=date(2021, 4, 30),
            message="Merci.",
        ),
    ),
    (
        "extend",
        {"to": "2021-05-10", "reason": "Fermeture"},
        ExtensionForm(**FILLED, to=date(2021, 5, 10), reason="Fermeture"),
    ),
    ("cancel_request", {"reason": "Erreur"}, CancellationForm(**FILLED, reason="Erreur")),
    ("carry_over", {"reason": "Travaux"}, CarryOverForm(**FILLED, reason="Travaux")),
    ("resubmit", {}, ResubmissionForm(**FILLED)),
    ("resubmit", {"reason": "Complet"}, ResubmissionForm(**FILLED, reason="Complet")),
]

REASONS = [
    ("unsigned", RequestReason.unsigned, None),
    ("non signée", RequestReason.unsigned, None),
    ("établie sur un autre modèle", RequestReason.wrong_form, None),
    ("la convention signée", RequestReason.other, "la convention signée"),
]


@pytest.mark.parametrize(("kind", "said", "form"), ACTS)
def test_an_act_fills_in_its_form(kind: str, said: dict[str, Any], form: Form) -> None:
    """Each key of the event is the field that it names."""
    event = Event.model_validate({"at": "2021-04-01 10:00", kind: WHO | said})

    assert FORMS[kind](event.what, "ara-2021", "ARA-2021-0001") == form


@pytest.mark.parametrize(("words", "reason", "expected"), REASONS)
def test_a_reason_is_one_of_those_known_or_what_is_expected(
    words: str, reason: RequestReason, expected: str | None
) -> None:
    """A known reason by its word or as applicants read it; any other text is what the applicant should send."""
    said = WHO | {"pieces": {"annexe-4": words}}
    event = Event.model_validate({"at": "2021-04-01 10:00", "request_completion": said})

    form = FORMS["request_completion"](event.what, "ara-2021", "ARA-2021-0001")

    assert form.model_dump()["pieces"] == [{"piece": "annexe-4", "reason": reason, "expected": expected}]
