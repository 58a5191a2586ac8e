"""What people fill in about members: the texts, who signs them, who enters the register, how a membership ends."""

import re
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

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
from models.intake.identifiers import Identity, parse_siret, read_identity
from models.members.membership import Instrument
from models.region.place import is_place

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


LEVELS: dict[str, str] = {"1": "information", "2": "conseil et accompagnement"}
"""The levels of service of the SPRO, as people read them."""


def _yes(said: object) -> object:
    """Read a box of a table: « oui », « x » ; empty, no."""
    if not isinstance(said, str):
        return bool(said)
    word = said.strip().casefold()
    if word in {"", "non", "n", "0", "faux"}:
        return False
    if word in {"oui", "o", "x", "1", "vrai"}:
        return True
    raise wrong("Contact public", said, "écrivez oui ou non.")


def _sound_siret(said: str | None) -> str | None:
    if said and parse_siret(said) is None:
        raise wrong("SIRET", said, "il n'est pas valide ; vérifiez ses quatorze chiffres.")
    return parse_siret(said) if said else None


def _levels(said: object) -> object:
    """Read levels as people write them: « 1 », « 1 et 2 », « niveaux 1 et 2 »."""
    text = " ".join(map(str, said)) if isinstance(said, list) else str(said or "")
    found = sorted({*re.findall(r"\d+", text)})
    if (text.strip() and not found) or set(found) - LEVELS.keys():
        raise wrong("Niveaux", text, "écrivez 1 (information), 2 (conseil), ou « 1 et 2 ».")
    return found


def _postal(said: str | None) -> str | None:
    if said and not re.fullmatch(r"[0-9]{5}", said):
        raise wrong("Code postal", said, "écrivez ses cinq chiffres, par exemple 69003.")
    return said


def _mail(said: str | None) -> str | None:
    if said and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", said):
        raise wrong("Courriel", said, "ce n'est pas une adresse ; écrivez par exemple accueil@structure.example.")
    return said.lower() if said else None


_Services = Annotated[
    list[Words],
    BeforeValidator(lambda said: re.split(r"[;\n]", said) if isinstance(said, str) else said),
    AfterValidator(lambda said: list(dict.fromkeys(said))),
]


class SiteLine(Form):
    """A site, typed or read from a line of a table."""

    name: Words = Field(title="Nom du site", description="Celui que le public lit à l'entrée.")
    siret: Annotated[OptionalWords, AfterValidator(_sound_siret)] = Field(
        default=None, title="SIRET", description="Celui de l'établissement : quatorze chiffres. Vide : il n'en a pas."
    )
    street: Words = Field(title="Adresse", description="Numéro et voie.")
    postal_code: Annotated[OptionalWords, AfterValidator(_postal)] = Field(
        default=None, title="Code postal", description="Cinq chiffres."
    )
    town: Words = Field(title="Commune", description="Où le site se trouve.")
    department: Annotated[Words, AfterValidator(lambda said: re.sub(r"[\s.-]", "", said).upper())] = Field(
        title="Département", description="Son code : 01, 69D (Rhône), 69M (Métropole de Lyon)…"
    )
    territory: OptionalPicked = Field(
        default=None, title="Territoire", description="Celui du fichier de région, s'il en nomme."
    )
    services: _Services = Field(
        default_factory=list, title="Services", description="Un par ligne ; dans un tableau, séparés par des « ; »."
    )
    levels: Annotated[list[str], BeforeValidator(_levels)] = Field(
        default_factory=list, title="Niveaux", description="1 : information ; 2 : conseil et accompagnement."
    )
    hours: OptionalWords = Field(
        default=None, title="Horaires", description="Par exemple : du lundi au vendredi, de 9 h à 17 h."
    )
    accessibility: OptionalWords = Field(
        default=None, title="Accessibilité", description="Aux personnes handicapées : entrée de plain-pied, boucle…"
    )
    phone: OptionalWords = Field(default=None, title="Téléphone", description="Du site, jamais d'une personne.")
    email: Annotated[OptionalWords, AfterValidator(_mail)] = Field(
        default=None, title="Courriel", description="Du site, jamais d'une personne."
    )
    is_public: Annotated[bool, BeforeValidator(_yes)] = Field(
        default=False,
        title="Contact public",
        description="Oui : la structure veut que téléphone et courriel soient publiés dans l'annuaire.",
    )


class SitesForm(MemberForm):
    """Records the sites of a dossier or of a member (`enregistrer-sites`)."""

    shown_first: ClassVar[bool] = True
    file: OptionalPicked = Field(
        default=None,
        title="Tableau des sites",
        description="L'annexe que le candidat a jointe, ou le fichier d'un service (.xlsx, .ods, .csv). Choisissez-la "
        "dans la liste, ou tapez « fichier- » et son numéro.",
    )
    sites: list[SiteLine] = Field(
        default_factory=list, title="Ou les sites, un par un", description="Un lieu d'accueil par ligne."
    )
    is_whole: bool = Field(
        default=False,
        title="La liste est complète",
        description="Coché : les sites ouverts qui n'y sont pas sont fermés aujourd'hui.",
    )
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _says_them_one_way(self) -> Self:
        if bool(self.file) == bool(self.sites):
            said = self.file or ""
            raise wrong("Tableau des sites", said, "choisissez un fichier, ou tapez les sites : l'un des deux.")
        return self


class SiteClosingForm(MemberForm):
    """Closes a site (`fermer-site`)."""

    site: Words = Field(title="Site", description="Son SIRET, ou son nom tel que la page du dossier l'écrit.")
    on: date = Field(title="Dernier jour", description="Dernier jour d'ouverture, inclus.")
    reason: Words = Field(title="Motif", description="Par exemple : déménagement, fin de bail.")
    by: By


class GroupForm(MemberForm):
    """Says which group or federation a structure is of, by its head (`rattacher-au-groupement`); by none, that it is of
    none."""

    head: OptionalWords = Field(
        default=None,
        title="Tête du groupement",
        description="La référence de son dossier, ou son numéro d'adhésion. Vide : elle n'est d'aucun groupement.",
    )
    by: By


class SetAsideSite(Form):
    """A site that a decision keeps out, and why."""

    site: Words = Field(title="Site", description="Son SIRET, ou son nom tel que la page du dossier l'écrit.")
    reasons: Facts = Field(
        title=IN_FACT, description="Propres à ce site (article L. 211-5 du CRPA) ; le candidat les lira."
    )


class SetAsideSitesForm(DossierForm):
    """Says which sites the decision on a dossier is going to refuse, and why (`ecarter-sites`); with none, it accepts
    them all."""

    sites: list[SetAsideSite] = Field(
        default_factory=list, title="Sites à refuser", description="Vide : tous sont acceptés."
    )
    by: By


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


def _place(text: str | None) -> str | None:
    if text and not is_place(text.upper()):
        mend = "écrivez le code d'un département (42, 69M) ou celui, INSEE, d'une commune (42218)."
        raise wrong("Département ou commune", text, mend)
    return text.upper() if text else None


class AttachmentForm(MemberForm):
    """Says where a member belongs (`rattacher-territoire`): where it is, or in which territories."""

    place: Annotated[OptionalWords, AfterValidator(_place)] = Field(
        default=None,
        title="Département ou commune",
        description="Le code du département (42, 69M) ou celui, INSEE, de la commune (42218).",
    )
    territories: list[Picked] = Field(
        default_factory=list,
        title="Ou ses territoires",
        description="S'il n'est pas de celui de son département, ou de plusieurs : choisissez-les dans la liste.",
    )
    by: By

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if not (self.place or self.territories):
            raise wrong("Département ou commune", "", "indiquez où est ce membre, ou son territoire.")
        return self


class CoordinatorForm(MemberForm):
    """Records that a territory designated who coordinates it (`designer-coordinateur`)."""

    territory: Picked = Field(title="Territoire", description="Celui qui est coordonné : choisissez-le dans la liste.")
    contact_name: Words = Field(title="Contact", description="La personne à joindre, ou sa fonction.")
    contact_email: Words = Field(title="Son courriel", description="L'adresse à laquelle la Région écrit.")
    starts_on: date = Field(title="Désigné le", description="Premier jour de la coordination, inclus.")
    informed_on: date = Field(
        title="Région informée le", description="Le jour où le territoire l'a fait savoir à la Région."
    )
    by: By

    @model_validator(mode="after")
    def _is_reached(self) -> Self:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", self.contact_email):
            raise wrong("Son courriel", self.contact_email, "écrivez une adresse, par exemple contact@mission.example.")
        return self


class CoordinationEndForm(Form):
    """Records that a coordination ends (`fin-coordination`)."""

    session: Picked = Field(title="Session", description="Celle de la région dont c'est le territoire.")
    territory: Picked = Field(title="Territoire", description="Celui qui n'est plus coordonné.")
    on: date = Field(title="Dernier jour", description="Dernier jour de la coordination, inclus.")
    reason: Words = Field(title="Motif", description="Par exemple : départ, changement de structure.")
    by: By
