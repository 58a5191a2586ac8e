"""What is wrong with a region file, said in French to its author: file, line, key, value, mend."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from models.region.stages.kinds import TAGGED


class Saying(NamedTuple):
    """How a kind of error is said; both may hold fields of the error's context."""

    problem: str
    mend: str


_LONGEST = 60  # characters of a value that a message shows
_NOT_A_DATE = Saying("ce n'est pas une date", "Écrivez année-mois-jour, par exemple 2028-12-31.")
_NOT_A_NUMBER = Saying("ce n'est pas un nombre entier", "Écrivez un nombre, sans guillemets.")
_NOT_A_SECTION = Saying("ce n'est pas une section", "Écrivez ses clés en retrait, une par ligne.")
_TRUE_OR_FALSE = Saying("ce n'est ni vrai ni faux", "Écrivez true ou false.")

SAYINGS: dict[str, Saying] = {
    "missing": Saying("clé absente", "Ajoutez-la."),
    "int_parsing": _NOT_A_NUMBER,
    "int_type": _NOT_A_NUMBER,
    "int_from_float": _NOT_A_NUMBER,
    "bool_parsing": _TRUE_OR_FALSE,
    "bool_type": _TRUE_OR_FALSE,
    "date_type": _NOT_A_DATE,
    "date_parsing": _NOT_A_DATE,
    "date_from_datetime_parsing": _NOT_A_DATE,
    "date_from_datetime_inexact": _NOT_A_DATE,
    "dict_type": _NOT_A_SECTION,
    "union_tag_not_found": _NOT_A_SECTION,
    "model_type": _NOT_A_SECTION,
    "string_type": Saying("ce n'est pas un texte", "Mettez la valeur entre guillemets."),
    "string_too_short": Saying("texte vide", "Écrivez-en un."),
    "list_type": Saying("ce n'est pas une liste", "Écrivez [a, b], ou un tiret par ligne."),
    "too_short": Saying("liste vide", "Écrivez au moins un élément."),
    "greater_than": Saying("nombre trop petit", "Écrivez un nombre plus grand que {gt}."),
    "greater_than_equal": Saying("nombre trop petit", "Écrivez un nombre d'au moins {ge}."),
    "less_than_equal": Saying("nombre trop grand", "Écrivez un nombre d'au plus {le}."),
    "literal_error": Saying("valeur inconnue", "Valeurs possibles : {choices}."),
    "region": Saying("{problem}", "{mend}"),
}
"""What each error type of pydantic means to an officer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `key` is dotted, and empty where the whole file is meant; `line` may be None."""

    file: str
    line: int | None
    key: str
    value: object
    mend: str
    problem: str

    def __str__(self) -> str:
        """Say it on one line."""
        where = [self.file]
        where += [f"ligne {self.line}"] if self.line else []
        where += [f"clé « {self.key} »"] if self.key else []
        held = f" (valeur : {_shown(self.value)})" if self.key else ""
        return f"{', '.join(where)} : {self.problem}{held}. {self.mend}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where data came from: how the file is called, the line of each dotted key, and the schema it should fit."""

    file: str
    lines: Mapping[str, int]
    schema: type[BaseModel]

    def fault(self, key: str, value: object, saying: Saying) -> Fault:
        """A fault of that key, at its line or at that of the section in which it should be."""
        return Fault(self.file, self._line(key), key, value, saying.mend, saying.problem)

    def _line(self, key: str) -> int | None:
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key)


def region_faults(error: ValidationError, source: Source) -> list[Fault]:
    """Every fault that pydantic found, in its order."""
    return [fault for details in error.errors() for fault in _faults(details, source)]


def _faults(details: ErrorDetails, source: Source) -> Iterator[Fault]:
    if details["type"] == "region_cross":
        for key, value, problem, mend in details["ctx"]["faults"]:
            yield source.fault(key, value, Saying(problem, mend))
        return
    parts = [str(part) for part in details["loc"] if part != "[key]"]
    value = None if details["type"] == "missing" else details["input"]
    key = ".".join(part for part in parts if part not in TAGGED)
    yield source.fault(key, value, _said(details, parts, source.schema))


def _said(details: ErrorDetails, parts: list[str], schema: type[BaseModel]) -> Saying:
    if details["type"] == "extra_forbidden":
        return unknown_key(parts[-1], _fields_at(schema, parts[:-1]))
    context = dict(details.get("ctx", {}))
    context["choices"] = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected"))))
    saying = SAYINGS.get(details["type"], Saying("valeur refusée", "Corrigez-la."))
    return Saying(saying.problem.format(**context), saying.mend.format(**context))


def unknown_key(key: str, known: list[str]) -> Saying:
    """What to say of a key that does not exist, where `known` ones do."""
    if not known:
        return Saying("clé inconnue", "La clé du dessus n'en contient pas d'autres.")
    near = get_close_matches(key, known, n=1)
    guess = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
    return Saying("clé inconnue", f"{guess}Clés possibles : {', '.join(known)}.")


def _fields_at(schema: type[BaseModel], parts: list[str]) -> list[str]:
    """The keys that the schema knows in the section at that path."""
    kind: Any = schema
    for part in parts:
        kind = _section(kind, part)
    return [field.alias or name for name, field in kind.model_fields.items()] if _is_section(kind) else []


def _section(kind: Any, part: str) -> Any:  # noqa: ANN401  annotations are of any type
    """The annotation of a key, or of the items of a dictionary or a list; of an optional section, the section."""
    if part in TAGGED:
        return TAGGED[part]
    if isinstance(kind, type) and issubclass(kind, RootModel):
        return kind  # its tag comes next
    if _is_section(kind):
        named = next((field for name, field in kind.model_fields.items() if part in (name, field.alias)), None)
        kind = named.annotation if named else None
    elif get_args(kind):
        kind = get_args(kind)[-1]
    choices = (get_args(choice)[0] if get_origin(choice) is Annotated else choice for choice in get_args(kind))
    return next(filter(_is_section, choices), kind) if _is_union(kind) else kind


def _is_section(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_union(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) in (Union, UnionType)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping) and value:
        return ", ".join(f"{key}: {_shown(held)}" for key, held in value.items())
    text = "aucune" if value is None or value == "" else " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
