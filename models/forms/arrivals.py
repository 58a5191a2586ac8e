"""What people fill in about what arrived: what it is, whose, which dossier it is of, which file is which piece."""

import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from models.forms.intake import OptionalContact, identity_of
from models.forms.parts import By, Confirmed, Form, OptionalPicked, OptionalWords, Picked, Words, picked, wrong
from models.intake.identifiers import Identity
from models.intake.words import MEANING_LABELS, NOBODYS, Meaning

NEW, NONE = "nouveau", "aucun"
"""What is chosen where an arrival opens a dossier, or is of none; and where a file is no piece."""

_NATURE = "Ce que c'est"
_WAYS_TO_NAME = re.compile(r"(?:envoi-|\d{4}-)(\d{1,9})")
_MEMBERS = {label: meaning for meaning, label in MEANING_LABELS.items()}


def _meaning(value: object) -> object:
    """Read what an arrival is, by its French label or its own word; nothing chosen is what it was taken for."""
    if value in (None, ""):
        return None
    words = {meaning.value: meaning for meaning in MEANING_LABELS}
    if not isinstance(value, str) or value not in words | _MEMBERS:
        raise wrong(_NATURE, value, f"choisissez parmi : {', '.join(_MEMBERS)}.")
    return (words | _MEMBERS)[value]


def _target(said: str | None) -> str | None:
    """Read a dossier, as it is written, or the words for a new one and for none."""
    if said is None or said.lower() in {NEW, NONE}:
        return said and said.lower()
    return said.upper()


def named_arrival(text: str) -> str:
    """Return how a form names an arrival. Raises what `wrong` gives for what names none."""
    if not _WAYS_TO_NAME.fullmatch(text):
        raise wrong("Envoi", text, "choisissez-le dans la liste, ou tapez son numéro : 2026-000123, par exemple.")
    return text


def row_of(arrival: str) -> int:
    """Return the row of an arrival that a form names."""
    found = _WAYS_TO_NAME.fullmatch(arrival)
    return int(found[1]) if found else 0


_SHOWN: dict[str, Any] = {"anyOf": [{"type": "string", "enum": list(_MEMBERS)}, {"type": "null"}]}
MaybeMeaning = Annotated[Meaning | None, BeforeValidator(_meaning), WithJsonSchema(_SHOWN)]
MaybeTarget = Annotated[OptionalPicked, AfterValidator(_target)]


class FilePiece(Form):
    """A file of an arrival, and a piece that it holds."""

    name: Words = Field(title="Fichier", description="Son nom, ou son rang sur la page de l'envoi.")
    piece: Picked = Field(
        title="Pièce", description="Celle qu'il contient, ou « aucun » s'il n'en est pas une. Une ligne par pièce."
    )


class ReclassificationForm(Form):
    """Says what an arrival is, whose, of which dossier, and which of its files is which piece (`reclasser-envoi`)."""

    shown_first: ClassVar[bool] = True
    arrival: Annotated[Picked, AfterValidator(named_arrival)] = Field(
        title="Envoi",
        description="Choisissez-le dans la liste. Un plus ancien : ce formulaire s'ouvre, rempli, depuis sa page.",
    )
    nature: MaybeMeaning = Field(default=None, title=_NATURE, description="Vide : ce pour quoi il a été pris.")
    target: MaybeTarget = Field(
        default=None,
        title="Dossier",
        description="Celui dont il est, « nouveau » s'il en ouvre un, « aucun » s'il n'est d'aucun. Vide : inchangé, "
        "ou ce que veut ce qu'il est.",
    )
    target_reference: OptionalWords = Field(
        default=None, title="Ou sa référence", description="Si le dossier n'est pas dans la liste."
    )
    organisation: OptionalWords = Field(
        default=None,
        title="Organisme",
        description="Son nom, pour un nouveau dossier. Vide : celui que l'envoi indique.",
    )
    identifier: OptionalWords = Field(
        default=None,
        title="Identifiant",
        description="SIRET (14 chiffres) ; à défaut, RNA ou UAI ; pour un nouveau dossier.",
    )
    contact: OptionalContact = Field(
        default=None, title="Courriel du candidat", description="Pour un nouveau dossier. Vide : celui de l'expéditeur."
    )
    pieces: list[FilePiece] = Field(
        default_factory=list,
        title="Fichiers et pièces",
        description="Les autres fichiers gardent la pièce pour laquelle ils ont été pris.",
    )
    reason: OptionalWords = Field(default=None, title="Motif", description="S'il y a lieu ; il va au journal.")
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="before")
    @classmethod
    def _reads_what_is_typed(cls, said: Any) -> Any:  # noqa: ANN401  whatever was sent
        if not isinstance(said, dict) or not (typed := str(said.get("target_reference") or "").strip()):
            return said
        chosen = picked(str(said.get("target") or ""))
        if chosen and chosen.upper() != typed.upper():
            named = f"{chosen} et {typed}"
            raise wrong("Dossier", named, "la liste et la référence disent deux dossiers ; gardez-en un.")
        return {**said, "target": typed, "target_reference": None}

    @model_validator(mode="after")
    def _each_piece_once(self) -> Self:
        names = [line.piece for line in self.pieces if line.piece != NONE]
        for name in names:
            if names.count(name) > 1:
                raise wrong(
                    "Fichiers et pièces", name, "cette pièce est dite de deux fichiers ; gardez une seule ligne."
                )
        for line in self.pieces:
            said = [other.piece for other in self.pieces if other.name == line.name]
            if NONE in said and len(said) > 1:
                raise wrong("Fichiers et pièces", line.name, "il ne peut être une pièce et n'en être aucune.")
        return self

    @model_validator(mode="after")
    def _fits_its_nature(self) -> Self:
        label = MEANING_LABELS[self.nature] if self.nature else ""
        if self.nature in NOBODYS and (self.target not in {None, NONE} or self.pieces or self.named):
            raise wrong(_NATURE, label, "un tel envoi n'est d'aucun dossier : videz dossier, organisme et pièces.")
        if self.nature is Meaning.deposit and self.target == NONE:
            raise wrong("Dossier", NONE, "un dépôt est d'un dossier : choisissez le sien, ou « nouveau ».")
        if self.nature not in {None, Meaning.deposit} and self.target == NEW:
            raise wrong(_NATURE, label, "seul un dépôt ouvre un dossier : choisissez « dépôt », ou un autre dossier.")
        return self

    @model_validator(mode="after")
    def _fits_its_dossier(self) -> Self:
        if self.target == NONE and self.pieces:
            raise wrong("Fichiers et pièces", "", "sans dossier, aucun fichier n'est une pièce : retirez ces lignes.")
        if self.named and (self.target not in {None, NEW} or self.nature not in {None, Meaning.deposit}):
            raise wrong(
                "Organisme", "", "il ne se dit que d'un nouveau dossier ; sinon, formulaire identifier-dossier."
            )
        if self.identifier:
            identity_of(self.identifier)
        return self

    @property
    def named(self) -> bool:
        """Whether it says whose dossier it is."""
        return bool(self.organisation or self.identifier or self.contact)

    @property
    def identity(self) -> Identity:
        """The identifier, read; an empty one where none is said."""
        return identity_of(self.identifier) if self.identifier else Identity()

    @property
    def said(self) -> dict[str, Any]:
        """What it says of the arrival, by which the same said again is known."""
        return self.model_dump(mode="json", exclude={"arrival", "target_reference", "reason", "by", "confirmed"})
