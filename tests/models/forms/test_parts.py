"""What all run forms are made of: the dossier they are about, chosen or typed, and words that are French."""

from typing import Annotated

import pytest
from pydantic import BaseModel, ValidationError

from models.dossiers.application import REASON_LABELS
from models.errors import Refusal
from models.forms.decisions import RectificationForm
from models.forms.faults import read_form
from models.forms.parts import (
    NO_CAPACITY,
    NO_FACT,
    NO_LAW,
    NO_NAME,
    SEPARATOR,
    DossierForm,
    DossiersForm,
    in_french,
    is_no_capacity,
    names_nobody,
    picked,
    says_no_fact,
    says_no_law,
    wrong,
)
from models.forms.requests import RequestedPiece
from models.vocabulary import RequestReason

CHOICE = "ARA-2027-0012 · Maison de l'emploi de la Loire · incomplet depuis le 3 mai"


def refusal(form: type[BaseModel], **fields: object) -> str:
    """Return what a form answers to some values."""
    with pytest.raises(ValidationError) as refused:
        form.model_validate(fields)
    [error] = refused.value.errors()
    return error["msg"]


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        (CHOICE, "ARA-2027-0012"),
        ("annexe-1 · Annexe 1", "annexe-1"),
        ("annexe-1", "annexe-1"),
        ("  annexe-1  ", "annexe-1"),
        ("annexe-1·Annexe 1", "annexe-1"),
        ("annexe-1 · ", "annexe-1"),
    ],
)
def test_a_choice_names_its_first_part(choice: str, named: str) -> None:
    """Whatever follows it is for the reader."""
    assert picked(choice) == named


def test_a_choice_is_made_with_the_separator_that_reads_it() -> None:
    """One sign, written and read in one place."""
    assert picked(SEPARATOR.join(("annexe-1", "Annexe 1", "indispensable"))) == "annexe-1"


@pytest.mark.parametrize(
    "fields",
    [
        {"application": CHOICE},
        {"reference": "ARA-2027-0012"},
        {"reference": " ara-2027-0012\n"},
        {"application": "ara-2027-0012"},
        {"application": CHOICE, "reference": "Ara-2027-0012"},
        {"application": CHOICE, "reference": ""},
        {"application": "", "reference": CHOICE},
    ],
)
def test_a_dossier_is_chosen_or_typed(fields: dict[str, str]) -> None:
    """In the list, by its reference in any case, or both where they agree."""
    assert DossierForm.model_validate(fields).dossiers == ["ARA-2027-0012"]


@pytest.mark.parametrize("fields", [{}, {"application": ""}, {"application": "  ", "reference": None}])
def test_a_form_about_no_dossier_is_refused(fields: dict[str, str | None]) -> None:
    """With both ways to name one."""
    assert refusal(DossierForm, **fields) == "Dossier «  » : choisissez-le dans la liste, ou tapez sa référence."


def test_a_list_and_a_reference_that_disagree_are_refused() -> None:
    """Nobody guesses which one was meant: both are shown."""
    said = refusal(DossierForm, application=CHOICE, reference="ARA-2027-0013")

    assert said == (
        "Dossier « ARA-2027-0012 et ARA-2027-0013 » : la liste et la référence disent deux dossiers ; gardez-en un."
    )


def test_several_dossiers_are_chosen_and_typed_each_once() -> None:
    """In the order of the form; one that is in both boxes counts once."""
    form = DossiersForm(applications=[CHOICE, "ARA-2027-0003"], references=["ara-2027-0012", "ARA-2027-0001"])

    assert form.dossiers == ["ARA-2027-0012", "ARA-2027-0003", "ARA-2027-0001"]


@pytest.mark.parametrize("fields", [{}, {"applications": [], "references": []}])
def test_a_form_about_some_dossiers_names_one_at_least(fields: dict[str, list[str]]) -> None:
    """An empty list is refused, in the words of the form."""
    assert refusal(DossiersForm, **fields) == "Dossiers «  » : choisissez-en un dans la liste, ou tapez sa référence."


@pytest.mark.parametrize("form", [DossierForm, DossiersForm])
def test_a_form_needs_no_field_in_particular(form: type[BaseModel]) -> None:
    """The server, which judges by the schema, lets either box be empty."""
    assert "required" not in form.model_json_schema()


@pytest.mark.parametrize("reason", RequestReason)
def test_a_word_is_understood_in_french_and_in_the_code(reason: RequestReason) -> None:
    """A person picks « illisible », a scenario says « unreadable »."""
    said = [REASON_LABELS[reason], reason.value, reason]

    lines = [RequestedPiece.model_validate({"piece": "annexe-1", "reason": one, "expected": "Tout."}) for one in said]

    assert [line.reason for line in lines] == [reason] * 3


@pytest.mark.parametrize("value", ["perdue", "", "Illisible", None, 3, [], ["illisible"], {"illisible": 1}])
def test_another_word_is_refused_with_those_there_are(value: object) -> None:
    """Whatever it is: a program may send anything in a field."""
    said = refusal(RequestedPiece, piece="annexe-1", reason=value)

    assert said == (
        f"Motif « {value} » : choisissez parmi : manquante, illisible, non signée, périmée, établie sur un autre "
        "modèle, à reprendre."
    )


def test_a_list_of_words_is_offered_in_french() -> None:
    """The Prefect UI draws the labels, and no word of the code."""
    shown = RequestedPiece.model_json_schema()["properties"]["reason"]

    assert shown["enum"] == list(REASON_LABELS.values())


def test_labels_are_told_apart_from_any_vocabulary() -> None:
    """Nothing in the part knows what the words are about."""

    class Answer(BaseModel):
        reason: Annotated[RequestReason, *in_french("Cause", {RequestReason.missing: "absente"})]

    assert Answer.model_validate({"reason": "absente"}).reason is RequestReason.missing
    assert refusal(Answer, reason="ailleurs") == "Cause « ailleurs » : choisissez parmi : absente."


def test_an_error_names_the_field_the_value_and_the_mend() -> None:
    """As every refusal does; braces in what somebody typed are only braces."""
    assert wrong("Motif", "{0}", "dites-le.").message() == "Motif « {0} » : dites-le."


@pytest.mark.parametrize("text", ["x", ".", "Refus", "a b", "N/A", "—", "1 2 3 4"])
def test_a_word_is_no_reason(text: str) -> None:
    """CRPA L211-5: the facts of an act are a sentence; of the law, they name the text besides."""
    assert (says_no_fact(text), says_no_law(text)) == (True, True)


@pytest.mark.parametrize(
    ("text", "is_law"),
    [
        ("Le dossier ne prévoit aucun accueil.", False),
        ("Article 3 du cahier des charges : un accueil ouvert à tous.", True),
        ("L. 6111-5 du code du travail", True),
        ("Délibération du 12 mars 2020", True),
    ],
)
def test_reasons_in_law_name_a_text(text: str, *, is_law: bool) -> None:
    """An article, a code, a deliberation: facts alone are no law."""
    assert (says_no_fact(text), says_no_law(text)) == (False, not is_law)


@pytest.mark.parametrize(
    ("name", "is_somebody"), [("C", False), ("Camille", False), ("C E", False), (". .", False), ("A. Essai", True)]
)
def test_who_signs_has_a_first_name_and_a_name(name: str, *, is_somebody: bool) -> None:
    """CRPA L212-1; an initial may stand for one of them."""
    assert names_nobody(name) is not is_somebody


@pytest.mark.parametrize(("capacity", "is_one"), [("D", False), ("1", False), ("DG", True), ("Présidente", True)])
def test_who_signs_has_a_capacity(capacity: str, *, is_one: bool) -> None:
    """More than a sign."""
    assert is_no_capacity(capacity) is not is_one


def test_an_act_signed_by_a_letter_is_refused() -> None:
    """Field, value and mend, in French."""
    said = {"reference": "ARA-2026-0001", "decision": "refused", "reasons": "x", "law": "y", "by": "Essai"}

    with pytest.raises(Refusal) as refused:
        read_form(RectificationForm, said | {"signatory": {"name": "C", "capacity": "D"}})

    assert list(refused.value.sentences) == [
        f"Motifs en droit « y » : {NO_LAW}",
        f"Motifs en fait « x » : {NO_FACT}",
        f"Prénom et nom « C » : {NO_NAME}",
        f"Qualité « D » : {NO_CAPACITY}",
    ]
