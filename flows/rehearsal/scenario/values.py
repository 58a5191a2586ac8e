"""The words of a scenario: instants, days, addresses, names, read strictly and refused in French."""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from models.region.parts import refusal
from models.region.stages.kinds import KNOWN
from models.vocabulary import MEETINGS, StageKind, StageName

PARIS = ZoneInfo("Europe/Paris")


def _read_instant(value: object) -> object:
    """Read « 2021-02-10 09:12 » and the like; a date is its first instant, and without a zone the clock is Paris's."""
    try:
        read = datetime.fromisoformat(str(value).strip())
    except ValueError as error:
        raise refusal("ce n'est pas un instant", "Écrivez par exemple 2021-02-10 09:12.") from error
    return read if read.tzinfo else read.replace(tzinfo=PARIS)


def _read_day(value: object) -> object:
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError as error:
        raise refusal("ce n'est pas une date", "Écrivez par exemple 2021-04-30.") from error


def _is_address(value: str) -> str:
    name, at, domain = value.strip().partition("@")
    if not (name and at and "." in domain) or set(value) & set(" <>,;\t"):
        raise refusal("ce n'est pas une adresse", "Écrivez par exemple contact@structure.example.")
    return value.strip().lower()


def _is_met(name: str) -> str:
    if KNOWN.get(name, StageKind.opinion) not in MEETINGS:
        bodies = (known for known, kind in KNOWN.items() if kind in MEETINGS)
        raise refusal("valeur inconnue", f"Valeurs possibles : {', '.join(bodies)}, ou une autre que la session a.")
    return name


Instant = Annotated[datetime, BeforeValidator(_read_instant)]
Day = Annotated[date, BeforeValidator(_read_day)]
Address = Annotated[str, AfterValidator(_is_address)]
Name = Annotated[str, Field(min_length=1)]
BodyStage = Annotated[StageName, AfterValidator(_is_met)]
"""A stage that a body carries: which ones there are depends on the session."""

Year = Annotated[int, Field(ge=2000, le=2100)]


class ScenarioPart(BaseModel):
    """A part of a scenario: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
