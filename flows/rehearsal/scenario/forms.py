"""From what a scenario says to the form that a person would have filled in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from flows.rehearsal.scenario import member_parts as members
from flows.rehearsal.scenario.event_parts import Deposit, PrintLetters
from flows.rehearsal.scenario.site_parts import SITE_FORMS
from flows.rehearsal.scenario.territory_parts import TERRITORY_FORMS
from flows.rehearsal.scenario.text_parts import TEXT_FORMS
from models.dossiers.application import REASON_LABELS
from models.forms.advice import AdviceForm, AdviceRequestForm, AdviceRevocationForm
from models.forms.appeals import AppealAnswerForm, AppealForm
from models.forms.arrivals import FilePiece, ReclassificationForm
from models.forms.decisions import RectificationForm, SigningForm
from models.forms.dossiers import (
    AdmissionForm,
    AnswersForm,
    ExaminationForm,
    PostponementForm,
    Signatory,
    UnusablePiece,
    WithdrawalForm,
)
from models.forms.handling import HoldForm, LiftForm, PurgeForm, SeenForm
from models.forms.intake import IdentificationForm, PaperForm
from models.forms.letters import CopyForm, LetterForm, PostingForm, PrintingForm, WaitingLettersForm
from models.forms.meetings import Line, ProxyForm, RecusalForm, SittingForm
from models.forms.membership.members import DepartureForm
from models.forms.mending import Entry, EntryCorrectionForm, SessionCancellationForm, SessionCorrectionForm, UndoingForm
from models.forms.parts import Form
from models.forms.requests import (
    CancellationForm,
    CarryOverForm,
    CompletionForm,
    ExtensionForm,
    RequestedPiece,
    ResubmissionForm,
)
from models.intake.identifiers import read_identity
from models.intake.words import Way
from models.vocabulary import Finding, Ground, RequestReason


def _identification(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return IdentificationForm.model_validate(said.model_dump() | {"application": reference})


def _examination(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401  a part of a scenario
    unusable = [UnusablePiece(piece=piece, reason=reason) for piece, reason in said.unusable.items()]
    return ExaminationForm(
        applications=[reference],
        finding=said.finding,
        unusable=unusable,
        comment=said.comment,
        grid=_coded(said.grid),
        by=said.by,
    )


def _coded(said: Mapping[str, str]) -> str:
    return "\n".join(f"{code} : {words}" for code, words in said.items())


def _answers(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return AnswersForm(application=reference, answers=_coded(said.said), reason=said.reason, by=said.by)


_AWAITED = "awaited"
"""The stage of what a body says, as long as it is not known which one its dossier waits for."""


def _opinion(said: Any, session: str, reference: str) -> Form:  # noqa: ANN401
    line = Line(reference=reference, sense=said.opinion, reasons=said.reasons, tied=said.tied)
    return SittingForm(session=session, stage=said.stage or _AWAITED, lines=[line], by=said.by)


def _decision(said: Any, session: str, reference: str) -> Form:  # noqa: ANN401
    told = said.model_dump(include={"law", "reasons", "pieces", "tied"})
    line = Line(reference=reference, sense=said.decision, **told)
    signatory = Signatory(**said.signatory.model_dump())
    return SittingForm(session=session, stage=said.stage or _AWAITED, signatory=signatory, lines=[line], by=said.by)


def _proxy(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    return ProxyForm(session=session, removed=said.holder is None, **said.model_dump())


def _recusal(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return RecusalForm(applications=[reference], name=said.member, removed=said.removed, by=said.by)


def _signing(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    told = said.model_dump(exclude={"application", "on"})
    return SigningForm.model_validate({"applications": [reference], "signed_on": said.on, **told})


def _rectification(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    """Fill in what the rules ask for where an acceptance is taken back, as a person who may do so would."""
    return RectificationForm(
        application=reference,
        decision=said.decision,
        law=said.law,
        reasons=said.reasons,
        signatory=Signatory(**said.signatory.model_dump()),
        reach=said.reach,
        ground=Ground.illegality,
        observations=_OBSERVATIONS,
        by=said.by,
    )


def _appeal(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return AppealForm.model_validate({"application": reference, **said.model_dump(exclude={"application"})})


def _appeal_answer(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return AppealAnswerForm.model_validate({"application": reference, **said.model_dump(exclude={"application"})})


def _departure(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return DepartureForm(application=reference, on=said.on, reason=said.reason, by=said.by)


def _hold(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return HoldForm(references=[reference], ground=said.ground, reason=said.reason, by=said.by)


def _lift(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return LiftForm(references=[reference], reason=said.reason, by=said.by)


def _purge(said: Any, _session: str, _reference: str) -> Form:  # noqa: ANN401
    return PurgeForm(visa=said.visa, by=said.by)


_OBSERVATIONS = "Invité à présenter ses observations, l'organisme n'en a pas formulé."
"""Scenarios do not say how the applicant was heard (CRPA L121-1)."""


def _completion(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    pieces = [_requested(piece, words) for piece, words in said.pieces.items()]
    return CompletionForm(application=reference, pieces=pieces, due=said.due, message=said.message, by=said.by)


def _seen(said: Any, _session: str, arrival: str) -> Form:  # noqa: ANN401
    return SeenForm(what=[arrival or said.arrival], by=said.by)


def _reclassification(said: Any, _session: str, arrival: str) -> Form:  # noqa: ANN401
    """Fill in the form: `application` is a reference by now, `arrival` what the form calls it."""
    return ReclassificationForm(
        arrival=arrival or _ANY_ARRIVAL,
        nature=said.nature,
        target=said.application,
        organisation=said.organisation,
        identifier=said.identifier,
        pieces=[FilePiece(name=name, piece=piece) for name, piece in said.pieces.items()],
        by=said.by,
    )


def _letter(said: Any, _session: str, about: str) -> Form:  # noqa: ANN401
    """Fill in the form: `about` is a reference, or what the form calls an arrival."""
    to = {"arrival": about or _ANY_ARRIVAL} if said.arrival else {"application": about}
    letter = {"subject": said.subject, "text": said.text, "pieces": said.pieces, "by": said.by, "capacity": _AGENT}
    return LetterForm.model_validate(to | letter)


_AGENT = "agent du service instructeur"
"""In which capacity people write: scenarios do not say."""

_ANY_ARRIVAL = "envoi-1"
"""What stands for an arrival in a form that is only judged before anything runs."""

_REASONS: dict[str, RequestReason] = {
    word: reason for reason, label in REASON_LABELS.items() for word in (reason.value, label)
}


def _requested(piece: str, words: str) -> RequestedPiece:
    """Read why a piece is asked for: a reason that the forms know, or what is expected in words of its own."""
    reason = _REASONS.get(words)
    return RequestedPiece(piece=piece, reason=reason or RequestReason.other, expected=None if reason else words)


def _extension(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return ExtensionForm(application=reference, to=said.to, reason=said.reason, by=said.by)


def _reasoned(form: type[Form]) -> Callable[[Any, str, str], Form]:
    """Return what fills in a form that asks for a dossier, a reason, and who acts."""

    def filled(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
        return form.model_validate({"application": reference, "reason": said.reason, "by": said.by})

    return filled


def _advice_request(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    asked = said.model_dump(include={"question", "desk", "whom", "address", "pieces", "due", "by"})
    return AdviceRequestForm.model_validate({"application": reference, **asked})


def _advice(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    given = said.model_dump(include={"whom", "text", "given_on", "by"})
    return AdviceForm.model_validate({"application": reference, "is_shown": said.shown, **given})


def _advice_revocation(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return AdviceRevocationForm(application=reference, whom=said.whom, reason=said.reason, by=said.by)


def _settling(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    letters = [f"{reference}/{said.kind}"]
    return WaitingLettersForm(letters=letters, fate=said.fate, reason=said.reason, by=said.by)


def _copy(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return CopyForm(letter=f"{reference}/{said.kind}", by=said.by)


def _printing(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    if isinstance(said, PrintLetters):
        return PrintingForm(by=said.by)
    letters = [f"{reference}/{said.kind}"]
    return PrintingForm(letters=letters, is_registered=said.registered, postal=said.postal, by=said.by)


def _posted(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    kept = said.model_dump(exclude={"application", "kind", "returned"})
    return PostingForm.model_validate({"letter": f"{reference}/{said.kind}", "is_returned": said.returned, **kept})


def _postponement(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    return PostponementForm(session=session, **said.model_dump(exclude={"year"}))


def _undoing(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    return UndoingForm(session=session, reason=said.reason, by=said.by)


def _session_cancelled(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    return SessionCancellationForm(session=session, reason=said.reason, by=said.by)


def _entry_correction(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    kept = said.model_dump(exclude={"application", "what", "finding", "opinion", "reason", "by"})
    sense = {"entry": said.what, "sense": said.finding or said.opinion}
    is_removed = said.what in {Entry.finding, Entry.opinion, Entry.validation} and sense["sense"] is None
    who = {"application": reference, "removed": is_removed, "reason": said.reason, "by": said.by}
    return EntryCorrectionForm.model_validate(kept | sense | who)


def _correction(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    value = " ; ".join(said.value) if isinstance(said.value, list) else said.value
    return SessionCorrectionForm(session=session, key=said.key, value=value, reason=said.reason, by=said.by)


def paper(said: Deposit, received_at: datetime | None) -> PaperForm:
    """Fill in the form of what comes by post or by hand, at an instant on the clock of the Région, else now. Whoever
    opens the envelope sees what the scenario says of it, and types no number that does not pass its checksum."""
    number = said.siret or said.rna or said.uai or ""
    return PaperForm(
        way=said.channel,
        received_on=received_at.date() if received_at else None,
        hour=f"{received_at:%H:%M}" if received_at else None,
        postmark=said.postmark,
        unreadable=said.channel is Way.post and said.postmark is None,
        organisation=said.organisation,
        identifier=number if read_identity(number) else None,
        network=said.network,
        contact=said.from_ or None,
        postal=None if said.from_ else said.postal,
        pieces=[] if said.pieces == "all" else said.pieces,
        complete=said.pieces == "all",
        by=_DESK,
    )


_DESK = "Accueil"
"""Who opens the mail: scenarios do not say."""

FORMS: dict[str, Callable[[Any, str, str], Form]] = {
    "identify": _identification,
    "examine": _examination,
    "type_answers": _answers,
    "proxy": _proxy,
    "opinion": _opinion,
    "decision": _decision,
    "recuse": _recusal,
    "sign": _signing,
    "rectify": _rectification,
    "appeal": _appeal,
    "appeal_decision": _appeal_answer,
    "leave": _departure,
    "enter": members.entry,
    "accede": members.accession,
    "agree": members.agreement,
    "amend": members.amendment,
    "denounce": members.denunciation,
    "renew": members.renewal,
    "hold": _hold,
    **SITE_FORMS,
    **TERRITORY_FORMS,
    **TEXT_FORMS,
    "lift_hold": _lift,
    "purge": _purge,
    "request_completion": _completion,
    "extend": _extension,
    "cancel_request": _reasoned(CancellationForm),
    "carry_over": _reasoned(CarryOverForm),
    "resubmit": _reasoned(ResubmissionForm),
    "withdraw": _reasoned(WithdrawalForm),
    "admit_late": _reasoned(AdmissionForm),
    "correct": _entry_correction,
    "ask_advice": _advice_request,
    "give_advice": _advice,
    "revoke_advice": _advice_revocation,
    "settle_letter": _settling,
    "send_again": _copy,
    "print_letters": _printing,
    "print_letter": _printing,
    "posted": _posted,
    "postpone": _postponement,
    "cancel_opening": _undoing,
    "cancel_session": _session_cancelled,
    "correct_session": _correction,
    "read": _seen,
    "reclassify": _reclassification,
    "write": _letter,
}
"""How each act of a scenario fills its form, from the code of its session and the reference of its application, or the
choice of its arrival."""


def merged(forms: Iterable[Form]) -> Iterator[Form]:
    """Join neighbours where a person would have filled in one form: what was said at one sitting, and the same finding
    on several dossiers."""
    for _, group in groupby(forms, key=_said):
        yield _joined(list(group))


def _said(form: Form) -> object:
    """Return the grouping key of a form: forms equal except for their dossiers share it, any other has its own."""
    if isinstance(form, SittingForm):
        return form.model_dump(exclude={"lines"})
    if isinstance(form, ExaminationForm) and form.finding is Finding.favourable and not (form.unusable or form.comment):
        return form.model_dump(exclude={"applications"})
    return id(form)


def _joined(forms: Sequence[Form]) -> Form:
    first = forms[0]
    if isinstance(first, SittingForm):
        lines = [line for form in forms if isinstance(form, SittingForm) for line in form.lines]
        return first.model_copy(update={"lines": lines})
    if isinstance(first, ExaminationForm):
        found = [form for form in forms if isinstance(form, ExaminationForm)]
        return first.model_copy(update={"applications": [reference for form in found for reference in form.dossiers]})
    return first
