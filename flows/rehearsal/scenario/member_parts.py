"""The events of a scenario that are about members: who enters by a text, its convention, and who renews."""

from typing import Any

from pydantic import Field

from flows.rehearsal.scenario.decision_parts import SignatoryPart
from flows.rehearsal.scenario.event_parts import Act
from flows.rehearsal.scenario.values import Day, Name, ScenarioPart
from models.forms.membership.lasting import AgreementForm, AmendmentForm, DenunciationForm, RenewalForm
from models.forms.membership.members import AccessionForm, RegisterForm
from models.forms.parts import Form
from models.members.renewal import RenewalAnswer


class Leave(Act):
    """A member leaves of its own will."""

    on: Day
    reason: Name


class Enter(ScenarioPart):
    """A structure that a text makes a member enters the register, without a dossier; `as_` is how later events name
    it."""

    as_: Name | None = Field(default=None, alias="as")
    organisation: Name
    identifier: Name
    network: Name
    starts_on: Day
    ends_on: Day | None = None
    by: Name


class Accede(Act):
    """An organisation signs a convention, by which it enters: the only one in force unless it is named."""

    signed_on: Day
    signatory: SignatoryPart
    agreement: Name | None = None
    told_on: Day
    told_by: Name


class Agree(ScenarioPart):
    """A convention is signed, by all those of the region file unless some are named."""

    name: Name
    signed_on: Day
    ends_on: Day
    signatories: list[Name] = Field(default_factory=list)
    by: Name


class Amend(ScenarioPart):
    """A convention is amended, at the request of a party and after an opinion."""

    name: Name
    number: int
    subject: Name
    asked_by: Name
    opinion_on: Day
    signed_on: Day
    ends_on: Day | None = None
    by: Name


class Denounce(ScenarioPart):
    """A party denounces a convention by a letter, or no longer does from a day on."""

    name: Name
    denounced_by: Name | None = None
    sent_on: Day | None = None
    lifted_on: Day | None = None
    reason: Name
    by: Name


class Renew(Act):
    """A member answers whether it renews."""

    answer: RenewalAnswer
    answered_on: Day
    said: Name
    pieces: list[str] = Field(default_factory=list)


def entry(said: Enter, session: str, _reference: str) -> Form:
    """Return the form by which a structure enters."""
    return RegisterForm.model_validate({"session": session, **said.model_dump(exclude={"as_"})})


def accession(said: Accede, _session: str, reference: str) -> Form:
    """Return the form by which that is recorded."""
    return AccessionForm.model_validate({"application": reference, **said.model_dump(exclude={"application"})})


def agreement(said: Agree, session: str, _reference: str) -> Form:
    """Return the form by which a convention is recorded."""
    return AgreementForm.model_validate({"session": session, **said.model_dump()})


def amendment(said: Amend, session: str, _reference: str) -> Form:
    """Return the form by which it is amended, confirmed whatever it moves."""
    return AmendmentForm.model_validate(_confirmed(said, session))


def denunciation(said: Denounce, session: str, _reference: str) -> Form:
    """Return the form by which it is denounced, confirmed whatever ends with it."""
    return DenunciationForm.model_validate(_confirmed(said, session))


def _confirmed(said: ScenarioPart, session: str) -> dict[str, Any]:
    return {"session": session, "confirmed": True, **said.model_dump()}


def renewal(said: Renew, _session: str, reference: str) -> Form:
    """Return the form by which an answer is recorded."""
    return RenewalForm.model_validate({"application": reference, **said.model_dump(exclude={"application"})})
