"""The stages of a session: an ordered list of the region file, each by its key, with its kind, its date or month, its
body and its words."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Discriminator, Field, RootModel, Tag, model_validator

from models.region.parts import Body, CrossFault, Section, Text, cross_faults, refusal, shape
from models.vocabulary import MEETINGS, StageKind, StageName

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


class Span(NamedTuple):
    """The first and last days on which a stage may end: its dotted key, and what it is called."""

    key: str
    what: str
    first: date
    last: date
    is_effect: bool = False


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


class _Worded(Section):
    """What every stage may say of itself: what it is called alone, and in a sentence (« la seconde commission »)."""

    label: Text | None = None
    subject: Text | None = None


class TermStage(_Worded):
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

    kind: Literal[StageKind.deposit] = StageKind.deposit


class ExaminationStage(TermStage):
    """Until when the service examines what was deposited."""

    kind: Literal[StageKind.examination] = StageKind.examination


class Window(Section):
    """The month in which a body meets, until its meeting is set."""

    month: Month


class BodyStage(_Worded):
    """A stage that a body carries: its id in `bodies`, and the month of its meeting."""

    body: str
    window: Window

    def ends(self, year: int) -> tuple[date, date]:
        """The first and last days on which it may end: those of its month."""
        last = Until(month=self.window.month, day="last").on(year)
        return last.replace(day=1), last


class OpinionStage(BodyStage):
    """A body studies the candidacies, and says what it thinks of each."""

    kind: Literal[StageKind.opinion] = StageKind.opinion


class DecisionStage(BodyStage):
    """A body validates, or decides."""

    kind: Literal[StageKind.decision] = StageKind.decision


class EffectStage(_Worded):
    """The day on which an acceptance takes effect: a date of the calendar, whatever the day of the week."""

    kind: Literal[StageKind.effect] = StageKind.effect
    on: YearlyDay
    roll: Literal["none"] = "none"

    def ends(self, year: int) -> tuple[date, date]:
        """The first and last days on which it may end: the day itself."""
        return self.on.on(year), self.on.on(year)


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

ALONE = frozenset(StageKind) - MEETINGS
"""The kinds of which a session has one stage at most."""


class Stages(RootModel[dict[StageKey, AnyStage]]):
    """The stages of a session by their key, in their order: those of each kind after those of the kind before."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _each_has_a_kind(cls, said: object) -> object:
        if not isinstance(said, Mapping):
            return said
        known = {name: _with_kind(name, stage) for name, stage in said.items()}
        if faults := list(_unknown_kinds(known)):
            raise cross_faults(faults)
        return known

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if faults := [*self._twice(), *self._out_of_order()]:
            raise cross_faults(faults)
        return self

    def _twice(self) -> Iterator[CrossFault]:
        for kind in ALONE:
            for name in self.of_kind(kind)[1:]:
                mend = f"Gardez-en une : « {self.of_kind(kind)[0]} » est déjà de ce genre."
                yield CrossFault(f"stages.{name}", kind.value, "une session n'a qu'une étape de ce genre", mend)

    def _out_of_order(self) -> Iterator[CrossFault]:
        order = list(StageKind)
        for former, (name, stage) in pairwise(self.root.items()):
            if order.index(former[1].kind) > order.index(stage.kind):
                mend = f"Écrivez-la avant « {former[0]} » : {', '.join(order)}, dans cet ordre."
                yield CrossFault(f"stages.{name}", stage.kind.value, "étape mal placée", mend)

    def __getitem__(self, name: StageName) -> AnyStage:
        """Return a stage. Raises KeyError for one that the session has not."""
        return self.root[name]

    def __contains__(self, name: object) -> bool:
        """Return True if the session has a stage of that key."""
        return name in self.root

    def __len__(self) -> int:
        """Return how many stages there are."""
        return len(self.root)

    @property
    def names(self) -> tuple[StageName, ...]:
        """The keys of the stages, in order."""
        return tuple(self.root)

    def of_kind(self, *kinds: StageKind) -> tuple[StageName, ...]:
        """Return the keys of the stages of some kinds, in order."""
        return tuple(name for name, stage in self.root.items() if stage.kind in kinds)

    @property
    def meetings(self) -> tuple[StageName, ...]:
        """The keys of the stages that a body carries, in order."""
        return self.of_kind(*MEETINGS)

    @property
    def bodies(self) -> dict[StageName, OpinionStage | DecisionStage]:
        """The stages that a body carries, in order."""
        return {name: stage for name, stage in self.root.items() if isinstance(stage, OpinionStage | DecisionStage)}

    @property
    def deposit(self) -> DepositStage | None:
        """The stage of the deposit, if there is one."""
        return next((stage for stage in self.root.values() if isinstance(stage, DepositStage)), None)

    @property
    def effect(self) -> EffectStage | None:
        """The stage of the effect, if there is one."""
        return next((stage for stage in self.root.values() if isinstance(stage, EffectStage)), None)

    def kind_of(self, name: StageName) -> StageKind:
        """Return the kind of a stage. Raises KeyError for one that the session has not."""
        return self.root[name].kind

    def is_last(self, name: StageName) -> bool:
        """Return True if no stage of the same kind comes after that one."""
        return self.of_kind(self.kind_of(name))[-1] == name

    def before(self, name: StageName) -> tuple[StageName, ...]:
        """Return the stages of the same kind that come before one, in order."""
        alike = self.of_kind(self.kind_of(name))
        return alike[: alike.index(name)]


def _with_kind(name: StageName, stage: object) -> object:
    return {"kind": KNOWN[name], **stage} if isinstance(stage, Mapping) and name in KNOWN else stage


def _unknown_kinds(said: Mapping[str, object]) -> Iterator[CrossFault]:
    for name, stage in said.items():
        kind = stage.get("kind") if isinstance(stage, Mapping) else StageKind.deposit
        if kind not in set(StageKind):
            mend = f"Écrivez l'un de ceux-ci : {', '.join(StageKind)}."
            yield CrossFault(f"stages.{name}.kind", kind, "genre d'étape inconnu", mend)


class StageWords(NamedTuple):
    """What a stage is called: on its own, in a sentence, and at its end."""

    label: str
    subject: str
    closing: str

    @property
    def name(self) -> str:
        """What it is called within a sentence or a list, without an article; an acronym stays as it is."""
        return self.label if self.label[:2].isupper() else f"{self.label[:1].lower()}{self.label[1:]}"

    @property
    def of(self) -> str:
        """Return « du groupe de travail », « de la commission », « de l'instruction »."""
        return _of(self.subject)


def _of(subject: str) -> str:
    article, _, rest = subject.partition(" ")
    contracted = {"le": "du", "les": "des"}.get(article)
    return f"{contracted} {rest}" if contracted else f"de {subject}"


WORDS: dict[StageName, StageWords] = {
    "deposit": StageWords("Dépôt", "le dépôt des candidatures", "clôture du dépôt"),
    "examination": StageWords("Instruction", "l'instruction des dossiers", "fin de l'instruction"),
    "working_group": StageWords("Groupe de travail", "le groupe de travail", "fin du groupe de travail"),
    "commission": StageWords("Commission", "la commission", "fin de la commission"),
    "effect": StageWords("Prise d'effet", "la prise d'effet des adhésions", "prise d'effet"),
}
"""What the stages of these names are called, where the region file does not say otherwise."""


def usual_name(name: StageName) -> str:
    """Return what a stage of that key is called where the rules of its session are not at hand."""
    return WORDS[name].name if name in WORDS else name.replace("_", " ")


_OF_KIND: dict[StageKind, StageWords] = {kind: WORDS[name] for name, kind in KNOWN.items()}


def words_of(name: StageName, stage: AnyStage, bodies: Mapping[str, Body]) -> StageWords:
    """Return what a stage is called: in the words of the region file, else by its name, its body or its kind."""
    known = WORDS.get(name) or (_OF_KIND[stage.kind] if stage.kind in ALONE else None)
    if known and stage.label is None and stage.subject is None:
        return known
    label = stage.label or (known.label if known else _capital(_called(name, stage, bodies)))
    subject = stage.subject or f"l'étape « {label} »"
    return StageWords(label, subject, f"fin {_of(subject)}")


def _called(name: StageName, stage: AnyStage, bodies: Mapping[str, Body]) -> str:
    body = bodies.get(stage.body) if isinstance(stage, BodyStage) else None
    return body.label if body else name


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def spans(stages: Stages, bodies: Mapping[str, Body], year: int) -> Iterator[Span]:
    """Yield the days on which each stage of `year` may end, in the order of the stages."""
    for name, stage in stages.root.items():
        key, what = _DATED[stage.kind]
        told = what.format(of=words_of(name, stage, bodies).of)
        yield Span(f"stages.{name}.{key}", told, *stage.ends(year), is_effect=stage.kind is StageKind.effect)


_DATED: dict[StageKind, tuple[str, str]] = {
    StageKind.deposit: ("until", "la date limite de dépôt"),
    StageKind.examination: ("until", "la fin de l'instruction"),
    StageKind.opinion: ("window", "le mois {of}"),
    StageKind.decision: ("window", "le mois {of}"),
    StageKind.effect: ("on", "la prise d'effet"),
}
"""The key that dates a stage of each kind, and what that date is called."""

ASKED: dict[str, tuple[StageKind, ...]] = {"call": (StageKind.deposit, StageKind.decision, StageKind.effect)}
"""The kinds without which a session of an entry cannot be."""


def stage_faults(stages: Stages, bodies: Mapping[str, Body], entry: str) -> Iterator[CrossFault]:
    """Yield what does not fit between the stages of a region file, its bodies and its entry."""
    for kind in ASKED.get(entry, ()):
        if not stages.of_kind(kind):
            mend = "Ajoutez une étape de ce genre, ou changez entry."
            yield CrossFault("stages", ", ".join(stages.names), f"un appel demande une étape {kind}", mend)
    for name, carried in stages.bodies.items():
        yield from _body_faults(name, carried, bodies)
    called: dict[str, StageName] = {}
    for name, stage in stages.root.items():
        label = words_of(name, stage, bodies).label
        if (other := called.setdefault(label.lower(), name)) != name:
            mend = f"« {other} » s'appelle déjà ainsi : donnez à celle-ci un label."
            yield CrossFault(f"stages.{name}", label, "deux étapes de même nom", mend)


def _body_faults(name: StageName, stage: BodyStage, bodies: Mapping[str, Body]) -> Iterator[CrossFault]:
    key, asked = f"stages.{name}.body", "opinion" if isinstance(stage, OpinionStage) else "validation"
    if stage.body not in bodies:
        mend = f"Valeurs possibles : {', '.join(bodies)}." if bodies else "Ajoutez-la sous bodies."
        yield CrossFault(key, stage.body, "instance inconnue", mend)
    elif bodies[stage.body].kind != asked:
        mend = f"Nommez une instance de genre {asked}, ou changez le genre de l'étape."
        yield CrossFault(key, stage.body, f"cette instance est de genre {bodies[stage.body].kind}", mend)
