"""What a scenario says becomes the form that a person would fill in."""

from datetime import date, datetime
from typing import Any

import pytest

from flows.rehearsal.scenario.event_parts import Deposit
from flows.rehearsal.scenario.events import Event
from flows.rehearsal.scenario.forms import FORMS, merged, paper
from flows.rehearsal.scenario.values import PARIS
from models.dossiers.application import Reach
from models.forms.decisions import RectificationForm
from models.forms.dossiers import ExaminationForm, Signatory
from models.forms.intake import PaperForm
from models.forms.meetings import Line, SittingForm
from models.forms.parts import Form
from models.forms.requests import (
    CancellationForm,
    CarryOverForm,
    CompletionForm,
    ExtensionForm,
    RequestedPiece,
    ResubmissionForm,
)
from models.vocabulary import DecisionSense, Ground, OpinionSense, RequestReason
from tasks.acts.table import ACTS

WHO = {"application": "a", "by": "Coordination"}
FILLED = {"application": "ARA-2021-0001", "by": "Coordination"}

SIGNED = {"signatory": {"name": "Camille Exemple", "capacity": "Directrice"}}
SIGNATORY = Signatory(name="Camille Exemple", capacity="Directrice")

FILLED_IN: list[tuple[str, dict[str, Any], Form]] = [
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
    (
        "opinion",
        {"opinion": "adjourn", "reasons": "Bilan à lire", "stage": "working_group"},
        SittingForm(
            session="ara-2021",
            stage="working_group",
            lines=[Line(reference="ARA-2021-0001", sense=OpinionSense.adjourn, reasons="Bilan à lire")],
            by="Coordination",
        ),
    ),
    (
        "decision",
        {"decision": "adjourned", "reasons": "Bilan à lire", "pieces": ["annexe-4"], "stage": "commission", **SIGNED},
        SittingForm(
            session="ara-2021",
            stage="commission",
            signatory=SIGNATORY,
            lines=[
                Line(
                    reference="ARA-2021-0001",
                    sense=DecisionSense.adjourned,
                    reasons="Bilan à lire",
                    pieces=["annexe-4"],
                )
            ],
            by="Coordination",
        ),
    ),
    (
        "rectify",
        {"decision": "refused", "reasons": "Décision illégale", **SIGNED},
        RectificationForm(
            application="ARA-2021-0001",
            by="Coordination",
            decision=DecisionSense.refused,
            reasons="Décision illégale",
            signatory=SIGNATORY,
            reach=Reach.repealed,
            ground=Ground.illegality,
            observations="Invité à présenter ses observations, l'organisme n'en a pas formulé.",
        ),
    ),
]

REASONS = [
    ("unsigned", RequestReason.unsigned, None),
    ("non signée", RequestReason.unsigned, None),
    ("établie sur un autre modèle", RequestReason.wrong_form, None),
    ("la convention signée", RequestReason.other, "la convention signée"),
]


@pytest.mark.parametrize(("kind", "said", "form"), FILLED_IN)
def test_an_act_fills_in_its_form(kind: str, said: dict[str, Any], form: Form) -> None:
    """Each key of the event is the field that it names, and the form is one that a row of the table says."""
    event = Event.model_validate({"at": "2021-04-01 10:00", kind: WHO | said})

    assert FORMS[kind](event.what, "ara-2021", "ARA-2021-0001") == form
    assert type(form) in ACTS


@pytest.mark.parametrize(("words", "reason", "expected"), REASONS)
def test_a_reason_is_one_of_those_known_or_what_is_expected(
    words: str, reason: RequestReason, expected: str | None
) -> None:
    """A known reason by its word or as applicants read it; any other text is what the applicant should send."""
    said = WHO | {"pieces": {"annexe-4": words}}
    event = Event.model_validate({"at": "2021-04-01 10:00", "request_completion": said})

    form = FORMS["request_completion"](event.what, "ara-2021", "ARA-2021-0001")

    assert form.model_dump()["pieces"] == [{"piece": "annexe-4", "reason": reason, "expected": expected}]


def _filled(kind: str, name: str, **said: object) -> Form:
    event = Event.model_validate({"at": "2021-07-01 14:00", kind: {"application": name, "by": "S"} | said})
    return FORMS[kind](event.what, "ara-2021", name)


def _decided(name: str, signatory: str) -> Form:
    signed = {"name": signatory, "capacity": "Directrice"}
    return _filled("decision", name, decision="refused", reasons=f"Motif de {name}", signatory=signed)


def test_what_a_body_says_at_once_is_one_form() -> None:
    """Each dossier with its own line, whatever was said of it."""
    said = [_filled("opinion", "a", opinion="favourable"), _filled("opinion", "b", opinion="adjourn", reasons="R")]

    [form] = merged(said)

    assert isinstance(form, SittingForm)
    assert form.lines == [
        Line(reference="a", sense=OpinionSense.favourable),
        Line(reference="b", sense=OpinionSense.adjourn, reasons="R"),
    ]


def test_what_another_person_signs_is_another_form() -> None:
    """A form has one signatory: in the order of the scenario, one form each time that it changes."""
    said = [
        _decided(name, f"{who} Exemple")
        for name, who in zip("abcd", ("Camille", "Camille", "Dominique", "Camille"), strict=True)
    ]

    forms = list(merged(said))

    assert [form.dossiers for form in forms if isinstance(form, SittingForm)] == [["A", "B"], ["C"], ["D"]]


def test_a_favourable_finding_may_be_that_of_several() -> None:
    """Neighbours alike are one form; what has a remark of its own is alone."""
    finding = {"finding": "favourable"}
    said = [_filled("examine", "a", **finding), _filled("examine", "b", **finding)]
    said.append(_filled("examine", "c", **finding, comment="Vu sur place"))

    forms = list(merged(said))

    assert [form.dossiers for form in forms if isinstance(form, ExaminationForm)] == [["A", "B"], ["C"]]


DEPOSIT: dict[str, Any] = {"as": "a", "organisation": "MJC", "from": "a@mjc.example", "pieces": "all"}
PAPER: dict[str, Any] = {"organisation": "MJC", "contact": "a@mjc.example", "complete": True, "by": "Accueil"}

PAPERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"channel": "hand"}, {"way": "hand"}),
    ({"channel": "post", "postmark": "2021-04-29"}, {"way": "post", "postmark": "2021-04-29"}),
    ({"channel": "post"}, {"way": "post", "unreadable": True}),
    ({"channel": "hand", "pieces": ["dossier"]}, {"way": "hand", "pieces": ["dossier"], "complete": False}),
    ({"channel": "hand", "rna": "W012345678"}, {"way": "hand", "identifier": "W012345678"}),
    ({"channel": "hand", "siret": "73282932000075"}, {"way": "hand"}),
]


@pytest.mark.parametrize(("said", "filled"), PAPERS)
def test_a_deposit_on_paper_is_a_form(said: dict[str, Any], filled: dict[str, Any]) -> None:
    """As whoever opens the envelope fills it in; a number that does not pass its checksum is left out."""
    assert paper(Deposit.model_validate(DEPOSIT | said), None) == PaperForm.model_validate(PAPER | filled)


def test_a_paper_that_came_before_says_when() -> None:
    """Its day and its hour, as a clock showed them."""
    form = paper(Deposit.model_validate(DEPOSIT | {"channel": "hand"}), datetime(2021, 4, 29, 17, 45, tzinfo=PARIS))

    assert (form.received_on, form.hour) == (date(2021, 4, 29), "17:45")
