"""From what a scenario says to the form that a person would have filled in."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from models.form_parts import Form
from models.forms import (
    AdmissionForm,
    DecisionForm,
    ExaminationForm,
    OpinionForm,
    PostponementForm,
    Signatory,
    UnusablePiece,
    WithdrawalForm,
)
from models.request_forms import (
    CancellationForm,
    CarryOverForm,
    CompletionForm,
    ExtensionForm,
    RequestedPiece,
    ResubmissionForm,
)
from models.statuses import Finding, RequestReason
from models.workflow import REASON_LABELS


def _examination(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401  a part of a scenario
    unusable = [UnusablePiece(piece=piece, reason=reason) for piece, reason in said.unusable.items()]
    return ExaminationForm(
        applications=[reference], finding=said.finding, unusable=unusable, comment=said.comment, by=said.by
    )


def _opinion(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return OpinionForm(applications=[reference], opinion=said.opinion, reasons=said.reasons, by=said.by)


def _decision(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    signatory = Signatory(name=said.signatory.name, capacity=said.signatory.capacity)
    return DecisionForm(
        applications=[reference],
        decision=said.decision,
        reasons=said.reasons,
        pieces=said.pieces,
        signatory=signatory,
        by=said.by,
    )


def _completion(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    pieces = [_requested(piece, words) for piece, words in said.pieces.items()]
    return CompletionForm(application=reference, pieces=pieces, due=said.due, message=said.message, by=said.by)


_REASONS: dict[str, RequestReason] = {
    word: reason for reason, label in REASON_LABELS.items() for word in (reason.value, label)
}


def _requested(piece: str, words: str) -> RequestedPiece:
    """Read why a piece is asked for: a reason that the forms know, or what is expected in words of its own."""
    reason = _REASONS.get(words)
    return RequestedPiece(piece=piece, reason=reason or RequestReason.other, expected=None if reason else words)


def _extension(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return ExtensionForm(application=reference, to=said.to, reason=said.reason, by=said.by)


def _cancellation(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return CancellationForm(application=reference, reason=said.reason, by=said.by)


def _carry_over(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return CarryOverForm(application=reference, reason=said.reason, by=said.by)


def _resubmission(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return ResubmissionForm(application=reference, reason=said.reason, by=said.by)


def _withdrawal(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return WithdrawalForm(application=reference, reason=said.reason, by=said.by)


def _admission(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return AdmissionForm(application=reference, reason=said.reason, by=said.by)


def _postponement(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    return PostponementForm(session=session, stage=said.stage, to=said.to, reason=said.reason, by=said.by)


FORMS: dict[str, Callable[[Any, str, str], Form]] = {
    "examine": _examination,
    "opinion": _opinion,
    "decision": _decision,
    "request_completion": _completion,
    "extend": _extension,
    "cancel_request": _cancellation,
    "carry_over": _carry_over,
    "resubmit": _resubmission,
    "withdraw": _withdrawal,
    "admit_late": _admission,
    "postpone": _postponement,
}
"""How each act of a scenario fills its form, from the latest session's code and the application's reference."""

_OF_SEVERAL = (ExaminationForm, OpinionForm, DecisionForm)


def merged(forms: Iterable[Form]) -> Iterator[Form]:
    """Join neighbours that say the same of several dossiers, where a person would have filled in one form."""
    for _, group in groupby(forms, key=_said):
        same = list(group)
        of_several = [form for form in same if isinstance(form, _OF_SEVERAL)]
        applications = [reference for form in of_several for reference in form.dossiers]
        yield same[0].model_copy(update={"applications": applications}) if of_several else same[0]


def _said(form: Form) -> object:
    """Return what a form says besides its dossiers, or the form itself where its dossier is its own."""
    if isinstance(form, ExaminationForm):
        is_shared = form.finding is Finding.favourable and not (form.unusable or form.comment)
    else:
        is_shared = isinstance(form, OpinionForm | DecisionForm) and form.reasons is None
    return form.model_dump(exclude={"applications"}) if is_shared else id(form)
