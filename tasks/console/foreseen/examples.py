"""Acts as a person might do them on a dossier, with words that stand for theirs: a row a letter."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Piece, Reach
from models.forms.appeals import ANSWERS, AppealAnswerForm, AppealForm
from models.forms.decisions import RectificationForm
from models.forms.dossiers import DecisionForm, WithdrawalForm
from models.forms.letters import LetterForm
from models.forms.meetings import DECISIONS
from models.forms.membership.members import CureForm, DepartureForm, FormalNoticeForm, TerminationForm
from models.forms.mending import Entry, EntryCorrectionForm
from models.forms.parts import Form
from models.forms.requests import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm
from models.sessions.campaign import Campaign
from models.vocabulary import AppealKind, DecisionSense, Ground, PieceState, RequestReason
from tasks.acts.entries import correct_entry
from tasks.acts.table import ACTS
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tasks.decisions.record import record_decisions
from tasks.decisions.rectify import rectify
from tasks.dossiers import requests
from tasks.dossiers.letters.write import write
from tasks.dossiers.withdraw import withdraw
from tasks.members.depart import record_departure
from tasks.members.leave import cure, give_notice, terminate
from tasks.sessions import handover

REASONS = "[Vos motifs en fait : ce qui a été constaté, quand et comment.]"
REASON = "[Votre motif.]"
_SIGNED = {"signatory": {"name": "[Prénom et nom]", "capacity": "[qualité du signataire]"}, "reasons": REASONS}
_LATER = timedelta(days=30)


class Occasion(NamedTuple):
    """A dossier on a day: what an example may need of it."""

    reference: str
    lacking: Sequence[str]
    today: date


Said = Callable[[Occasion], Mapping[str, Any]]


class Example(NamedTuple):
    """An act: in which case, its rule, its form, and what fills that in besides the dossier and who does it."""

    case: str
    rule: Callable[..., object]
    form: type[Form]
    said: Said

    @property
    def act(self) -> str:
        """Return the deployment whose form does it: that of the act, or the gate at which a commission decides."""
        return ACTS[self.form].name if self.form in ACTS else "commission"

    def filled(self, occasion: Occasion) -> Form:
        """Return the form, filled in for a dossier."""
        named: Mapping[str, Any] = {
            "by": "[saisi par]",
            "confirmed": True,
            "reference": occasion.reference,
            "references": [occasion.reference],
        }
        of_all = {name: value for name, value in named.items() if name in self.form.model_fields}
        return self.form.model_validate(of_all | {**self.said(occasion)})


def occasion(session: Session, application: Application, campaign: Campaign, *, at: datetime) -> Occasion:
    """Return a dossier at an instant: what it lacks is what it would be asked for, else its first piece."""
    region = campaign.rules
    held = session.exec(select(Piece).where(Piece.application_id == application.id))
    lacking = [one.piece_id for one in held if one.state is not PieceState.received]
    return Occasion(application.reference, lacking or region.required_pieces[:1], business_days(region).local(at))


def _why(_: Occasion) -> Mapping[str, Any]:
    return {"reason": REASON}


def _asked(told: Occasion) -> Mapping[str, Any]:
    return {"pieces": [{"piece": piece, "reason": RequestReason.missing} for piece in told.lacking]}


def _signed(**said: Any) -> Said:  # noqa: ANN401  the fields of a form
    return lambda _: {**_SIGNED, **said}


def _taken_back(sense: DecisionSense) -> Said:
    said = {"reach": Reach.repealed, "ground": Ground.lapsed, "observations": "[comment l'organisme a été entendu]"}
    return _signed(decision=sense, **said)


EXAMPLES: Sequence[Example] = (
    Example("", requests.ask, CompletionForm, _asked),
    Example(
        "",
        requests.extend,
        ExtensionForm,
        lambda told: {"to": told.today + _LATER, "reason": REASON},
    ),
    Example("", requests.cancel, CancellationForm, _why),
    Example("", handover.carry_over_by_hand, CarryOverForm, _why),
    Example("", handover.represent, ResubmissionForm, lambda _: {}),
    *(Example(DECISIONS[sense], record_decisions, DecisionForm, _signed(decision=sense)) for sense in DecisionSense),
    *(Example(DECISIONS[sense], rectify, RectificationForm, _signed(decision=sense)) for sense in DecisionSense),
    *(
        Example(f"{DECISIONS[sense]}, acceptation abrogée", rectify, RectificationForm, said)
        for sense, said in ((one, _taken_back(one)) for one in (DecisionSense.refused, DecisionSense.adjourned))
    ),
    Example(
        "gracieux",
        record_appeal,
        AppealForm,
        lambda told: {"kind": AppealKind.gracieux, "received_on": told.today},
    ),
    *(Example(ANSWERS[outcome], answer_appeal, AppealAnswerForm, _signed(outcome=outcome)) for outcome in ANSWERS),
    Example("", withdraw, WithdrawalForm, lambda _: {}),
    Example(
        "retrait annulé",
        correct_entry,
        EntryCorrectionForm,
        lambda _: {"entry": Entry.withdrawal, "reason": REASON},
    ),
    Example("", write, LetterForm, lambda _: {"text": "[Votre texte.]", "capacity": "[votre qualité]"}),
    Example(
        "",
        give_notice,
        FormalNoticeForm,
        lambda told: {**_SIGNED, "observations_until": told.today + _LATER},
    ),
    Example("", cure, CureForm, _why),
    Example("", terminate, TerminationForm, lambda told: {**_SIGNED, "on": told.today}),
    Example("", record_departure, DepartureForm, lambda told: {"on": told.today, "reason": REASON}),
)
"""In the order of a dossier's life. What answers a mail is left out: what it says depends on that mail."""
