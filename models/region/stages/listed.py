"""The ordered list of the stages of a session, each by its key."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Self

from pydantic import ConfigDict, RootModel, model_validator

from models.region.parts import CrossFault, cross_faults
from models.region.stages.kinds import KNOWN, AnyStage, DecisionStage, DepositStage, EffectStage, OpinionStage, StageKey
from models.vocabulary import MEETINGS, StageKind, StageName

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
    def kinds(self) -> frozenset[StageKind]:
        """The kinds of stages that there are."""
        return frozenset(stage.kind for stage in self.root.values())

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

    @property
    def take_all_year(self) -> bool:
        """True if dossiers are deposited all year: the deposit has no end."""
        return self.deposit is not None and self.deposit.until is None

    @property
    def go_on(self) -> bool:
        """True if dossiers are taken all year, or not at all: then nothing ends with a session."""
        return self.deposit is None or self.take_all_year

    def meets_all_year(self, name: StageName) -> bool:
        """Return True for a stage whose body has no month of its own: it meets as often as something waits for it."""
        return name in self.bodies and self.bodies[name].within is not None

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
