"""The Région itself, and how it calls its sessions and applications."""

from datetime import date
from string import Formatter
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from holidays import country_holidays
from pydantic import AfterValidator, Field, model_validator

from models.region.parts import Key, Section, Text, refusal, shape

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
