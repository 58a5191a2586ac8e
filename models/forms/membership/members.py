"""What people fill in about members: the texts, who signs them, who enters the register, how a membership ends."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from models.forms.dossiers import Signatory
from models.forms.parts import (
    IN_FACT,
    RECEIVED,
    By,
    Confirmed,
    DossierForm,
    Facts,
    Form,
    Law,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    named_in,
    wrong,
)
from models.intake.identifiers import Identity, read_identity
from models.members.membership import Instrument

INSTRUMENTS: dict[Instrument, str] = {
    Instrument.cahier_des_charges: "cahier des charges",
    Instrument.convention: "convention État-Région",
}
"""The texts that engage members, as forms call them."""


class MemberForm(DossierForm):
    """A form about one member: chosen in the list, or typed by the reference of its dossier or its number."""

    application: OptionalWords = Field(default=None, title="Membre", description="Choisissez-le dans la liste.")
    reference: OptionalWords = Field(
        default=None,
        title="Ou sa référence",
        description="La référence de son dossier (ARA-2027-0001), ou son numéro d'adhésion (ADH-2027-0001).",
    )


class MemberSignatory(Form):
    """Who signs for an organisation."""

    name: Words = Field(title="Prénom et nom", description="De la personne qui signe pour l'organisme.")
    capacity: Words = Field(title="Qualité", description="Par exemple : Directeur, Présidente de l'association.")


class SignatureForm(MemberForm):
    """Records that an organisation signed the text that engages it (`enregistrer-signature`)."""

    version: OptionalWords = Field(
        default=None, title="Version signée", description="Vide : celle qui est en vigueur, la seule qui se signe."
    )
    signed_on: date = Field(title="Signé le", description="La date qui figure à côté de la signature.")
    signatory: MemberSignatory = Field(title="Signataire", description="Qui a signé pour l'organisme.")
    file: OptionalPicked = Field(default=None, title="Document signé", description=f"{RECEIVED} Vide : rien à joindre.")
    by: By


class AccessionForm(DossierForm):
    """Records that an organisation signed the convention and its cahier des charges, where one enters so, and that the
    Région was told (`enregistrer-adhesion`)."""

    agreement: OptionalWords = Field(
        default=None,
        title="Convention signée",
        description="Le nom sous lequel elle est enregistrée (enregistrer-convention). Vide : la seule en vigueur.",
    )
    signed_on: date = Field(
        title="Signée le", description="Le jour où l'organisme l'a signée, avec le cahier des charges : il est membre."
    )
    signatory: MemberSignatory = Field(title="Signataire", description="Qui a signé pour l'organisme.")
    told_on: date = Field(title="Annoncée à la Région le", description="Le jour où la Région en a été informée.")
    told_by: Words = Field(
        title="Annoncée par", description="Un comité local, un coordinateur, un service : jamais le nom d'une personne."
    )
    by: By


class RegisterForm(Form):
    """Enters in the register a structure that a text makes a member without a dossier (`inscrire-au-registre`), or
    corrects the last day of its membership."""

    session: Picked = Field(title="Session", description="Celle de la région qui tient le registre.")
    application: OptionalWords = Field(
        default=None, title="Dossier sans objet", description="Si la structure a écrit : choisissez-le dans la liste."
    )
    reference: OptionalWords = Field(
        default=None, title="Ou sa référence", description="Si le dossier n'est pas dans la liste."
    )
    organisation: OptionalWords = Field(
        default=None, title="Organisme", description="Son nom, s'il n'a aucun dossier chez nous."
    )
    identifier: OptionalWords = Field(
        default=None, title="Son identifiant", description="SIRET (14 chiffres) ; à défaut, RNA ou UAI."
    )
    network: OptionalPicked = Field(
        default=None, title="Réseau", description="Choisissez-le dans la liste : il donne le cercle."
    )
    circle: int | None = Field(default=None, title="Cercle", description="Si la structure n'est d'aucun réseau connu.")
    instrument: Annotated[Instrument, *in_french("Texte", INSTRUMENTS)] | None = Field(
        default=None, title="Texte qui l'engage", description="Vide : celui de son cercle."
    )
    starts_on: date = Field(title="Membre depuis le", description="Premier jour, inclus.")
    ends_on: date | None = Field(
        default=None, title="Jusqu'au", description="Dernier jour, inclus ; vide : le terme prévu par la région."
    )
    by: By

    @model_validator(mode="after")
    def _names_one_structure(self) -> Self:
        named = self.dossiers
        if len(named) + bool(self.organisation) != 1:
            said = " et ".join(filter(None, (*named, self.organisation)))
            raise wrong("Organisme", said, "indiquez un dossier, ou le nom d'un organisme : l'un des deux.")
        if self.organisation and self.identity is None:
            raise wrong("Son identifiant", self.identifier or "", "indiquez un SIRET, un RNA ou un UAI valide.")
        if self.ends_on and self.ends_on < self.starts_on:
            raise wrong("Jusqu'au", self.ends_on, "ce jour vient avant le premier ; corrigez l'un ou l'autre.")
        return self

    @property
    def dossiers(self) -> list[str]:
        """The reference of the dossier, alone, where there is one."""
        return named_in(self.model_dump())

    @property
    def identity(self) -> Identity | None:
        """The identifier, read; None where it is none, or does not pass its checksum."""
        return read_identity(self.identifier or "")


class FormalNoticeForm(MemberForm):
    """Gives a member formal notice (`mettre-en-demeure`)."""

    law: Law = None
    reasons: Facts = Field(
        title=IN_FACT,
        description="Ce qui n'est pas tenu, depuis quand, et comment cela s'est vu. Le membre les lira.",
    )
    observations_until: date = Field(
        title="Observations jusqu'au",
        description="Dernier jour, inclus, pour présenter des observations, écrites ou orales (articles L. 121-1 et "
        "L. 122-1 du CRPA) : laissez-lui au moins quinze jours.",
    )
    signatory: Signatory = Field(title="Signataire", description="Qui met en demeure ; le membre le lira.")
    posted_on: date | None = Field(
        default=None,
        title="Envoyée par lettre le",
        description="Si elle part par lettre recommandée : le jour de l'envoi, et aucun courriel ne part. Vide : elle "
        "part par courriel, à l'instant.",
    )
    by: By


class CureForm(MemberForm):
    """Closes a formal notice without effect (`clore-mise-en-demeure`)."""

    reason: Words = Field(title="Motif", description="Ce que le membre a fait ; il le lira.")
    by: By


class DepartureForm(MemberForm):
    """Records that a member leaves of its own will (`enregistrer-depart`)."""

    on: date = Field(
        title="Dernier jour", description="Dernier jour de l'adhésion, inclus : celui que le membre indique."
    )
    reason: Words = Field(title="Motif", description="Ce que le membre en dit, et comment il l'a écrit. Il le lira.")
    by: By


class TerminationForm(MemberForm):
    """Ends a membership after a formal notice (`resilier-adhesion`)."""

    shown_first: ClassVar[bool] = True
    on: date = Field(
        title="Dernier jour",
        description="Dernier jour de l'adhésion, inclus, aujourd'hui au plus tôt : la décision n'est opposable qu'une "
        "fois notifiée (article L. 221-8 du CRPA).",
    )
    law: Law = None
    reasons: Facts = Field(
        title=IN_FACT,
        description="Tenez compte des observations présentées (article L. 211-5 du CRPA) ; le membre les lira.",
    )
    signatory: Signatory = Field(
        title="Signataire", description="L'auteur de la décision (article L. 212-1 du CRPA) ; le membre le lira."
    )
    by: By
    confirmed: Confirmed = None
