"""The events of a scenario about the texts of reference: put in, amended, proposed, advised upon, adopted, signed."""

from collections.abc import Callable, Mapping
from typing import Any

from flows.rehearsal.scenario.decision_parts import SignatoryPart
from flows.rehearsal.scenario.event_parts import Act
from flows.rehearsal.scenario.values import Day, Name, ScenarioPart
from models.forms.membership.members import SignatureForm
from models.forms.membership.texts import (
    AmendmentForm,
    AmendmentRulingForm,
    TextAdoptionForm,
    TextDraftForm,
    TextOpinionForm,
    TextProposalForm,
)
from models.forms.parts import Form


class DraftText(ScenarioPart):
    """A version of a text is put in as a draft, told by the SHA-256 of its file."""

    document: Name
    version: Name
    title: Name
    sha256: Name
    by: Name


class AmendText(ScenarioPart):
    """An organisation proposes to change a text that is not adopted yet."""

    text: Name
    organisation: Name
    place: Name
    proposed: Name
    by: Name


class RuleAmendment(ScenarioPart):
    """An amendment is taken, taken in part, or not: by its number, in the order in which they were recorded."""

    amendment: int
    outcome: Name
    reason: Name | None = None
    by: Name


class ProposeText(ScenarioPart):
    """A draft is proposed to the body that gives its opinion."""

    text: Name
    proposed_by: Name
    proposed_on: Day
    by: Name


class OpinionOnText(ScenarioPart):
    """A body gives its opinion on a text that was proposed."""

    text: Name
    body: Name
    given_on: Day
    sense: Name
    remarks: Name | None = None
    by: Name


class AdoptText(ScenarioPart):
    """A version is adopted; `again` says whether members accept it anew, the region file where it is left out."""

    text: Name
    adopted_by: Name
    adopted_on: Day
    in_force_from: Day | None = None
    again: Name | None = None
    accept_by: Day | None = None
    by: Name


class SignText(Act):
    """An organisation signs the text that engages it: the version that is adopted, unless another is named."""

    on: Day
    signatory: SignatoryPart
    version: Name | None = None


def _of(form: type[Form]) -> Callable[[Any, str, str], Form]:
    """Return what fills in a form about a text: what is left out of the event is left empty."""
    return lambda said, session, _: form.model_validate(said.model_dump(exclude_none=True) | {"session": session})


def _ruling(said: Any, _session: str, _reference: str) -> Form:  # noqa: ANN401  a part of a scenario
    row = said.model_dump(exclude_none=True) | {"amendment": f"amendement-{said.amendment}"}
    return AmendmentRulingForm.model_validate(row)


def _signature(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    row = said.model_dump(exclude={"application", "on"}) | {"application": reference, "signed_on": said.on}
    return SignatureForm.model_validate(row)


TEXT_FORMS: Mapping[str, Callable[[Any, str, str], Form]] = {
    "draft_text": _of(TextDraftForm),
    "amend_text": _of(AmendmentForm),
    "rule_amendment": _ruling,
    "propose_text": _of(TextProposalForm),
    "opinion_on_text": _of(TextOpinionForm),
    "adopt_text": _of(TextAdoptionForm),
    "sign_text": _signature,
}
"""How each of these events fills its form."""
