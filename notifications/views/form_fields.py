"""The questions of the form « Dossier de candidature » that the region file asks: services and commitments."""

from collections.abc import Iterator
from typing import NamedTuple

from models.intake.answers import CEP, level
from models.region.model import Region
from models.region.policies.membership import Asks, Commitment

SERVICES = "Vos services"
COMMITMENTS = "Cahier des charges"
AFTER = "Vos engagements"
"""The headings of these parts, and of what follows them."""

YES, NO = "Oui", "Non"


class Field(NamedTuple):
    """A question of the form: its control's tag, the label beside it, what to write there, and what stands there
    until something is written."""

    tag: str
    label: str
    hint: str
    placeholder: str


class Part(NamedTuple):
    """A part of the form: its heading, what stands above its questions, and those in groups of one statement each."""

    heading: str
    lead: str
    groups: tuple[tuple[str, tuple[Field, ...]], ...]


_CHOOSE = "Choisissez oui ou non"
_ASKED: dict[Asks, tuple[str, str]] = {
    "how": ("comment", "Dites comment ; « non » si l'organisme ne s'y engage pas"),
    "evidence": ("justificatif", "Indiquez un document joint, ou un fait qui le montre"),
}
"""What is called, and invited to, what the form asks of a commitment."""

_LEAD = (
    "Pour chacun de ces engagements, dites comment l'organisme le tient, ou le tiendra, et ce qui le montre. Une "
    "réponse laissée vide n'est pas un refus : elle pourra vous être demandée."
)


def code_of(key: str) -> str:
    """Return how people name a commitment: its key, in capitals."""
    return key.upper()


def tag_of(asked: Asks, key: str) -> str:
    """Return the tag of the control that asks something of a commitment."""
    return f"{asked}-{key}"


def statement_of(key: str, commitment: Commitment) -> str:
    """Return the words of a commitment, as they stand above what is asked of it."""
    return f"{code_of(key)}. {commitment.text}"


def fields_of(key: str, commitment: Commitment) -> tuple[Field, ...]:
    """Return what the form asks of a commitment."""
    return tuple(
        Field(tag_of(asked, key), f"Engagement {code_of(key)}, {_ASKED[asked][0]}", "", _ASKED[asked][1])
        for asked in commitment.asks
    )


def service_fields(region: Region) -> tuple[Field, ...]:
    """Return what the form asks of the services of an organisation."""
    levels = (
        Field(level(number), f"Niveau {number}", f"L'organisme offre un service de niveau {number} : {words}.", _CHOOSE)
        for number, words in region.service_levels.items()
    )
    hint = (
        "Oui seulement si la loi ou une désignation charge l'organisme de délivrer ce conseil "
        "(article L. 6111-6 du code du travail)."
    )
    cep = Field(CEP, "Conseil en évolution professionnelle (CEP)", hint, _CHOOSE)
    return (*levels, cep) if region.service_levels else ()


def service_codes(region: Region) -> dict[str, str]:
    """Return how people name each service that the form asks about, in lower case, with the tag of its control."""
    levels = {f"niveau {number}": level(number) for number in region.service_levels}
    return levels | {"cep": CEP} if levels else {}


def parts_of(region: Region) -> Iterator[Part]:
    """Yield the parts of the form that the region file asks, in order: a family of commitments is one."""
    if services := service_fields(region):
        yield Part(SERVICES, "", (("", services),))
    lead = _LEAD
    for family, told in (region.families or {"": ""}).items():
        own = {key: one for key, one in region.commitments.items() if (one.family or "") == family}
        if own:
            heading = f"{COMMITMENTS} : {told}" if told else COMMITMENTS
            yield Part(heading, lead, tuple((statement_of(key, one), fields_of(key, one)) for key, one in own.items()))
            lead = ""
