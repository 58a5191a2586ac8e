"""The forms about meetings: what they understand, what they refuse, and how they say it."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.forms.meetings import MeetingForm, MinutesFileForm, OrderForm, RecusalForm, SittingForm, faults_of
from models.forms.parts import Form
from models.region.stages.kinds import KNOWN
from models.vocabulary import DecisionSense, OpinionSense

SIGNATORY = {"name": "Camille Essai", "capacity": "Présidente"}
MEETING = {"session": "ara-2026", "stage": "groupe de travail", "on": "2026-06-18", "by": "Mme Essai"}
RECUSAL = {"references": ["ARA-2026-0001"], "by": "Mme Essai"}
ORDER = {"reference": "ARA-2026-0001", "stage": "commission", "position": 1, "reason": "Un motif.", "by": "Mme Essai"}


def sitting(stage: str, *lines: dict[str, Any], **fields: Any) -> SittingForm:  # noqa: ANN401
    """Return what was said at a meeting, signed."""
    row = {"session": "ara-2026", "stage": stage, "lines": list(lines), "signatory": SIGNATORY, "by": "M. Essai"}
    return SittingForm.model_validate(row | fields)


def line(sense: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what was said of a dossier."""
    return {"reference": "ARA-2026-0001", "sense": sense} | fields


def refusal(form: type[Form], row: dict[str, Any]) -> str:
    """Return what a form says of its first fault."""
    with pytest.raises(ValidationError) as refused:
        form.model_validate(row)
    return refused.value.errors()[0]["msg"]


@pytest.mark.parametrize("said", ["groupe de travail", "working_group", "working_group · Groupe de travail"])
def test_a_body_is_named_in_french_or_as_programs_do(said: str) -> None:
    """The console offers the French words; scenarios have their own."""
    assert MeetingForm.model_validate(MEETING | {"stage": said}).stage == "working_group"


@pytest.mark.parametrize("stage", ["deposit", "effect", "prise d'effet"])
def test_a_stage_that_no_body_carries_has_no_meeting(stage: str) -> None:
    """Neither the deposit nor the effect."""
    assert refusal(MeetingForm, MEETING | {"stage": stage}) == (
        f"Instance « {stage} » : choisissez parmi : groupe de travail, commission."
    )


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("14:30", "14:30"),
        ("14h30", "14:30"),
        ("14 h 30", "14:30"),
        ("9 H", "09:00"),
        ("00:00", "00:00"),
    ],
)
def test_an_hour_is_read_as_people_write_it(said: str | None, hour: str | None) -> None:
    """A box that was cleared says nothing: the usual hour."""
    assert MeetingForm.model_validate(MEETING | {"hour": said}).hour == hour


@pytest.mark.parametrize("said", ["24:00", "14:60", "14", "midi", "14:3"])
def test_what_is_no_hour_is_told(said: str) -> None:
    """With an example."""
    assert refusal(MeetingForm, MEETING | {"hour": said}) == f"Heure « {said} » : écrivez 14:00, par exemple."


def test_what_is_left_empty_says_nothing() -> None:
    """The console sends an empty text for a box that was typed in, then cleared."""
    form = MeetingForm.model_validate(MEETING | {"place": " ", "urgency": ""})

    assert (form.place, form.urgency) == (None, None)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ({"member": "Préfecture de région"}, "Préfecture de région"),
        ({"name": "Le vice-président"}, "Le vice-président"),
        ({"member": "", "name": "Le vice-président"}, "Le vice-président"),
    ],
)
def test_a_recusal_names_a_seat_or_says_whose_it_is(said: dict[str, str], who: str) -> None:
    """The list holds the seats of the region file; others may sit there."""
    assert RecusalForm.model_validate(RECUSAL | said).who == who


@pytest.mark.parametrize(
    ("said", "told"),
    [({}, ""), ({"member": "", "name": " "}, ""), ({"member": "Région", "name": "M. Essai"}, "Région et M. Essai")],
)
def test_a_recusal_is_of_one_member(said: dict[str, str], told: str) -> None:
    """Neither of nobody nor of two."""
    assert refusal(RecusalForm, RECUSAL | said) == (
        f"Membre « {told} » : choisissez son siège dans la liste, ou écrivez sa fonction."
    )


@pytest.mark.parametrize(("field", "value"), [("position", 0), ("position", -1), ("reason", " "), ("by", "")])
def test_a_rank_counts_from_one_and_has_a_reason(field: str, value: object) -> None:
    """The order is that of receipt: the journal says why it is not."""
    with pytest.raises(ValidationError):
        OrderForm.model_validate(ORDER | {field: value})


def test_minutes_are_read_dry_unless_told_otherwise() -> None:
    """Whoever sends the form too early changes nothing."""
    assert MinutesFileForm(file="fichier-1", by="Mme Essai").confirmed is None


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("working_group", line("favourable")),
        ("working_group", line("unfavourable", reasons="Article 3.")),
        ("working_group", line("adjourn", reasons="Article 3.", recused=["rectorat"], dissent="Un membre.")),
        ("commission", line("accepted", reasons="Article 2.")),
        ("commission", line("refused", reasons="Article 3.")),
        ("commission", line("adjourned", reasons="Article 3.", pieces=["annexe-4"])),
    ],
)
def test_each_body_says_its_own(stage: str, said: dict[str, Any]) -> None:
    """Opinions for the one, decisions for the other."""
    assert sitting(stage, said).dossiers == ["ARA-2026-0001"]


REASONS = "indiquez les motifs, en droit et en fait."
PIECES = "des pièces ne se demandent qu'avec un ajournement de la commission."
SIGNED = "indiquez le signataire de la décision : prénom, nom et qualité."


@pytest.mark.parametrize(
    ("stage", "said", "signatory", "told"),
    [
        ("working_group", line("unfavourable"), None, f"« défavorable » : {REASONS}"),
        ("working_group", line("adjourn", reasons=" "), None, f"« à ajourner » : {REASONS}"),
        ("working_group", line("favourable", pieces=["annexe-4"]), None, f"« favorable » : {PIECES}"),
        ("commission", line("refused"), SIGNATORY, f"« refusée » : {REASONS}"),
        ("commission", line("accepted"), None, f"« acceptée » : {SIGNED}"),
        ("commission", line("accepted", pieces=["annexe-4"]), SIGNATORY, f"« acceptée » : {PIECES}"),
        ("commission", line("refused", pieces=["annexe-4"]), None, f"« refusée » : {REASONS} ; {PIECES} ; {SIGNED}"),
    ],
)
def test_a_line_that_no_notice_could_tell_is_refused(
    stage: str, said: dict[str, Any], signatory: dict[str, str] | None, told: str
) -> None:
    """CRPA L211-2, L211-5 and L212-1: with the dossier, what was said of it, and all of its mends."""
    row = {"session": "ara-2026", "stage": stage, "lines": [said], "signatory": signatory, "by": "M. Essai"}

    assert refusal(SittingForm, row) == f"ARA-2026-0001 {told}"


def test_a_dossier_has_one_line() -> None:
    """Two would say two things; a reference is the same in any case."""
    lines = [line("favourable"), line("favourable") | {"reference": "ara-2026-0001"}]
    row = {"session": "ara-2026", "stage": "working_group", "lines": lines, "by": "M. Essai"}

    assert refusal(SittingForm, row) == "Dossier « ARA-2026-0001 » : il est saisi deux fois ; gardez une seule ligne."


@pytest.mark.parametrize(("stage", "sense"), [("working_group", "favourable"), ("commission", "accepted")])
def test_nothing_keeps_a_sound_line_from_being_recorded(stage: str, sense: str) -> None:
    """What a page shows as wrong is exactly what the rule refuses."""
    form = sitting(stage, line(sense))

    assert faults_of(KNOWN[form.stage], form.lines[0], form.signatory) == []


@pytest.mark.parametrize("sense", [*OpinionSense, *DecisionSense])
def test_a_sense_comes_back_as_it_was_said(sense: OpinionSense | DecisionSense) -> None:
    """Opinions and decisions share no word: « à ajourner » never becomes « ajournée »."""
    stage = "working_group" if isinstance(sense, OpinionSense) else "commission"
    form = sitting(stage, line(sense.value, reasons="Article 3."))

    assert SittingForm.model_validate_json(form.model_dump_json()).lines[0].sense is sense
