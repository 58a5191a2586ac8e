"""A form read as it was sent: sound, or refused with each of its faults in French, by the title of its field."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.errors import Refusal
from models.forms.parts import Form

F = TypeVar("F", bound=Form)

_TO_FILL = "à remplir."
_NUMBER = "écrivez un nombre entier, par exemple 1."
_DAY = "choisissez un jour du calendrier, ou écrivez-le ainsi : 2027-06-17."
_OTHERWISE = "cette valeur ne convient pas ; corrigez-la, ou videz ce champ."

MENDS: Mapping[str, str] = {
    "missing": _TO_FILL,
    "model_type": _TO_FILL,
    "string_too_short": _TO_FILL,
    "too_short": "ajoutez une ligne au moins.",
    "string_type": "un texte est attendu.",
    "list_type": "une liste est attendue.",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than_equal": "il faut au moins {ge}.",
    "less_than_equal": "il faut au plus {le}.",
    "bool_type": "cochez la case, ou laissez-la vide.",
    "bool_parsing": "cochez la case, ou laissez-la vide.",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "enum": "choisissez dans la liste.",
    "extra_forbidden": "ce champ n'est pas de ce formulaire ; retirez-le.",
}
"""How to mend a field, by what pydantic calls its fault."""

_OURS = "form"
_LONGEST = 120  # characters shown of a value


class FormRefusal(Refusal):
    """A form whose own checks refuse it, with all that is wrong with it."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Say each fault in a sentence, in the order of the fields."""
        super().__init__("Formulaire", "", " ".join(faults))
        self.args, self._faults = (" ".join(faults),), tuple(faults)

    @property
    def sentences(self) -> Sequence[str]:
        """Each fault."""
        return self._faults


def read_form(form: type[F], said: object) -> F:
    """Return what somebody sent as the form that it is. Raises FormRefusal for what its own checks refuse."""
    try:
        return form.model_validate({} if said is None else said)
    except ValidationError as error:
        raise FormRefusal(list(dict.fromkeys(_sentence(form, fault) for fault in error.errors()))) from None


def _sentence(form: type[Form], fault: ErrorDetails) -> str:
    if fault["type"] == _OURS:
        return fault["msg"]
    title, mend = " · ".join(_titles(form, fault["loc"])) or "Formulaire", MENDS.get(fault["type"], _OTHERWISE)
    value = _shown(fault["input"])
    return f"{title}{f' « {value} »' if value else ''} : {mend.format_map(fault.get('ctx', {}))}"


def _titles(form: type[BaseModel], place: Sequence[int | str]) -> Iterator[str]:
    """Yield what the console calls each field on the way to a fault."""
    model: type[BaseModel] | None = form
    for step in place:
        if isinstance(step, int):
            yield f"ligne {step + 1}"
            continue
        field = model.model_fields.get(step) if model else None
        yield (field.title or step) if field else step
        model = _part_of(field.annotation) if field else None


def _part_of(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  types are of any type
    """Return the form that a field holds, one or a list of them; None where it holds none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_part_of, get_args(annotation))), None)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "coché" if value else ""
    if isinstance(value, date | datetime):
        return f"{value:%d/%m/%Y}"
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
