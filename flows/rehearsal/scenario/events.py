"""What happens in a scenario: an instant, and exactly one thing."""

from typing import Any, Self

from pydantic import ValidationError, model_validator

from flows.rehearsal.scenario.decision_parts import (
    AppealDecision,
    AppealEvent,
    DecisionEvent,
    HoldEvent,
    PurgeEvent,
    Rectify,
    Sign,
    TypeAnswers,
)
from flows.rehearsal.scenario.event_parts import (
    AskAdvice,
    Bounce,
    CancelOpening,
    CancelSession,
    Complement,
    Correct,
    CorrectSession,
    Deposit,
    Examine,
    Extend,
    GiveAdvice,
    Identify,
    Mail,
    MailServer,
    MayBeReasoned,
    MeetingEvent,
    Open,
    OpinionEvent,
    Posted,
    Postpone,
    PrintLetter,
    PrintLetters,
    ProxyEvent,
    Read,
    Reasoned,
    Reclassify,
    Recuse,
    RequestCompletion,
    RevokeAdvice,
    SendAgain,
    SettleLetter,
    Write,
)
from flows.rehearsal.scenario.forms import FORMS, paper
from flows.rehearsal.scenario.member_parts import Accede, Agree, Amend, Denounce, Enter, Leave, Renew
from flows.rehearsal.scenario.site_parts import CloseSite, RefuseSites, Sites
from flows.rehearsal.scenario.territory_parts import (
    AnswerReport,
    Attach,
    Committee,
    CoordinationEnd,
    Coordinator,
    OpenReport,
    ValidateIndicators,
)
from flows.rehearsal.scenario.text_parts import (
    AdoptText,
    AmendText,
    DraftText,
    OpinionOnText,
    ProposeText,
    RuleAmendment,
    SignText,
)
from flows.rehearsal.scenario.values import Instant, ScenarioPart
from models.intake.words import Way
from models.region.parts import refusal


class Event(ScenarioPart):
    """One event: an instant, and exactly one thing that happens then."""

    at: Instant
    deposit: Deposit | None = None
    complement: Complement | None = None
    identify: Identify | None = None
    examine: Examine | None = None
    type_answers: TypeAnswers | None = None
    request_completion: RequestCompletion | None = None
    extend: Extend | None = None
    cancel_request: Reasoned | None = None
    admit_late: Reasoned | None = None
    carry_over: Reasoned | None = None
    resubmit: MayBeReasoned | None = None
    withdraw: MayBeReasoned | None = None
    correct: Correct | None = None
    ask_advice: AskAdvice | None = None
    give_advice: GiveAdvice | None = None
    revoke_advice: RevokeAdvice | None = None
    settle_letter: SettleLetter | None = None
    send_again: SendAgain | None = None
    print_letters: PrintLetters | None = None
    print_letter: PrintLetter | None = None
    posted: Posted | None = None
    meeting: MeetingEvent | None = None
    proxy: ProxyEvent | None = None
    recuse: Recuse | None = None
    opinion: OpinionEvent | None = None
    decision: DecisionEvent | None = None
    sign: Sign | None = None
    rectify: Rectify | None = None
    appeal: AppealEvent | None = None
    appeal_decision: AppealDecision | None = None
    leave: Leave | None = None
    sites: Sites | None = None
    close_site: CloseSite | None = None
    refuse_sites: RefuseSites | None = None
    attach: Attach | None = None
    coordinator: Coordinator | None = None
    coordination_end: CoordinationEnd | None = None
    draft_text: DraftText | None = None
    amend_text: AmendText | None = None
    rule_amendment: RuleAmendment | None = None
    propose_text: ProposeText | None = None
    opinion_on_text: OpinionOnText | None = None
    adopt_text: AdoptText | None = None
    sign_text: SignText | None = None
    enter: Enter | None = None
    accede: Accede | None = None
    agree: Agree | None = None
    amend: Amend | None = None
    denounce: Denounce | None = None
    renew: Renew | None = None
    committee: Committee | None = None
    validate_indicators: ValidateIndicators | None = None
    open_report: OpenReport | None = None
    answer_report: AnswerReport | None = None
    hold: HoldEvent | None = None
    lift_hold: Reasoned | None = None
    purge: PurgeEvent | None = None
    postpone: Postpone | None = None
    correct_session: CorrectSession | None = None
    open: Open | None = None
    cancel_opening: CancelOpening | None = None
    cancel_session: CancelSession | None = None
    mail_server: MailServer | None = None
    bounce: Bounce | None = None
    mail: Mail | None = None
    read: Read | None = None
    reclassify: Reclassify | None = None
    write: Write | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        said = [name for name in PLAYED if getattr(self, name) is not None]
        if len(said) != 1:
            raise refusal("un événement et un seul par ligne", f"Choisissez parmi : {', '.join(PLAYED)}.")
        self._fill_in()
        return self

    def _fill_in(self) -> None:
        """Refuse now what the form would refuse when the event's turn comes."""
        try:
            if self.kind in FORMS:
                FORMS[self.kind](self.what, "SESSION", "" if self.reclassify else getattr(self.what, "application", ""))
            elif self.deposit and self.deposit.channel is not Way.email:
                paper(self.deposit, self.deposit.received_at)
        except ValidationError as error:
            raise refusal(error.errors()[0]["msg"].rstrip("."), "Complétez l'événement.") from error

    @property
    def kind(self) -> str:
        """The name of what happens."""
        return next(name for name in PLAYED if getattr(self, name) is not None)

    @property
    def what(self) -> Any:  # noqa: ANN401  the part of that kind
        """What happens."""
        return getattr(self, self.kind)


PLAYED = tuple(name for name in Event.model_fields if name != "at")
"""The events that a rehearsal plays."""
