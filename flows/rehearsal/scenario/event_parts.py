"""What each event of a scenario says: one class per event, whose names are fixed, since other programs read them."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from flows.rehearsal.scenario.values import Address, BodyStage, Day, Instant, Name, ScenarioPart, Year
from models.forms.mending import Entry
from models.intake.words import Meaning, Way
from models.region.parts import refusal
from models.vocabulary import (
    Fate,
    Finding,
    LegalKind,
    MeetingMode,
    OpinionSense,
    StageName,
)
from notifications.catalogue import KINDS


def _is_about_a_dossier(kind: str) -> str:
    known = [name for name, known in KINDS.items() if "application" in known.variables]
    if kind not in known:
        raise refusal("notification inconnue", f"Notifications d'un dossier : {', '.join(known)}.")
    return kind


def _is_a_notice(kind: str) -> str:
    if kind not in KINDS:
        raise refusal("notification inconnue", f"Notifications : {', '.join(KINDS)}.")
    return kind


NoticeKindName = Annotated[str, AfterValidator(_is_about_a_dossier)]


def _is_there(file: Path, said: ValidationInfo) -> Path:
    path = Path((said.context or {}).get("folder", ""), file)
    if not path.is_file():
        raise refusal("fichier introuvable", "Écrivez son chemin à partir du dossier du scénario.")
    return path


class Deposit(ScenarioPart):
    """A mail or a paper that brings a dossier. `as_` is how later events name its application; a letter without a
    `postmark` has one that cannot be read."""

    as_: Name = Field(alias="as")
    organisation: Name
    siret: str | None = None
    rna: str | None = None
    uai: str | None = None
    network: Name | None = None
    from_: Address = Field(default="", alias="from")
    postal: Name | None = None
    pieces: Literal["all"] | list[str]
    received_at: Instant | None = None
    message_id: Annotated[str, Field(pattern=r"^<[^<>\s]{1,250}>$")] | None = None
    channel: Way = Way.email
    postmark: Day | None = None

    @model_validator(mode="after")
    def _comes_one_way(self) -> Self:
        if self.postmark and self.channel is not Way.post:
            raise refusal("un cachet de la poste sans courrier", "Ajoutez channel: post, ou retirez postmark.")
        if self.message_id and self.channel is not Way.email:
            raise refusal("un papier n'a pas de message_id", "Retirez-le, ou gardez channel: email.")
        if not self.from_ and (self.postal is None or self.channel is Way.email):
            raise refusal("un dépôt sans adresse", "Dites d'où il vient ; un papier peut dire postal à la place.")
        return self


class Complement(ScenarioPart):
    """A mail that answers our latest notice to an application."""

    application: Name
    pieces: list[str]
    from_: Address = Field(alias="from")
    received_at: Instant | None = None
    message_id: Annotated[str, Field(pattern=r"^<[^<>\s]{1,250}>$")] | None = None


class Answered(ScenarioPart):
    """Our latest notice of a kind, to an application, in answer to an arrival or to an address, whose Message-ID stands
    in a mail for `MESSAGE_ID`."""

    kind: Annotated[str, AfterValidator(_is_a_notice)]
    application: Name | None = None
    arrival: Name | None = None
    to: Address | None = None

    @model_validator(mode="after")
    def _to_one(self) -> Self:
        if sum(one is not None for one in (self.application, self.arrival, self.to)) != 1:
            raise refusal("une réponse à on ne sait quoi", "Écrivez application, ou arrival, ou to.")
        if self.application:
            _is_about_a_dossier(self.kind)
        return self


class Mail(ScenarioPart):
    """A mail from a file, delivered octet for octet. `name` is how later events call this arrival, `as_` the
    application that it opens; where `received_at` is said, the receiving server's stamp is added to it."""

    file: Annotated[Path, AfterValidator(_is_there)]
    name: Name | None = None
    as_: Name | None = Field(default=None, alias="as")
    received_at: Instant | None = None
    answers: Answered | None = None


MESSAGE_ID = b"<REPLACE-BY-MESSAGE-ID-OF-THE-NOTICE@example.invalid>"
"""What stands in the file of a mail for the Message-ID of the notice that it answers."""


class Read(ScenarioPart):
    """A person has read an arrival that waited to be."""

    arrival: Name
    by: Name


class Write(ScenarioPart):
    """A person writes to the contact of an application, or to whoever wrote an arrival, in answer to it."""

    application: Name | None = None
    arrival: Name | None = None
    by: Name
    text: Name
    subject: Name | None = None
    pieces: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _is_to_one(self) -> Self:
        if (self.application is None) is (self.arrival is None):
            raise refusal("une lettre va à un candidat ou répond à un envoi", "Gardez application ou arrival.")
        return self


class Reclassify(ScenarioPart):
    """A person says what an arrival is, whose, of which dossier, and which of its files is which piece. `application`
    is a name, or « nouveau », or « aucun »; `as_`, the application that it opens."""

    arrival: Name
    by: Name
    nature: Meaning | None = None
    organisation: Name | None = None
    identifier: str | None = None
    application: Name | None = None
    pieces: dict[str, Name] = Field(default_factory=dict)
    as_: Name | None = Field(default=None, alias="as")


class Act(ScenarioPart):
    """What a person records about one application; `by` says who."""

    application: Name
    by: Name


class Identify(Act):
    """Whose a dossier is: its organisation, by name and number, and who is written to."""

    organisation: Name
    identifier: str
    network: Name | None = None
    legal_kind: LegalKind | None = None
    contact: Address | None = None
    second_contact: Address | None = None
    reason: Name | None = None


class Examine(Act):
    """A finding, or the pieces that cannot be used; what the `grid` says of each commitment."""

    finding: Finding | None = None
    unusable: dict[str, Name] = Field(default_factory=dict)
    comment: Name | None = None
    grid: dict[str, Name] = Field(default_factory=dict)


class Reasoned(Act):
    """An act whose reason must be given."""

    reason: Name


class MayBeReasoned(Act):
    """An act whose reason may be given."""

    reason: Name | None = None


class Correct(Reasoned):
    """What was typed wrong is corrected: `what` it is, and the values in its place; a finding or an opinion without one
    is taken back."""

    what: Entry
    finding: Finding | None = None
    opinion: OpinionSense | None = None
    reasons: Name | None = None
    organisation: Name | None = None
    identifier: str | None = None
    network: Name | None = None
    contact: Address | None = None
    present: list[Name] = Field(default_factory=list)
    received_on: Day | None = None
    postmark: Day | None = None
    pieces: list[str] = Field(default_factory=list)
    starts_on: Day | None = None
    ends_on: Day | None = None


class RequestCompletion(Act):
    """Named pieces asked for, each with its reason in any words, by a last day."""

    pieces: Annotated[dict[str, Name], Field(min_length=1)]
    due: Day | None = None
    message: Name | None = None


class Extend(Reasoned):
    """A later last day for what is asked."""

    to: Day


class AskAdvice(Act):
    """An expert, or a desk of the region file, is asked for advice, with the pieces listed, by a last day."""

    question: Name
    desk: Name | None = None
    whom: Name | None = None
    address: Address | None = None
    pieces: list[str] = Field(default_factory=list)
    due: Day | None = None


class GiveAdvice(Act):
    """An advice that was said is recorded, or told to the applicant where it is `shown`."""

    whom: Name | None = None
    text: Name | None = None
    given_on: Day | None = None
    shown: bool = False


class RevokeAdvice(Reasoned):
    """An advice is asked for no more."""

    whom: Name | None = None


class SettleLetter(MayBeReasoned):
    """A letter that is held, the latest of a kind, is let go, or stopped."""

    kind: NoticeKindName
    fate: Fate


class PrintLetters(ScenarioPart):
    """All letters that wait to be posted are printed."""

    by: Name


class PrintLetter(Act):
    """The latest letter of a kind leaves on paper, to its applicant's postal address or to another."""

    kind: NoticeKindName
    registered: bool = False
    postal: Name | None = None


class Posted(Act):
    """What the post says of the latest letter of a kind that left on paper."""

    kind: NoticeKindName
    posted_on: Day | None = None
    number: Name | None = None
    presented_on: Day | None = None
    delivered_on: Day | None = None
    returned: bool = False


class SendAgain(Act):
    """The latest letter of a kind is sent once more, as a copy."""

    kind: NoticeKindName


class MeetingEvent(ScenarioPart):
    """A body's meeting is set, in a room unless its `mode` says otherwise, in the session of a year, else in the first
    whose body has still to meet. May be said with it: why out of its month or on a day of rest, who will be there, and
    which members keep out of what."""

    stage: BodyStage
    on: Day
    by: Name
    mode: MeetingMode | None = None
    reason: Name | None = None
    day_off: Name | None = None
    present: list[Name] | None = None
    recused: dict[Name, Annotated[list[Name], Field(min_length=1)]] = Field(default_factory=dict)
    year: Year | None = None


class ProxyEvent(ScenarioPart):
    """A member gives its proxy for a body's meeting to another, or takes it back where nobody is named."""

    stage: BodyStage
    giver: Name
    holder: Name | None = None
    by: Name


class Recuse(Act):
    """A member keeps out of a dossier, by its seat, or does no more where that was declared by mistake."""

    member: Name
    removed: bool = False


class OpinionEvent(Act):
    """What a body says, at the stage that its dossier waits for unless another is named; `tied`: by a casting vote."""

    opinion: OpinionSense
    stage: StageName | None = None
    reasons: Name | None = None
    tied: bool = False


class Postpone(ScenarioPart):
    """A stage's date moves, either way: that of the session of a year, else of the first in which it still runs."""

    stage: StageName
    to: Day
    reason: Name
    by: Name
    day_off: Name | None = None
    year: Year | None = None


class CorrectSession(ScenarioPart):
    """What the session keeps of the region file is corrected: a dotted key, and its value, or its values."""

    key: Name
    value: Name | list[Name] | None = None
    reason: Name
    by: Name


class Open(ScenarioPart):
    """The next session of the same region opens; a year that looks like a slip must be `meant`."""

    year: Year
    opens: Day
    meant: bool = False


class CancelOpening(ScenarioPart):
    """The latest opening was a mistake, and is undone."""

    reason: Name
    by: Name


class CancelSession(ScenarioPart):
    """A session is cancelled: that of a year, else the latest that was opened."""

    reason: Name
    by: Name
    year: Year | None = None


class Refuse(ScenarioPart):
    """The mail server refuses some addresses, each with an SMTP code."""

    refuse: dict[str, Annotated[int, Field(ge=400, le=599)]]


class MailServer(ScenarioPart):
    """What happens to the mail server."""

    state: Literal["up", "down"] | Refuse


class Bounce(ScenarioPart):
    """A delivery report comes back for the latest notice of a kind."""

    application: Name
    kind: NoticeKindName
