"""What people fill in about the sites of a structure, and about the group that it is of."""

import re
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from models.forms.membership.members import MemberForm
from models.forms.parts import (
    IN_FACT,
    By,
    Confirmed,
    DossierForm,
    Facts,
    Form,
    OptionalPicked,
    OptionalWords,
    Words,
    wrong,
)
from models.intake.identifiers import parse_siret

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
