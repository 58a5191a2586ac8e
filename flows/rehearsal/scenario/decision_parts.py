"""The events of a scenario that decide of a dossier: what it answers, what is decided, signed, replaced, contested; for
how long it is kept."""

from typing import Annotated, Literal

from pydantic import Field

from flows.rehearsal.scenario.event_parts import Act
from flows.rehearsal.scenario.values import Day, Name, ScenarioPart
from models.dossiers.application import Reach
from models.dossiers.forgetting import HoldGround
from models.forms.appeals import ContestedAct
from models.vocabulary import AppealKind, AppealOutcome, DecisionSense, StageName


class TypeAnswers(Act):
    """A person types what an applicant answers to commitments and services, by their codes."""

    said: Annotated[dict[str, str], Field(min_length=1)]
    reason: Name | None = None


class SignatoryPart(ScenarioPart):
    """The author of a decision."""

    name: Name
    capacity: Name


class DecisionEvent(Act):
    """What is decided after a commission, at the stage that the dossier waits for unless another is named; `tied` where
    a casting vote settled it."""

    decision: DecisionSense
    signatory: SignatoryPart
    stage: StageName | None = None
    law: Name | None = None
    reasons: Name | None = None
    pieces: list[str] = Field(default_factory=list)
    tied: bool = False


class Sign(Act):
    """The Région signs its decision, once the commission has spoken: as it said, unless another sense is told."""

    on: Day
    signatory: SignatoryPart
    decision: DecisionSense | None = None
    law: Name | None = None
    reasons: Name | None = None
    pieces: list[str] = Field(default_factory=list)


class Rectify(Act):
    """Another decision in the place of the one in force; where it takes an acceptance back, `reach` says how far."""

    decision: DecisionSense
    reach: Reach = Reach.repealed
    law: Name | None = None
    reasons: Name
    signatory: SignatoryPart


class AppealEvent(Act):
    """An appeal is recorded, or that a court has judged it."""

    kind: AppealKind
    received_on: Day
    posted_on: Day | None = None
    judged_on: Day | None = None
    act: ContestedAct | None = None


class AppealDecision(Act):
    """An appeal is answered."""

    outcome: Literal[AppealOutcome.upheld, AppealOutcome.rejected]
    law: Name | None = None
    reasons: Name
    signatory: SignatoryPart
    kind: AppealKind | None = None


class HoldEvent(Act):
    """A dossier is kept beyond its time."""

    ground: HoldGround
    reason: Name


class PurgeEvent(ScenarioPart):
    """What has been held for its time is forgotten."""

    visa: Name
    by: Name
