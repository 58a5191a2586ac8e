"""The Région itself, its desks by role, how it calls its sessions and applications, its territories and how they are
coordinated: a region file holds no person's own name or mailbox."""

import re
from datetime import date
from string import Formatter
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from holidays import country_holidays
from pydantic import AfterValidator, BeforeValidator, Field, NonNegativeInt, PositiveInt, model_validator

from models.region.parts import Email, Key, RoleName, Section, Text, refusal, shape

Department = Annotated[
    str, shape(r"[0-9][0-9AB][0-9A-Z]?", "ce n'est pas un code de département", 'Écrivez par exemple "01" ou 69M.')
]


Siret = Annotated[str, shape(r"[0-9]{14}", "ce n'est pas un SIRET", "Écrivez ses quatorze chiffres, sans espace.")]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise refusal("fuseau horaire inconnu", "Écrivez par exemple Europe/Paris.") from error
    return name


def _holidays(code: str) -> str:
    try:
        country_holidays(code)
    except NotImplementedError as error:
        raise refusal("pays inconnu", "Écrivez un code ISO de deux lettres, par exemple FR.") from error
    return code


def _names(*names: str) -> AfterValidator:
    def check(text: str) -> str:
        try:
            found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            text.format(**dict.fromkeys(names, 1))
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise refusal("modèle de texte illisible", f"Les seuls champs sont {wanted}.") from error
        if missing := [name for name in names if name not in found]:
            raise refusal("modèle de texte incomplet", f"Ajoutez-y {{{missing[0]}}}.")
        return text

    wanted = ", ".join(f"{{{name}}}" for name in names)
    return AfterValidator(check)


def _capitals(text: str) -> str:
    # Forms put what people type in capitals: a reference in small letters would never be found.
    if (shown := text.format(year=2021, number=1)) != shown.upper():
        raise refusal("référence en minuscules", "Écrivez en capitales ce qui n'est pas entre accolades.")
    return text


class Place(Section):
    """The Région itself: `holidays` is a country, `subdivision` a part with its own days, `closures` local days;
    `sirets` are numbers of its own and of its desks, which many a mail quotes, and which identify no applicant."""

    id: Key
    code: Text
    sirets: list[Siret] = Field(default_factory=list)
    name: Text
    timezone: Annotated[str, AfterValidator(_zone)]
    holidays: Annotated[str, AfterValidator(_holidays)]
    subdivision: Text | None = None
    closures: list[date] = Field(default_factory=list)
    departments: Annotated[list[Department], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_the_subdivision(self) -> Self:
        try:
            country_holidays(self.holidays, subdiv=self.subdivision)
        except NotImplementedError as error:
            raise refusal(
                f"subdivision inconnue : {self.subdivision}", "Retirez-la, ou écrivez celle du pays."
            ) from error
        return self


class SessionNames(Section):
    """How sessions and applications are called: format strings over `year` and `number`."""

    code: Annotated[str, _names("year")]
    reference: Annotated[str, _names("year", "number"), AfterValidator(_capitals)]
    label: Annotated[str, _names("year")]


Phone = Annotated[
    str, shape(r"\+?[0-9][0-9 .]{5,}", "ce n'est pas un numéro de téléphone", "Écrivez par exemple 04 65 71 00 00.")
]


def _needed(what: str, law: str) -> BeforeValidator:
    def check(value: object) -> object:
        if value is None or (isinstance(value, str) and not value.strip()):
            raise refusal(f"{what} manque", f"Indiquez-le : {law} l'exige.")
        return value

    return BeforeValidator(check)


class Role(Section):
    """Who does something, by role: never a person's own name or mailbox."""

    label: Text | None = None
    email: Email | None = None
    phone: Phone | None = None
    postal: Text | None = None


class DepositMailbox(Role):
    """Where dossiers are sent. Without an address nobody can apply."""

    email: Annotated[Email, _needed("l'adresse de dépôt", "l'appel à candidature (article R. 112-9-2 du CRPA)")] = (
        Field(default="", validate_default=True)
    )


class ExaminingService(Role):
    """The service that each acknowledgement names, with its telephone (CRPA R112-11-1) and address (R112-5);
    `capacity` is that of those who examine, which letters say beside their name (L111-2)."""

    label: Annotated[Text, _needed("le nom du service instructeur", "l'article R. 112-11-1 du CRPA")] = Field(
        default="", validate_default=True
    )
    email: Annotated[Email, _needed("le courriel du service instructeur", "l'article R. 112-11-1 du CRPA")] = Field(
        default="", validate_default=True
    )
    phone: Annotated[Phone, _needed("le téléphone du service instructeur", "l'article R. 112-11-1 du CRPA")] = Field(
        default="", validate_default=True
    )
    postal: Annotated[Text, _needed("l'adresse postale du service instructeur", "l'article R. 112-5 du CRPA")] = Field(
        default="", validate_default=True
    )
    capacity: Text = "instruction des candidatures"


class Agent(Section):
    """A desk to which dossiers are given to examine: a service, never a person's own name or mailbox."""

    label: Text
    email: Email


class Roles(Section):
    """The desks of a session."""

    deposit_mailbox: DepositMailbox
    technical_contact: Role
    content_contact: Role
    examining_service: ExaminingService
    decision_authority: Role

    def mailbox_of(self, role: RoleName) -> str:
        """Return where a desk reads its mail; where the region file does not say, those who examine do."""
        desk: Role = getattr(self, role)
        return desk.email or self.examining_service.email

    @property
    def readers(self) -> dict[str, Agent]:
        """The desks that a dossier may be mailed to, by key: those with a name and an address, but for the mailbox
        where dossiers come in."""
        desks = {name: getattr(self, name) for name in type(self).model_fields if name != "deposit_mailbox"}
        return {
            name: Agent(label=desk.label, email=desk.email) for name, desk in desks.items() if desk.label and desk.email
        }


Commune = Annotated[
    str,
    shape(r"[0-9][0-9AB][0-9]{3}", "ce n'est pas un code de commune", "Écrivez son code INSEE, par exemple 42218."),
]

_PLACE = re.compile(r"\d[\dAB](?:[\dDM]|\d{3})?")


class Territory(Section):
    """A part of the Région: the départements, or the communes (INSEE codes), whose members belong to it unless a person
    says otherwise. One that names none has whom a person says."""

    label: Text
    departments: list[Department] = Field(default_factory=list)
    communes: list[Commune] = Field(default_factory=list)


class Coordination(Section):
    """How the SPRO is coordinated in each territory (S2, § 6; S1, « coordination territoriale »): what the Région calls
    a territory, whoever coordinates it and its committee; after how many days without anybody the Région is alerted,
    `None` where nobody has to be designated; every how many months the technical committee draws up a state of play."""

    label: Text = "coordinateur local"
    territory_label: Text = "territoire"
    committee_label: Text = "comité de coordination locale"
    vacancy_alert_days: NonNegativeInt | None = 30
    technical_committee_label: Text = "comité technique régional"
    state_of_play_months: PositiveInt | None = None


def department_of(place: str) -> str:
    """Return the code by which a commune or a département is known to belong together: « 69 » of 69M and of 69123."""
    if place.startswith("97"):
        return place[:3]
    return place[:2]


def is_place(text: str) -> bool:
    """Return True if a text has the shape of the code of a commune or of a département."""
    return bool(_PLACE.fullmatch(text))


def of_place(territories: dict[str, Territory], place: str) -> tuple[str, ...]:
    """Return the keys of the territories that a commune or a département lies in: those that name the commune, or else
    the very département, or else the one that it is of."""
    named = [
        [key for key, one in territories.items() if place in one.communes],
        [key for key, one in territories.items() if place in one.departments],
        [key for key, one in territories.items() if department_of(place) in map(department_of, one.departments)],
    ]
    return tuple(next((keys for keys in named if keys), ()))
