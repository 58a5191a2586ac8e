"""What people fill in about deposits: who sent them, which belong together, what came on paper, and when."""

import re
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from models.forms.parts import (
    By,
    DossierForm,
    Form,
    Hour,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    named_in,
    wrong,
)
from models.intake.identifiers import Identity, read_identity
from models.intake.postal import BETWEEN_LINES, address_lines
from models.intake.words import Way
from models.vocabulary import LegalKind

NO_NETWORK = "aucun"
"""What is chosen for an organisation that belongs to no network."""


class Manner(StrEnum):
    """What is done with two deposits of one organisation."""

    unite = auto()
    supersede = auto()
    dismiss = auto()


MANNERS: dict[Manner, str] = {
    Manner.unite: "réunir",
    Manner.supersede: "remplacer",
    Manner.dismiss: "clore le signalement",
}
"""What may be done with them, as the form calls it."""

ON_PAPER: dict[Way, str] = {Way.post: "par la poste", Way.hand: "en main propre"}
"""How a paper comes, as the form calls it."""


class Verdict(StrEnum):
    """What a person holds of a postmark that cannot be read."""

    in_time = auto()
    late = auto()


VERDICTS: dict[Verdict, str] = {Verdict.in_time: "dans les délais", Verdict.late: "hors délai"}
"""What may be held of it, as the form calls it."""


LEGAL_KINDS: dict[LegalKind, str] = {
    LegalKind.public: "personne publique",
    LegalKind.private: "organisme de droit privé",
}
"""Which law an organisation is of, as the form calls it."""


def _address(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+", text):
        raise wrong("Courriel", text, "écrivez une adresse, par exemple contact@structure.example.")
    return text.lower() if text else None


Contact = Annotated[Words, AfterValidator(_address)]
Postal = Annotated[OptionalWords, AfterValidator(lambda text: postal_address(text) if text else None)]
"""A postal address, or none: its lines on one."""
OptionalContact = Annotated[OptionalWords, AfterValidator(_address)]

LONGEST_ADDRESS, MOST_LINES = 38, 6
"""Characters and lines of an address that the window of an envelope shows (NF Z 10-011)."""


def postal_address(text: str) -> str:
    """Return a postal address on one line. Raises for what no envelope takes, or what is a mail address."""
    lines = address_lines(text)
    if "@" in text or not any(sign.isdigit() for sign in lines[-1] if lines):
        raise wrong("Adresse postale", text, "écrivez-la en entier, le code postal et la ville à la dernière ligne.")
    if len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_ADDRESS:
        raise wrong("Adresse postale", text, f"{MOST_LINES} lignes de {LONGEST_ADDRESS} signes au plus.")
    return BETWEEN_LINES.join(lines)


_ROLE = "De préférence l'adresse de l'organisme : la console garde ce qui est saisi ici."


def identity_of(text: str) -> Identity:
    """Return what a number identifies by, or refuse it."""
    identity = read_identity(text)
    if identity is None:
        mend = (
            "ce n'est ni un SIRET (14 chiffres, clé comprise), ni un RNA (W et 9 chiffres), ni un UAI (7 chiffres et "
            "une lettre) ; vérifiez la saisie."
        )
        raise wrong("Identifiant", text, mend)
    return identity


class IdentificationForm(DossierForm):
    """Says which organisation a dossier is from (`identifier-dossier`, CRPA R112-9-1)."""

    organisation: Words = Field(title="Organisme", description="Son nom exact : c'est ainsi qu'il sera écrit partout.")
    identifier: Words = Field(title="Identifiant", description="SIRET (14 chiffres) ; à défaut, RNA ou UAI.")
    network: OptionalPicked = Field(
        default=None,
        title="Réseau",
        description="Il donne le cercle, au jour de la réception. Vide : inchangé ; « aucun » : troisième cercle.",
    )
    legal_kind: Annotated[LegalKind, *in_french("Nature juridique", LEGAL_KINDS)] | None = Field(
        default=None,
        title="Nature juridique",
        description="Vide : inchangée, ou celle que dit l'identifiant. Le silence ne décide jamais de la demande d'une "
        "personne publique (articles L. 100-3 et L. 231-1 du CRPA).",
    )
    contact: OptionalContact = Field(
        default=None, title="Courriel du candidat", description=f"Vide : inchangé. {_ROLE}"
    )
    second_contact: OptionalContact = Field(
        default=None,
        title="Seconde adresse",
        description="Les lettres qui reviennent de la première y partent aussitôt. Vide : inchangée.",
    )
    reason: OptionalWords = Field(default=None, title="Motif", description="S'il y a lieu ; il va au journal.")
    by: By

    @field_validator("identifier")
    @classmethod
    def _stands_its_check(cls, text: str) -> str:
        identity_of(text)
        return text

    @property
    def identity(self) -> Identity:
        """The identifier, read."""
        return identity_of(self.identifier)


class MergerForm(DossierForm):
    """Makes one dossier of two of an organisation, or says that there is nothing to join (`rapprocher-dossiers`)."""

    application: OptionalWords = Field(
        default=None, title="Dossier à conserver", description="Choisissez-le dans la liste."
    )
    other: OptionalWords = Field(
        default=None, title="Dossier à rapprocher", description="Celui qui n'aura plus de vie propre."
    )
    other_reference: OptionalWords = Field(
        default=None, title="Ou sa référence", description="Si le dossier à rapprocher n'est pas dans la liste."
    )
    manner: Annotated[Manner, *in_french("Que faire", MANNERS)] = Field(
        title="Que faire",
        description="Réunir : les pièces s'additionnent, et la dernière version de chacune compte. Remplacer : seules "
        "comptent les pièces du dossier rapproché. Clore le signalement : il n'y a rien à rapprocher.",
    )
    reason: OptionalWords = Field(default=None, title="Motif", description="S'il y a lieu ; il va au journal.")
    by: By

    @model_validator(mode="after")
    def _names_what_it_needs(self) -> Self:
        others = named_in({"application": self.other, "reference": self.other_reference})
        said = " et ".join(others)
        if self.manner is Manner.dismiss and others:
            raise wrong("Dossier à rapprocher", said, "videz ce champ : clore un signalement ne rapproche rien.")
        if self.manner is not Manner.dismiss and not others:
            raise wrong("Dossier à rapprocher", "", "choisissez-le dans la liste, ou tapez sa référence.")
        if len(others) > 1:
            raise wrong("Dossier à rapprocher", said, "la liste et la référence disent deux dossiers ; gardez-en un.")
        if others == self.dossiers:
            raise wrong("Dossier à rapprocher", said, "c'est le dossier à conserver ; choisissez l'autre.")
        return self

    @property
    def joined(self) -> str:
        """The reference of the dossier to join to the other; nothing where there is none."""
        return "".join(named_in({"application": self.other, "reference": self.other_reference}))


class PaperForm(Form):
    """Records a deposit on paper (`enregistrer-depot-papier`, CRPA L112-1)."""

    way: Annotated[Way, *in_french("Voie", ON_PAPER)] = Field(title="Voie", description="Comment le dépôt est arrivé.")
    received_on: date | None = Field(
        default=None, title="Reçu le", description="Le jour de son arrivée chez nous ; vide : aujourd'hui."
    )
    hour: Hour = Field(
        default=None, title="À (heure)", description="14:30, par exemple ; vide : midi, ou maintenant si c'est ce jour."
    )
    postmark: date | None = Field(
        default=None,
        title="Cachet de la poste",
        description="Sa date : c'est elle qui dit si le dépôt est dans les délais (article L. 112-1 du CRPA).",
    )
    unreadable: bool = Field(
        default=False,
        title="Cachet illisible",
        description="Absent ou illisible : arrivé après la date limite, le dépôt attendra une décision.",
    )
    organisation: Words = Field(title="Organisme", description="Son nom, tel qu'il figure sur le dossier.")
    identifier: OptionalWords = Field(
        default=None,
        title="Identifiant",
        description="SIRET (14 chiffres) ; à défaut, RNA ou UAI. Vide s'il manque, ou s'il est faux sur le dossier.",
    )
    network: OptionalPicked = Field(
        default=None, title="Réseau", description="Celui que le dossier indique ; vide s'il n'en indique pas."
    )
    contact: OptionalContact = Field(
        default=None, title="Courriel du candidat", description=f"Nous lui écrivons par courriel. {_ROLE}"
    )
    postal: Postal = Field(
        default=None,
        title="Adresse postale",
        description="À défaut de courriel : toutes nos lettres lui sont alors postées. Une ligne de l'enveloppe par "
        f"ligne, ou séparées par « / ». {_ROLE}",
    )
    pieces: list[Picked] = Field(
        default_factory=list, title="Pièces reçues", description="Celles qui sont dans l'envoi."
    )
    complete: bool = Field(
        default=False, title="Toutes les pièces", description="À cocher, plutôt que de les choisir une à une."
    )
    comment: OptionalWords = Field(
        default=None, title="Commentaire", description="Il porte sur l'envoi, jamais sur une personne."
    )
    by: By

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.identifier:
            identity_of(self.identifier)
        if self.hour and self.received_on is None:
            raise wrong("À (heure)", self.hour, "indiquez aussi le jour, dans « Reçu le ».")
        if self.way is Way.hand and (self.postmark or self.unreadable):
            raise wrong("Cachet de la poste", self.postmark or "illisible", "un dépôt en main propre n'en porte pas.")
        if self.way is Way.post and bool(self.postmark) is self.unreadable:
            said = self.postmark or ""
            raise wrong("Cachet de la poste", said, "indiquez sa date, ou cochez « Cachet illisible » : l'un des deux.")
        if bool(self.pieces) is self.complete:
            said = ", ".join(self.pieces)
            raise wrong("Pièces reçues", said, "choisissez-les, ou cochez « Toutes les pièces » : l'un des deux.")
        return self

    @model_validator(mode="after")
    def _says_where_to_write(self) -> Self:
        if bool(self.contact) is bool(self.postal):
            said = self.contact or ""
            raise wrong("Courriel du candidat", said, "indiquez-le, ou à défaut une adresse postale : l'un des deux.")
        return self

    @property
    def reached_at(self) -> str:
        """Where its applicant is written to: a mail address, or a postal one on one line."""
        return self.contact or self.postal or ""

    @property
    def identity(self) -> Identity:
        """The identifier, read; an empty one where the dossier gives none."""
        return identity_of(self.identifier) if self.identifier else Identity()


class PostmarkForm(DossierForm):
    """Says whether a letter whose postmark cannot be read is in time (`statuer-sur-le-cachet`)."""

    verdict: Annotated[Verdict, *in_french("Décision", VERDICTS)] = Field(
        title="Décision",
        description="Dans les délais : l'accusé de réception part. Hors délai : le candidat en est averti.",
    )
    reason: Words = Field(
        title="Motif", description="Ce qui le fait penser : date du dossier, délai d'acheminement… Il va au journal."
    )
    by: By
