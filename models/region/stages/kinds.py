"""What a stage of each kind may say: its date or month, its body, its words."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, PositiveInt, Tag, model_validator

from models.region.parts import Section, Text, refusal, shape
from models.vocabulary import StageKind, StageName

Month = Annotated[int, Field(ge=1, le=12)]
Roll = Literal["none", "next_working_day"]

StageKey = Annotated[
    StageName,
    shape(
        r"[a-z][a-z0-9_]{0,31}",
        "identifiant refusé",
        "Écrivez au plus 32 minuscules sans accent, chiffres ou _, en commençant par une lettre.",
    ),
]


def _day(value: object) -> object:
    if value == "last" or (isinstance(value, int) and not isinstance(value, bool) and value in range(1, 32)):
        return value
    raise refusal("jour inconnu", "Écrivez un nombre de 1 à 31, ou last pour le dernier jour du mois.")


class Until(Section):
    """A day of every year. `last` is the last day of the month, so that February has one each year."""

    month: Month
    day: Annotated[int | Literal["last"], BeforeValidator(_day)]

    def on(self, year: int) -> date:
        """That day in `year`."""
        last = monthrange(year, self.month)[1]
        return date(year, self.month, last if self.day == "last" else self.day)


def _every_year(until: Until) -> Until:
    # 2021 is no leap year: a 29 February is refused too, since most sessions would not have one.
    if until.day != "last" and until.day > monthrange(2021, until.month)[1]:
        raise refusal("ce jour n'existe pas chaque année", "Écrivez un jour du mois, ou last pour son dernier jour.")
    return until


YearlyDay = Annotated[Until, AfterValidator(_every_year)]


class _Worded(Section):
    """What every stage may say of itself: what it is called alone, and in a sentence (« la seconde commission »)."""

    label: Text | None = None
    subject: Text | None = None


class TermStage(_Worded):
    """A stage that ends on a day of the calendar; `inclusive: false` reads « avant le 30 avril » as the 29th. Without
    `until` it goes on all year, and from a session into the next."""

    until: YearlyDay | None
    inclusive: bool
    roll: Roll = "none"

    @model_validator(mode="before")
    @classmethod
    def _of_all_the_year(cls, said: object) -> object:
        # What « avant le » means is never guessed: whoever gives a day says whether it counts.
        is_endless = isinstance(said, Mapping) and "until" in said and said["until"] is None
        return {"inclusive": True, **said} if isinstance(said, Mapping) and is_endless else said

    def last_day(self, year: int) -> date | None:
        """The last day of the stage in `year`, before any roll to a working day; None for one without end."""
        return self.until.on(year) - timedelta(days=0 if self.inclusive else 1) if self.until else None

    def ends(self, year: int) -> tuple[date, date] | None:
        """The first and last days on which it may end: the same one; None for one without end."""
        last = self.last_day(year)
        return (last, last) if last else None


class DepositStage(TermStage):
    """Until when a candidacy may be deposited."""

    kind: Literal[StageKind.deposit] = StageKind.deposit


class ExaminationStage(TermStage):
    """Until when the service examines what was deposited."""

    kind: Literal[StageKind.examination] = StageKind.examination


class Window(Section):
    """The month in which a body meets, until its meeting is set."""

    month: Month


class BodyStage(_Worded):
    """A stage that a body carries: its id in `bodies`, and the month of its meeting; or, where it meets all year,
    within how many days each dossier is seen once the stage before is done with it (`within`), and what the text says
    of one that was not (`lapse`)."""

    body: str
    window: Window | None = None
    within: PositiveInt | None = None
    lapse: Text | None = None

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        if (self.window is None) == (self.within is None):
            raise refusal("une étape d'instance a un mois ou un délai", "Indiquez window, ou within (en jours).")
        return self

    def ends(self, year: int) -> tuple[date, date]:
        """The first and last days on which it may end: those of its month, or of the year."""
        first, last = (self.window.month, self.window.month) if self.window else (1, 12)
        return date(year, first, 1), Until(month=last, day="last").on(year)


class OpinionStage(BodyStage):
    """A body studies the candidacies, and says what it thinks of each."""

    kind: Literal[StageKind.opinion] = StageKind.opinion


class DecisionStage(BodyStage):
    """A body validates, or decides."""

    kind: Literal[StageKind.decision] = StageKind.decision


def _day_or_act(said: object) -> object:
    if isinstance(said, str) and said not in {"decision", "signature"}:
        raise refusal("jour inconnu", "Écrivez {month: 9, day: 1}, decision ou signature.")
    return said


class EffectStage(_Worded):
    """The day on which an acceptance takes effect: a date of the calendar, whatever the day of the week; or that of the
    decision, or of the signature of the convention."""

    kind: Literal[StageKind.effect] = StageKind.effect
    on: Annotated[Literal["decision", "signature"] | YearlyDay, BeforeValidator(_day_or_act)]
    roll: Literal["none"] = "none"

    def day(self, year: int) -> date | None:
        """The day of `year`, before any move; None where each acceptance has its own."""
        return self.on.on(year) if isinstance(self.on, Until) else None

    def ends(self, year: int) -> tuple[date, date] | None:
        """The first and last days on which it may end: the day itself; None where each acceptance has its own."""
        day = self.day(year)
        return (day, day) if day else None


KNOWN: dict[StageName, StageKind] = {
    "deposit": StageKind.deposit,
    "examination": StageKind.examination,
    "working_group": StageKind.opinion,
    "commission": StageKind.decision,
    "effect": StageKind.effect,
}
"""The stages whose name alone tells their kind."""

TAGGED = {
    "[deposit]": DepositStage,
    "[examination]": ExaminationStage,
    "[opinion]": OpinionStage,
    "[decision]": DecisionStage,
    "[effect]": EffectStage,
}
"""What a stage of each kind may say, by the tag that pydantic puts into the place of a fault."""


def _tag(stage: object) -> str | None:
    kind = stage.get("kind") if isinstance(stage, Mapping) else getattr(stage, "kind", None)
    return f"[{kind}]" if kind else None


AnyStage = Annotated[
    Annotated[DepositStage, Tag("[deposit]")]
    | Annotated[ExaminationStage, Tag("[examination]")]
    | Annotated[OpinionStage, Tag("[opinion]")]
    | Annotated[DecisionStage, Tag("[decision]")]
    | Annotated[EffectStage, Tag("[effect]")],
    Discriminator(_tag),
]
