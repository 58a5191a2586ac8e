"""What people fill in: kept as it was meant, or refused with the field, the value and the mend."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.forms.dossiers import (
    AdmissionForm,
    DecisionForm,
    ExaminationForm,
    OpeningForm,
    OpinionForm,
    PostponementForm,
    WithdrawalForm,
)
from models.forms.parts import Form

SIGNATORY = {"name": "Camille Essai", "capacity": "Présidente de la commission"}

FILLED: dict[type[Form], dict[str, Any]] = {
    OpeningForm: {"region": "auvergne-rhone-alpes", "year": 2026, "opens": "2026-01-19", "by": "Mme Essai"},
    ExaminationForm: {"applications": ["ARA-2026-0001"], "finding": "favourable", "by": "Mme Essai"},
    OpinionForm: {"applications": ["ARA-2026-0001"], "opinion": "favourable", "by": "Mme Essai"},
    DecisionForm: {
        "applications": ["ARA-2026-0001"],
        "decision": "accepted",
        "signatory": SIGNATORY,
        "by": "Mme Essai",
    },
    PostponementForm: {
        "session": "ara-2026",
        "stage": "deposit",
        "to": "2026-05-15",
        "reason": "grève",
        "by": "Mme Essai",
    },
    WithdrawalForm: {"application": "ARA-2026-0001", "by": "Mme Essai"},
    AdmissionForm: {"application": "ARA-2026-0001", "reason": "panne", "by": "Mme Essai"},
}
"""Each form with what it needs and no more."""

forms = pytest.mark.parametrize("form", FILLED, ids=lambda form: form.__name__)
TWO = ["ARA-2026-0001", "ARA-2026-0002"]


def filled(form: type[Form], **changes: Any) -> Form:  # noqa: ANN401  a test changes whatever it is about
    """A form with what it needs, except some changes."""
    return form.model_validate(FILLED[form] | changes)


def refusal(form: type[Form], **changes: Any) -> str:  # noqa: ANN401
    """What a form answers to some changes."""
    with pytest.raises(ValidationError) as refused:
        filled(form, **changes)
    [error] = refused.value.errors()
    return error["msg"]


@forms
def test_a_form_needs_no_more_than_this(form: type[Form]) -> None:
    """What may be left empty has a default."""
    assert filled(form).model_dump(mode="json", exclude_defaults=True) == FILLED[form]


@forms
def test_every_act_says_who_did_it(form: type[Form]) -> None:
    """The journal has to say who: left out or blank, it is refused."""
    with pytest.raises(ValidationError):
        form.model_validate({name: value for name, value in FILLED[form].items() if name != "by"})
    with pytest.raises(ValidationError):
        filled(form, by="  ")


@forms
def test_a_field_that_does_not_exist_is_refused(form: type[Form]) -> None:
    """A slip in a scenario or a script is not silently dropped."""
    with pytest.raises(ValidationError):
        filled(form, motif="panne")


@forms
def test_every_field_is_asked_in_french(form: type[Form]) -> None:
    """The UI shows a title for each, never the code's word."""
    properties = form.model_json_schema()["properties"]

    untitled = [name for name, field in properties.items() if field.get("title", name).lower() == name]
    assert set(untitled) <= {"session"}  # the same word in both languages


REASONED = [
    (OpinionForm, "opinion", "unfavourable", "Avis « unfavourable »"),
    (OpinionForm, "opinion", "adjourn", "Avis « adjourn »"),
    (DecisionForm, "decision", "refused", "Décision « refused »"),
    (DecisionForm, "decision", "adjourned", "Décision « adjourned »"),
]

reasoned = pytest.mark.parametrize(("form", "field", "value", "said"), REASONED)


@reasoned
@pytest.mark.parametrize("reasons", [None, "", "  \n"])
def test_what_is_against_an_applicant_needs_reasons(
    form: type[Form], field: str, value: str, said: str, reasons: str | None
) -> None:
    """CRPA L211-2: in law and in fact; spaces are no reasons."""
    message = refusal(form, **{field: value, "reasons": reasons})

    assert message == f"{said} : indiquez les motifs, en droit et en fait."


@reasoned
def test_reasons_are_those_of_one_dossier(form: type[Form], field: str, value: str, said: str) -> None:
    """Two dossiers are two forms, even refused for the same reasons."""
    message = refusal(form, **{field: value, "reasons": "hors du champ", "applications": TWO})

    assert said
    assert message.startswith("Dossiers « ARA-2026-0001, ARA-2026-0002 » : un seul dossier à la fois")


@reasoned
def test_one_dossier_with_its_reasons_is_taken(form: type[Form], field: str, value: str, said: str) -> None:
    """Then nothing else is asked."""
    taken = filled(form, **{field: value, "reasons": " hors du champ "})

    assert said
    assert taken.model_dump(mode="json")["reasons"] == "hors du champ"


@pytest.mark.parametrize("form", [ExaminationForm, OpinionForm, DecisionForm])
def test_several_dossiers_may_share_what_favours_them(form: type[Form]) -> None:
    """A body says yes to a list."""
    assert filled(form, applications=TWO).model_dump()["applications"] == TWO


@pytest.mark.parametrize("form", [ExaminationForm, OpinionForm, DecisionForm])
def test_an_act_is_about_a_dossier(form: type[Form]) -> None:
    """An empty list is refused."""
    with pytest.raises(ValidationError):
        filled(form, applications=[])


ONE_DOSSIERS_OWN: list[dict[str, Any]] = [
    {"finding": None},
    {"finding": "unfavourable"},
    {"comment": "statuts à jour"},
    {"unusable": [{"piece": "annexe-1", "reason": "illisible"}]},
]


@pytest.mark.parametrize("remark", ONE_DOSSIERS_OWN, ids=lambda remark: next(iter(remark)))
def test_what_an_examiner_remarks_is_about_one_dossier(remark: dict[str, Any]) -> None:
    """Only a bare favourable finding may be that of several."""
    message = refusal(ExaminationForm, applications=TWO, **remark)

    assert message.startswith("Dossiers « ARA-2026-0001, ARA-2026-0002 » : un seul dossier à la fois")


@pytest.mark.parametrize("decision", ["accepted", "refused"])
def test_pieces_are_asked_with_an_adjournment_only(decision: str) -> None:
    """Who is accepted or refused has nothing to send."""
    message = refusal(DecisionForm, decision=decision, reasons="Des motifs de fait.", pieces=["annexe-4", "annexe-5"])

    assert message == "Pièces demandées « annexe-4, annexe-5 » : elles ne vont qu'avec un ajournement."


@pytest.mark.parametrize("missing", ["name", "capacity"])
def test_a_decision_is_signed(missing: str) -> None:
    """CRPA L212-1: first name, name and capacity of its author."""
    with pytest.raises(ValidationError):
        filled(DecisionForm, signatory=SIGNATORY | {missing: " "})


@pytest.mark.parametrize("reference", ["ara-2026-0001", " ARA-2026-0001 ", "Ara-2026-0001\n"])
def test_a_reference_may_be_typed_in_any_case(reference: str) -> None:
    """Spaces around it do not matter either."""
    assert WithdrawalForm(application=reference, by="Mme Essai").dossiers == ["ARA-2026-0001"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_box_that_was_cleared_says_nothing(reason: str) -> None:
    """Where words may be left out, an empty text is none."""
    assert WithdrawalForm(application="ARA-2026-0001", reason=reason, by="Mme Essai").reason is None


def test_the_prefect_ui_may_send_a_cleared_box() -> None:
    """The schema against which the server judges a form lets an empty text through."""
    schema = WithdrawalForm.model_json_schema()["properties"]["reason"]

    assert schema["anyOf"] == [{"type": "string"}, {"type": "null"}]
