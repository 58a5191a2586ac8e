"""What people fill in about how long memberships last and what they give: conventions, renewals, support, the tax."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from models.forms.membership.members import MemberForm
from models.forms.parts import (
    RECEIVED,
    By,
    Confirmed,
    Facts,
    Form,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    wrong,
)
from models.members.renewal import RenewalAnswer

_SIGNED = f"{RECEIVED} Son empreinte est conservée. Vide : rien à joindre."
_PARTY = "Un signataire, par sa fonction : « le préfet de région », par exemple. Jamais le nom d'une personne."


class AgreementForm(Form):
    """Records a convention (`enregistrer-convention`), or corrects what was typed of it."""

    session: Picked = Field(title="Session", description="Celle de la région dont c'est la convention.")
    name: Words = Field(title="Nom de la convention", description="Par exemple : État-Région 2022-2028.")
    signed_on: date = Field(
        title="Signée le", description="Le jour de la dernière signature : la convention prend effet ce jour-là."
    )
    ends_on: date = Field(title="Jusqu'au", description="Dernier jour, inclus : celui que dit sa durée.")
    signatories: list[Words] = Field(
        default_factory=list,
        title="Signataires",
        description="Un par ligne, par sa fonction. Vide : tous ceux que nomme le fichier de région.",
    )
    file: OptionalPicked = Field(default=None, title="Convention signée", description=_SIGNED)
    by: By

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.ends_on < self.signed_on:
            raise wrong(
                "Jusqu'au", self.ends_on, "ce jour vient avant celui de la signature ; corrigez l'un ou l'autre."
            )
        return self


class _OfAgreement(Form):
    """A form about one convention of a region, by its name."""

    session: Picked = Field(title="Session", description="Celle de la région dont c'est la convention.")
    name: Words = Field(title="Nom de la convention", description="Celui sous lequel elle est enregistrée.")


class AmendmentForm(_OfAgreement):
    """Records an amendment of a convention (`enregistrer-avenant`): shown first, with the memberships that it moves."""

    shown_first: ClassVar[bool] = True
    number: int = Field(title="Numéro de l'avenant", ge=1, description="Le premier est le n° 1, et ainsi de suite.")
    subject: Words = Field(title="Objet", description="Ce que l'avenant change, en une phrase.")
    asked_by: Words = Field(title="À la demande de", description=_PARTY)
    opinion_on: date = Field(
        title="Avis du CREFOP le",
        description="Le jour où il a été rendu : un avenant n'est signé qu'après lui (article 6 de la convention).",
    )
    signed_on: date = Field(title="Signé le", description="L'avenant prend effet ce jour-là.")
    ends_on: date | None = Field(
        default=None,
        title="Nouveau dernier jour",
        description="Si l'avenant change la durée. Vide : il ne la change pas.",
    )
    file: OptionalPicked = Field(default=None, title="Avenant signé", description=_SIGNED)
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _follows_the_opinion(self) -> Self:
        if self.signed_on < self.opinion_on:
            mend = "un avenant se signe après l'avis ; corrigez l'une des deux dates."
            raise wrong("Signé le", f"{self.signed_on:%d/%m/%Y}", mend)
        return self


class DenunciationForm(_OfAgreement):
    """Records that a party denounces a convention (`denoncer-convention`), or that it no longer does: shown first."""

    shown_first: ClassVar[bool] = True
    denounced_by: OptionalWords = Field(default=None, title="Par", description=_PARTY)
    sent_on: date | None = Field(
        default=None,
        title="Lettre recommandée envoyée le",
        description="Le jour de l'envoi, que porte le cachet : le délai court depuis lui, non depuis la réception.",
    )
    lifted_on: date | None = Field(
        default=None,
        title="Ou dénonciation levée le",
        description="Si les obligations sont de nouveau tenues avant le terme du délai : rien ne prend fin.",
    )
    reason: Facts = Field(title="Motif", description="Ce que dit la lettre, ou pourquoi elle est levée.")
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if bool(self.sent_on) == bool(self.lifted_on):
            both = " et ".join(f"{day:%d/%m/%Y}" for day in (self.sent_on, self.lifted_on) if day)
            raise wrong(
                "Lettre recommandée envoyée le", both, "indiquez l'envoi de la lettre, ou sa levée : l'un des deux."
            )
        if self.sent_on and not self.denounced_by:
            raise wrong("Par", "", "indiquez la partie qui dénonce la convention.")
        return self


ANSWERS: dict[RenewalAnswer, str] = {
    RenewalAnswer.renewed: "renouvelle son adhésion",
    RenewalAnswer.declined: "ne la renouvelle pas",
}
"""What a member says, as forms call it."""


class RenewalForm(MemberForm):
    """Records what a member answers when it is asked whether it renews (`renouveler-adhesion`)."""

    answer: Annotated[RenewalAnswer, *in_french("Sa réponse", ANSWERS)] = Field(
        title="Sa réponse",
        description="Un membre qui n'a rien répondu n'a rien refusé : laissez sa ligne dans « À traiter ».",
    )
    answered_on: date = Field(title="Reçue le", description="Le jour où la réponse est arrivée.")
    said: Words = Field(title="Comment", description="Par exemple : courriel du 3 juin, lettre. Le membre le lira.")
    pieces: list[Words] = Field(
        default_factory=list,
        title="Pièces reçues de nouveau",
        description="Si votre fichier de région les demande : leurs noms (dossier, annexe-1), un par ligne.",
    )
    by: By


class TaxRequestForm(MemberForm):
    """Notes that a member asked to be on the list for the apprenticeship tax (`noter-demande-taxe`)."""

    asked_on: date = Field(title="Demande faite le", description="Sur la plateforme de l'année, pendant sa campagne.")
    by: By


class SupportActionForm(Form):
    """Records an action of the programme of support (`enregistrer-action`), or corrects it."""

    session: Picked = Field(title="Session", description="Celle de la région dont c'est le programme.")
    code: Words = Field(title="Code", description="Court et unique, par exemple : 2027-03. Il nomme l'action ensuite.")
    title: Words = Field(title="Intitulé", description="Celui du programme.")
    held_on: date = Field(title="Date", description="Le premier jour de l'action.")
    operator: Words = Field(title="Organisée par", description="L'organisme qui l'anime.")
    audience: Words = Field(title="Public", description="Par exemple : tous les membres, personnels d'accueil.")
    by: By


class AttendanceLine(Form):
    """How many people of a structure took part."""

    member: Words = Field(title="Membre", description="Sa référence, son numéro d'adhésion ou son SIRET.")
    people: int = Field(title="Participants", ge=0, description="Un nombre de personnes, jamais leurs noms.")


class AttendanceForm(Form):
    """Records who took part in an action, by structure (`enregistrer-participation`)."""

    session: Picked = Field(title="Session", description="Celle de la région dont c'est le programme.")
    action: Words = Field(title="Action", description="Son code.")
    lines: list[AttendanceLine] = Field(
        default_factory=list, title="Participation", description="Une ligne par structure."
    )
    file: OptionalPicked = Field(
        default=None, title="Ou un tableau", description=f"{RECEIVED} Un CSV à deux colonnes : membre ; participants."
    )
    by: By

    @model_validator(mode="after")
    def _counts_once(self) -> Self:
        if bool(self.lines) == bool(self.file):
            raise wrong("Participation", self.file or "", "donnez des lignes, ou un tableau : l'un des deux.")
        return self
