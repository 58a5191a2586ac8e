"""A form read as it was sent: each fault is a French sentence that names the field as the console does."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.errors import Refusal
from models.forms.dossiers import OpeningForm
from models.forms.faults import MENDS, FormRefusal, read_form
from models.forms.meetings import OrderForm
from models.forms.parts import Form
from models.forms.requests import CompletionForm
from tasks.acts.table import ACTS
from tests.support import for_each

SOUND = {"reference": "ARA-2026-0001", "pieces": [{"piece": "annexe-1", "reason": "manquante"}], "by": "Mme Essai"}
STRANGE: tuple[Any, ...] = (None, "", " ", "x", "31/12/2026", -1, 10**30, 1.5, True, [], [{}], [""], {}, {"x": 1})
"""What a form may be sent in the place of a value."""

each_form = for_each(act.form for act in ACTS.values() if act.topic)


def refused(form: type[Form], said: object) -> list[str]:
    """The sentences that refuse what was sent."""
    with pytest.raises(FormRefusal) as caught:
        read_form(form, said)
    assert str(caught.value) == " ".join(caught.value.sentences)
    return list(caught.value.sentences)


def test_what_is_sound_is_read() -> None:
    """As the form itself reads it."""
    assert read_form(CompletionForm, SOUND) == CompletionForm.model_validate(SOUND)


def test_a_form_that_was_read_is_itself() -> None:
    """Programs send forms, not what people type."""
    form = CompletionForm.model_validate(SOUND)

    assert read_form(CompletionForm, form) is form


def test_what_is_missing_or_blank_is_to_be_filled_in() -> None:
    """Each by its title, in the order of the fields."""
    assert refused(CompletionForm, {"pieces": [], "by": " "}) == [
        "Pièces demandées : ajoutez une ligne au moins.",
        "Saisi par : à remplir.",
    ]
    assert refused(CompletionForm, None) == ["Pièces demandées : à remplir.", "Saisi par : à remplir."]


def test_a_fault_in_a_line_says_which() -> None:
    """Lines are counted as people count."""
    lines = [{"piece": "annexe-1", "reason": "manquante"}, {"reason": "manquante"}]

    assert refused(CompletionForm, {**SOUND, "pieces": lines}) == ["Pièces demandées · ligne 2 · Pièce : à remplir."]


def test_a_wrong_value_is_quoted_with_its_mend() -> None:
    """A day, a number out of bounds, a word for a number."""
    assert refused(CompletionForm, {**SOUND, "due": "31/12/2026"}) == [
        "Dernier jour « 31/12/2026 » : choisissez un jour du calendrier, ou écrivez-le ainsi : 2027-06-17."
    ]
    session = {"region": "auvergne-rhone-alpes", "opens": "2027-01-18", "by": "Mme Essai"}
    assert refused(OpeningForm, {**session, "year": 1999}) == ["Année « 1999 » : il faut au moins 2000."]
    moved = {"reference": "ARA-2026-0001", "stage": "commission", "reason": "x", "by": "y", "position": "dix"}
    assert refused(OrderForm, moved) == [
        "Nouveau rang « dix » : écrivez un nombre entier, par exemple 1.",
    ]


def test_what_our_own_checks_say_is_said_as_it_is() -> None:
    """They speak French already."""
    assert refused(CompletionForm, {**SOUND, "reference": ""}) == [
        "Dossier «  » : choisissez-le dans la liste, ou tapez sa référence."
    ]


def test_a_refusal_of_a_form_is_one_of_the_rules() -> None:
    """Who catches the one catches the other."""
    assert issubclass(FormRefusal, Refusal)


@each_form
def test_each_fault_that_there_may_be_has_its_sentence(form: type[Form]) -> None:
    """Whatever is sent in the place of any field."""
    told = {fault for said in sent(form) for fault in faults_of(form, said)} - {"form"}

    assert told - MENDS.keys() == set()


def sent(form: type[BaseModel]) -> Iterator[dict[str, Any]]:
    """Forms with one strange value each, in their lines too."""
    yield {}
    for name, field in form.model_fields.items():
        yield from ({name: strange} for strange in STRANGE)
        for part in (each for each in parts_of(field.annotation) if issubclass(each, BaseModel)):
            for said in sent(part):
                yield from ({name: said}, {name: [said]})


def parts_of(annotation: Any) -> Iterator[type]:  # noqa: ANN401  types are of any type
    """The classes that an annotation is made of."""
    if isinstance(annotation, type):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from parts_of(argument)


def faults_of(form: type[Form], said: dict[str, Any]) -> list[str]:
    """What pydantic calls the faults of a form."""
    try:
        form.model_validate(said)
    except ValidationError as error:
        return [fault["type"] for fault in error.errors()]
    return []
