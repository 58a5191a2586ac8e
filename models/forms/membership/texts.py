"""What people fill in about the texts of reference: a version, who proposed it, what was said of it, its adoption."""

import re
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from models.forms.membership.members import MemberSignatory
from models.forms.parts import (
    RECEIVED,
    By,
    Confirmed,
    Form,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    wrong,
)
from models.members.texts.text import AmendmentOutcome, TextSense
from models.members.texts.workflow import TEXTS
from models.region.policies.membership import TextKey

SENSES: dict[TextSense, str] = {
    TextSense.favourable: "favorable",
    TextSense.reserved: "favorable avec réserves",
    TextSense.unfavourable: "défavorable",
}
"""The sense of an opinion on a text, as people read it."""

WHOSE = "Celle de la région dont c'est le texte."


class Again(StrEnum):
    """Whether members accept a version anew."""

    as_said = auto()
    yes = auto()
    no = auto()


AGAIN: dict[Again, str] = {
    Again.as_said: "selon le fichier de région",
    Again.yes: "oui",
    Again.no: "non",
}


class Named(NamedTuple):
    """A version as a form names it."""

    text: TextKey
    version: str


def named(said: str) -> Named | None:
    """Return the version that « cahier_des_charges:2 » or « cahier des charges : 2 » names; None where none is."""
    text, _, version = (part.strip() for part in said.partition(":"))
    known = next((key for key, label in TEXTS.items() if text.casefold() in {key, label.casefold()}), None)
    return Named(known, version) if known and version else None


def _is_named(said: str) -> str:
    if named(said) is None:
        raise wrong("Version", said, "choisissez-la dans la liste, ou écrivez « cahier des charges : 2 », par exemple.")
    return said


TextName = Annotated[
    Picked,
    AfterValidator(_is_named),
    Field(title="Version", description="Choisissez-la dans la liste, ou écrivez « cahier des charges : 2 »."),
]


def _hexadecimal(digest: str | None) -> str | None:
    if digest is not None and not re.fullmatch(r"[0-9a-f]{64}", digest.lower()):
        raise wrong("Empreinte SHA-256", digest, "une empreinte a 64 chiffres et lettres de a à f.")
    return digest.lower() if digest else None


class TextDraftForm(Form):
    """Records a version of a text as a draft (`deposer-texte`): again, with another file, a draft changes."""

    session: Picked = Field(title="Session", description=WHOSE)
    document: Annotated[TextKey, *in_french("Texte", TEXTS)] = Field(
        title="Texte", description="Celui dont vous déposez une version."
    )
    version: Words = Field(title="Version", description="Par exemple : 2, ou 2026-07.")
    title: Words = Field(title="Titre exact", description="Tel qu'il figure sur le document.")
    file: OptionalPicked = Field(default=None, title="Fichier", description=f"{RECEIVED} Il est conservé.")
    sha256: Annotated[OptionalWords, AfterValidator(_hexadecimal)] = Field(
        default=None,
        title="Ou son empreinte SHA-256",
        description="Si le fichier ne nous a pas été envoyé : il ne pourra être ni téléchargé, ni comparé.",
    )
    by: By

    @model_validator(mode="after")
    def _is_told_by_one_print(self) -> Self:
        if bool(self.file) == bool(self.sha256):
            both = " et ".join(filter(None, (self.file, self.sha256)))
            raise wrong("Fichier", both, "indiquez le fichier, ou son empreinte SHA-256 : l'un des deux.")
        return self

    @property
    def named(self) -> Named:
        """The version that it records."""
        return Named(self.document, self.version)


class TextForm(Form):
    """A form about one version of a text."""

    session: Picked = Field(title="Session", description=WHOSE)
    text: TextName

    @property
    def named(self) -> Named:
        """The version that it is about."""
        found = named(self.text)
        if found is None:
            raise ValueError(self.text)
        return found


class TextProposalForm(TextForm):
    """Proposes a draft to the body that gives its opinion (`proposer-texte`)."""

    proposed_by: Words = Field(title="Proposé par", description="Par exemple : Conseil régional.")
    proposed_on: date = Field(title="Proposé le", description="Le jour où le projet a été transmis.")
    by: By


class TextOpinionForm(TextForm):
    """Records the opinion of a body on a version that was proposed (`avis-sur-texte`)."""

    body: Words = Field(title="Instance", description="Par exemple : CREFOP, ou sa commission spécialisée.")
    given_on: date = Field(title="Avis rendu le", description="Le jour de la séance.")
    sense: Annotated[TextSense, *in_french("Sens de l'avis", SENSES)] = Field(
        title="Sens de l'avis", description="Ce que l'instance a dit."
    )
    remarks: OptionalWords = Field(default=None, title="Réserves ou motifs", description="Ce que l'avis demande.")
    by: By

    @model_validator(mode="after")
    def _says_what_is_reserved(self) -> Self:
        if self.sense is TextSense.reserved and not self.remarks:
            raise wrong("Réserves ou motifs", "", "un avis avec réserves dit lesquelles ; recopiez-les.")
        return self


class TextAdoptionForm(TextForm):
    """Adopts a version (`adopter-texte`): it replaces the former at its date, and members are asked to accept it."""

    shown_first: ClassVar[bool] = True
    adopted_by: Words = Field(title="Adopté par", description="Par exemple : assemblée plénière du Conseil régional.")
    adopted_on: date = Field(title="Adopté le", description="Le jour de la délibération.")
    in_force_from: date | None = Field(
        default=None, title="En vigueur à partir du", description="Vide : le jour de l'adoption."
    )
    again: Annotated[Again, *in_french("À accepter de nouveau", AGAIN)] = Field(
        default=Again.as_said,
        title="À accepter de nouveau",
        description="Si chaque membre que ce texte engage doit le signer dans cette version.",
    )
    accept_by: date | None = Field(
        default=None,
        title="Acceptation attendue jusqu'au",
        description="Dernier jour, inclus ; vide : le délai du fichier de région.",
    )
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _dates_follow(self) -> Self:
        if self.in_force_from and self.in_force_from < self.adopted_on:
            raise wrong(
                "En vigueur à partir du", self.in_force_from, "un texte n'entre pas en vigueur avant son adoption."
            )
        if self.accept_by and self.again is Again.no:
            raise wrong(
                "Acceptation attendue jusqu'au", self.accept_by, "rien n'est à accepter de nouveau ; videz ce champ."
            )
        return self


OUTCOMES: dict[AmendmentOutcome, str] = {
    AmendmentOutcome.accepted: "accepté",
    AmendmentOutcome.partly: "accepté en partie",
    AmendmentOutcome.rejected: "non retenu",
}
"""What becomes of an amendment, as forms say it."""


class AmendmentForm(TextForm):
    """Records an amendment to a version that is not adopted yet (`enregistrer-amendement`)."""

    organisation: Words = Field(title="Proposé par", description="L'organisme ou le syndicat ; jamais une personne.")
    place: Words = Field(title="Endroit", description="L'article ou le titre visé. Par exemple : § 3, Engagements.")
    proposed: Words = Field(title="Texte proposé", description="Ce qui est à ajouter, à remplacer ou à supprimer.")
    by: By


class AmendmentRulingForm(Form):
    """Says what becomes of an amendment (`trancher-amendement`)."""

    amendment: Picked = Field(title="Amendement", description="Choisissez-le dans la liste.")
    outcome: Annotated[AmendmentOutcome, *in_french("Suite", OUTCOMES)] = Field(
        title="Suite", description="Un amendement accepté se lit dans la version suivante : déposez-la."
    )
    reason: OptionalWords = Field(
        default=None, title="Motif", description="Nécessaire s'il n'est pas retenu, ou ne l'est qu'en partie."
    )
    by: By

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.outcome is not AmendmentOutcome.accepted and not self.reason:
            raise wrong("Motif", "", "dites pourquoi il n'est pas retenu tel quel.")
        return self


class SignatoryForm(TextForm):
    """Notes that a text was sent to somebody who signs it for all, then that it was signed (`suivre-signataire`)."""

    organisation: Words = Field(
        title="Signataire", description="L'institution. Par exemple : préfecture de région, rectorat, Conseil régional."
    )
    sent_on: date = Field(title="Envoyé le", description="Le jour où le texte lui a été adressé pour signature.")
    signed_on: date | None = Field(default=None, title="Signé le", description="Vide : pas encore.")
    signatory: MemberSignatory | None = Field(
        default=None, title="Signé par", description="Qui a signé ; vide tant que ce n'est pas signé."
    )
    file: OptionalPicked = Field(default=None, title="Document signé", description=f"{RECEIVED} Vide : rien à joindre.")
    by: By

    @model_validator(mode="after")
    def _is_signed_whole(self) -> Self:
        if (self.signed_on is None) != (self.signatory is None):
            raise wrong("Signé le", self.signed_on or "", "donnez à la fois le jour de la signature et qui a signé.")
        if self.file and self.signed_on is None:
            raise wrong("Document signé", self.file, "donnez aussi le jour de la signature et qui a signé.")
        if self.signed_on and self.signed_on < self.sent_on:
            raise wrong("Signé le", self.signed_on, "ce jour vient avant celui de l'envoi ; corrigez l'un ou l'autre.")
        return self
