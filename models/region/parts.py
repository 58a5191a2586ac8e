"""The sections of a region file, one model each; `models.region.model.Region` puts them together."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeInt, PositiveInt
from pydantic_core import PydanticCustomError

Month = Annotated[int, Field(ge=1, le=12)]
Roll = Literal["none", "next_working_day"]
Text = Annotated[str, Field(min_length=1)]


def refusal(problem: str, mend: str) -> PydanticCustomError:
    """The error a rule of the region file raises: what is wrong, and what to write instead, both in French."""
    return PydanticCustomError("region", "{problem}. {mend}", {"problem": problem, "mend": mend})


def shape(pattern: str, problem: str, mend: str) -> AfterValidator:
    """A validator of texts that the whole pattern must match."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise refusal(problem, mend)
        return text

    return AfterValidator(check)


Key = Annotated[
    str,
    shape(r"[a-z0-9][a-z0-9_-]*", "identifiant refusé", "Écrivez des minuscules sans accent, des chiffres, - ou _."),
]
Email = Annotated[
    str, shape(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "ce n'est pas une adresse", "Écrivez par exemple depot@example.invalid.")
]


Hour = Annotated[str, shape(r"([01][0-9]|2[0-3]):[0-5][0-9]", "ce n'est pas une heure", 'Écrivez par exemple "14:00".')]
RoleName = Literal["deposit_mailbox", "technical_contact", "content_contact", "examining_service", "decision_authority"]


def _day(value: object) -> object:
    if value == "last" or (isinstance(value, int) and not isinstance(value, bool) and value in range(1, 32)):
        return value
    raise refusal("jour inconnu", "Écrivez un nombre de 1 à 31, ou last pour le dernier jour du mois.")


class Section(BaseModel):
    """A section: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(NamedTuple):
    """The first and last days on which a stage may end: its dotted key, and what it is called."""

    key: str
    what: str
    first: date
    last: date


def keep_order(first: date, last: date, *, is_effect: bool) -> bool:
    """Return True if a stage that cannot end before `first` may come before one that ends on `last` at the latest. The
    effect has a day of its own, after all that leads to it."""
    return first < last or (first == last and not is_effect)


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


class TermStage(Section):
    """A stage that ends on a day of the calendar; `inclusive: false` reads « avant le 30 avril » as the 29th."""

    until: YearlyDay
    inclusive: bool
    roll: Roll = "none"

    def last_day(self, year: int) -> date:
        """The last day of the stage in `year`, before any roll to a working day."""
        return self.until.on(year) - timedelta(days=0 if self.inclusive else 1)

    def ends(self, year: int) -> tuple[date, date]:
        """The first and last days on which it may end: the same one."""
        return self.last_day(year), self.last_day(year)


class DepositStage(TermStage):
    """Until when a candidacy may be deposited."""


class ExaminationStage(TermStage):
    """Until when the service examines what was deposited."""


class Window(Section):
    """The month in which a body meets, until its meeting is set."""

    month: Month


class BodyStage(Section):
    """A stage that a body carries: its id in `bodies`, and the month of its meeting."""

    body: str
    window: Window

    def ends(self, year: int) -> tuple[date, date]:
        """The first and last days on which it may end: those of its month."""
        last = Until(month=self.window.month, day="last").on(year)
        return last.replace(day=1), last


class EffectStage(Section):
    """The day on which an acceptance takes effect: a date of the calendar, whatever the day of the week."""

    on: YearlyDay
    roll: Literal["none"] = "none"

    def ends(self, year: int) -> tuple[date, date]:
        """The first and last days on which it may end: the day itself."""
        return self.on.on(year), self.on.on(year)


class Stages(Section):
    """The five stages of a session, in their order."""

    deposit: DepositStage
    examination: ExaminationStage
    working_group: BodyStage
    commission: BodyStage
    effect: EffectStage

    def spans(self, year: int) -> list[Span]:
        """The days on which each stage of `year` may end, in the order of the stages."""
        return [
            Span("stages.deposit.until", "la date limite de dépôt", *self.deposit.ends(year)),
            Span("stages.examination.until", "la fin de l'instruction", *self.examination.ends(year)),
            Span("stages.working_group.window", "le mois du groupe de travail", *self.working_group.ends(year)),
            Span("stages.commission.window", "le mois de la commission", *self.commission.ends(year)),
            Span("stages.effect.on", "la prise d'effet", *self.effect.ends(year)),
        ]


class Circle(Section):
    """One of the circles of the SPRO: whether its members deposit a dossier, and the text that engages them."""

    application: Literal["required", "not_required"]
    instrument: Literal["convention", "cahier_des_charges"]
    label: Text


class Member(Section):
    """A seat of a body, by role: who sits there is typed in at the meeting."""

    label: Text
    email: Email


class Body(Section):
    """A body that studies (`opinion`) or validates; members are convened at least `convening_days` days before.

    `members` are its seats by key; `secretary`, the desk that keeps its agenda and its minutes; `meets_at`, the local
    hour of its meetings. With a quorum of `half`, at least half of the seats are there (CRPA R133-10); `proxies` is how
    many mandates a member may hold, 0 where none is given (R133-9). `casting_vote` is whether the vote of whoever
    presides prevails in a tie (R133-11), and `chair` the seat that presides, empty where it is not always the same.
    """

    label: Text
    kind: Literal["opinion", "validation"]
    convening_days: PositiveInt
    members: dict[Key, Member] = Field(default_factory=dict)
    secretary: RoleName = "examining_service"
    quorum: Literal["half", "none"] = "half"
    proxies: NonNegativeInt = 1
    casting_vote: bool = True
    chair: Key | None = None
    meets_at: Hour = "14:00"
    place: Text | None = None

    @property
    def needed(self) -> int:
        """How many must be there for the body to deliberate; 0 where no quorum is asked, or no seat is known."""
        return (len(self.members) + 1) // 2 if self.quorum == "half" else 0
