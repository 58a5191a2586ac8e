"""What all run forms are made of: texts that are never empty, the dossier an act is about, and who acts."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from models.errors import shown
from models.vocabulary import StageName

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# A box that somebody typed in, then cleared, is sent as an empty text: it says nothing, and is no error.
OptionalWords = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True)] | None, AfterValidator(lambda text: text or None)
]

By = Annotated[
    Words,
    Field(
        title="Saisi par",
        description="Votre nom ou votre fonction : le journal du dossier doit dire qui a agi.",
    ),
]

Examiner = Annotated[
    Words,
    Field(
        title="Saisi par",
        description="Vos prénom et nom : le journal du dossier doit dire qui a agi, et les courriers disent au "
        "candidat qui instruit son dossier (article L. 111-2 du CRPA).",
    ),
]

DayOff = Annotated[
    OptionalWords,
    Field(
        default=None,
        title="Jour férié ou dimanche",
        description="À motiver seulement si la séance se tient un tel jour : il est alors confirmé.",
    ),
]
"""Why a body meets on a day of rest."""


def _confirmation(value: object) -> object:
    """Read what confirms an act; a box that is not ticked, or was cleared, confirms nothing."""
    return value.strip().upper() or None if isinstance(value, str) else value or None


Confirmed = Annotated[
    bool | str | None,
    BeforeValidator(_confirmation),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]}),
    Field(
        title="Confirmation",
        description="Vide : rien ne se fait, et le compte rendu dit ce qui se ferait. Le code qu'il donne, ou son lien "
        "qui le remplit, confirme cela et rien d'autre.",
    ),
]
"""What confirms an act that is shown first: the code of what was shown. Programs, which nothing is shown to, say True
and confirm whatever it does."""

_FEWEST_WORDS, _FEWEST_SIGNS = 2, 8
"""Below these, what is typed is no reason: a word, a sign, « x »."""

_NAMES_A_TEXT = re.compile(
    r"\b(articles?|art|codes?|lois?|décrets?|arrêtés?|délibérations?|règlements?|cahiers?|chartes?|conventions?)\b"
    r"|\b[LRD]\. ?\d",
    re.IGNORECASE,
)

IN_FACT, IN_LAW = "Motifs en fait", "Motifs en droit"
NO_FACT = "c'est trop court : dites les faits, en une phrase au moins (article L. 211-5 du CRPA)."
NO_LAW = "citez le texte appliqué, et ce qu'il demande : « article 3 du cahier : … » (article L. 211-5 du CRPA)."
NO_NAME = "écrivez le prénom et le nom de qui signe (article L. 212-1 du CRPA)."
NO_CAPACITY = "écrivez la qualité de qui signe, par exemple « Présidente » (article L. 212-1 du CRPA)."


def says_no_fact(text: str) -> bool:
    """Return True if a text is too short to be the reasons of an act."""
    words = re.findall(r"\w+", text)
    return len(words) < _FEWEST_WORDS or sum(map(len, words)) < _FEWEST_SIGNS


def says_no_law(text: str) -> bool:
    """Return True if a text is too short to be reasons in law, or names no text of law."""
    return says_no_fact(text) or not _NAMES_A_TEXT.search(text)


def names_nobody(text: str) -> bool:
    """Return True if a text is not a first name and a name: an initial may stand for one of them."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) < _FEWEST_WORDS or all(len(word) == 1 for word in words)


def is_no_capacity(text: str) -> bool:
    """Return True if a text says no capacity: « D », « . »."""
    return not re.search(r"[^\W\d_]{2}", text)


def _judged(title: str, is_wrong: Callable[[str], bool], mend: str) -> AfterValidator:
    def judge(text: str | None) -> str | None:
        if text and is_wrong(text):
            raise wrong(title, text, mend)
        return text

    return AfterValidator(judge)


_FACTS, _LAW = _judged(IN_FACT, says_no_fact, NO_FACT), _judged(IN_LAW, says_no_law, NO_LAW)
Facts = Annotated[Words, _FACTS]
OptionalFacts = Annotated[OptionalWords, _FACTS]
Law = Annotated[
    Annotated[OptionalWords, _LAW],
    Field(
        default=None,
        title=IN_LAW,
        description="Le texte appliqué, et ce qu'il demande. Vide : les textes du fichier de région.",
    ),
]
"""Reasons in fact and in law (CRPA L211-5): neither can be a word."""

PersonName = Annotated[Words, _judged("Prénom et nom", names_nobody, NO_NAME)]
Capacity = Annotated[Words, _judged("Qualité", is_no_capacity, NO_CAPACITY)]
"""Whoever signs an act (CRPA L212-1)."""

SEPARATOR = " · "
"""What stands between the parts of a choice: « ARA-2027-0012 · Maison de l'emploi de la Loire · incomplet… »."""


def picked(choice: str) -> str:
    """Return what a choice of a list names: its first part."""
    return choice.split(SEPARATOR.strip(), maxsplit=1)[0].strip()


Picked = Annotated[Words, AfterValidator(picked)]
"""A choice of a list, or what it names typed alone."""

OptionalPicked = Annotated[OptionalWords, AfterValidator(lambda choice: picked(choice) if choice else None)]
"""The same, where nothing may be chosen."""


RECEIVED = (
    "Choisissez-le dans la liste : ce qu'un service nous a envoyé par courriel, à l'adresse de dépôt ou en réponse à "
    "l'un de nos courriels."
)
"""How a form asks for a file: nobody types where it is."""


def wrong(field: str, value: object, mend: str) -> PydanticCustomError:
    """Return the error of a field, to raise: its French title, the value, how to mend it."""
    return PydanticCustomError(
        "form", "{field} « {value} » : {mend}", {"field": field, "value": shown(value), "mend": mend}
    )


def in_french(title: str, labels: Mapping[Any, str]) -> tuple[BeforeValidator, WithJsonSchema]:
    """Return what makes an enumeration be shown by its French labels; its own words are understood too."""
    members = {label: member for member, label in labels.items()}

    def read(value: object) -> object:
        if isinstance(value, StrEnum):
            return value
        if isinstance(value, str) and value in labels:
            return value
        if not isinstance(value, str) or value not in members:
            raise wrong(title, value, f"choisissez parmi : {', '.join(members)}.")
        return members[value]

    return BeforeValidator(read), WithJsonSchema({"type": "string", "enum": list(members)})


def named_stage(
    title: str, usual: Mapping[StageName, str], others: Mapping[StageName, str] = MappingProxyType({})
) -> tuple[BeforeValidator, WithJsonSchema]:
    """Return what makes a stage be known by its usual name, or by its key, alone or with what it is called. Which ones
    a session has is judged with its rules, but that `others` are none of these."""
    names = {label: name for name, label in ({**others, **usual}).items()}

    def read(value: object) -> object:
        said = names.get(value.strip().lower(), picked(value)) if isinstance(value, str) else None
        if not said or (said in others and said not in usual):
            raise wrong(title, value, f"choisissez parmi : {', '.join(usual.values())}.")
        return said

    return BeforeValidator(read), WithJsonSchema({"type": "string", "enum": list(usual.values())})


_LINE = re.compile(r"\s*([^:=\s][^:=]{0,39}?)\s*[:=]\s*(.*)")


def coded_lines(field: str, text: str) -> dict[str, str]:
    """Return what is typed of each code, in lower case: « E1 : tenu », a line each. Raises the error of a line without
    a code, and of a code that is there twice."""
    found: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        said = _LINE.fullmatch(line)
        if said is None:
            raise wrong(field, line.strip(), "écrivez le code, deux-points, puis ce que vous en dites : « E1 : … ».")
        code = said[1].casefold()
        if code in found:
            raise wrong(field, said[1], "ce code est écrit deux fois ; gardez une seule ligne.")
        found[code] = said[2].strip()
    return found


def _hour(text: str | None) -> str | None:
    """Read an hour as people write it: « 14:30 », « 14 h 30 », « 9h »."""
    if text is None:
        return None
    said = re.fullmatch(r"([01]?[0-9]|2[0-3]) ?[h:] ?([0-5][0-9])?", text, re.IGNORECASE)
    if said is None:
        raise wrong("Heure", text, "écrivez 14:00, par exemple.")
    return f"{int(said[1]):02d}:{said[2] or '00'}"


Hour = Annotated[OptionalWords, AfterValidator(_hour)]
"""An hour, or none."""


class Form(BaseModel):
    """A form: unknown fields are refused, texts are never empty. One that is `shown_first` is so whatever it does; any
    other that asks for a confirmation, where it does something to more than one dossier."""

    shown_first: ClassVar[bool] = False
    model_config = ConfigDict(extra="forbid", frozen=True)


class DossierForm(Form):
    """A form about one dossier: chosen in the list that the console offers, or typed by its reference."""

    application: OptionalWords = Field(default=None, title="Dossier", description="Choisissez-le dans la liste.")
    reference: OptionalWords = Field(
        default=None,
        title="Ou sa référence",
        description="Si le dossier n'est pas dans la liste : ARA-2027-0001, par exemple.",
    )

    @model_validator(mode="after")
    def _names_one_dossier(self) -> Self:
        named = self.dossiers
        if not named:
            raise wrong("Dossier", "", "choisissez-le dans la liste, ou tapez sa référence.")
        if len(named) > 1:
            raise wrong("Dossier", " et ".join(named), "la liste et la référence disent deux dossiers ; gardez-en un.")
        return self

    @property
    def dossiers(self) -> list[str]:
        """The reference of the dossier, alone."""
        return named_in(self.model_dump())


class DossiersForm(Form):
    """A form about one or several dossiers."""

    applications: list[Words] = Field(
        default_factory=list, title="Dossiers", description="Choisissez-les dans la liste."
    )
    references: list[Words] = Field(
        default_factory=list,
        title="Ou leurs références",
        description="Pour ceux qui ne sont pas dans la liste : ARA-2027-0001, par exemple.",
    )

    @model_validator(mode="after")
    def _names_some_dossier(self) -> Self:
        if not self.dossiers:
            raise wrong("Dossiers", "", "choisissez-en un dans la liste, ou tapez sa référence.")
        return self

    @property
    def dossiers(self) -> list[str]:
        """The references of the dossiers, each once."""
        return named_in(self.model_dump())


def named_in(said: Mapping[str, Any]) -> list[str]:
    """Return the references that a form's values name, each once: chosen in a list, or typed."""
    one = (said.get("application"), said.get("reference"))
    several = (*(said.get("applications") or ()), *(said.get("references") or ()))
    return list(dict.fromkeys(picked(words).upper() for words in (*one, *several) if words))
