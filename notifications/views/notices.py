"""What a notice can speak of: plain, immutable values, the only things that templates ever see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.dossiers.application import UNNAMED
from models.dossiers.workflow import BY_MOVE
from models.intake.words import Way
from models.vocabulary import UNDECIDED, Event, Flag, LegalKind, StageKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyView:
    """A body that has still to meet: what it does (« Avis »), what it is called, and when (« juin 2021 », or « le jeudi
    17 juin 2021 » once the meeting is set)."""

    does: str
    body: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """The session as an applicant needs it; dates are local days, both ends included."""

    code: str
    label: str
    year: int
    deposit_last_day: date | None  # None where one deposits all year, or not at all
    examination_last_day: date | None  # None where nothing ends the instruction
    bodies: tuple[BodyView, ...]
    effect_on: date  # the first day of the session, where each acceptance takes effect on a day of its own
    past: frozenset[StageKind] = frozenset()  # the kinds whose stages are over as the notice is written


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """One dossier; instants are aware. `silence_on` is the last day of the delay after which silence decides, and
    `silent_since` the same once it is past; `is_against` tells that silence rejects, or has rejected: no letter says
    then that nothing is refused. `legal_kind` is None where nothing tells it.

    `way` is the Way in which it was deposited, `postmark` that of its letter, None where it cannot be read.
    `member_until` is the last day of the membership that its organisation has already, None where it has none;
    `in_charge`, who examines it (CRPA L111-2), None until somebody does; `number`, what its first
    arrival is called, as its registration told.
    """

    reference: str
    organisation: str
    identifier: str | None  # « SIRET 999 000 011 00018 », None where none was read
    status: str  # a Status
    circle: int
    network: str | None  # its label in the region file
    received_at: datetime
    registered_at: datetime
    acknowledge_by: date
    silence_on: date | None  # None where no such delay runs
    flags: frozenset[str]
    silent_since: date | None = None
    is_against: bool = False
    legal_kind: LegalKind | None = None
    way: str = Way.email
    postmark: date | None = None
    member_until: date | None = None
    in_charge: str | None = None
    number: str | None = None

    @property
    def is_public(self) -> bool:
        """Return True if it is a public body: what is not known is held to be private."""
        return self.legal_kind is LegalKind.public

    @property
    def is_undecided(self) -> bool:
        """Return True while nothing is decided of it: somebody examines it, or will."""
        return self.status in UNDECIDED

    def joins_on(self, day: date) -> date:
        """Return the first day of the membership that it gives, accepted to take effect on a day: a member is renewed
        on the day after its last one."""
        return max(day, self.member_until + timedelta(days=1)) if self.member_until else day

    @property
    def known_as(self) -> str:
        """Return the organisation and its identifier, as a notice names them: what is not known is said to be so."""
        named = "à identifier, faute de nom lisible dans l'envoi" if self.organisation == UNNAMED else self.organisation
        is_wrong = Flag.identifier_invalid in self.flags
        lacking = "identifiant communiqué mais non valide" if is_wrong else "identifiant non communiqué"
        return f"{named}, {self.identifier or lacking}"

    @property
    def on_hold(self) -> bool:
        """Return True if a person has to present it again: being complete does not put it under examination."""
        return self.status in BY_MOVE[Event.resubmit, Status.under_examination].sources


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedView:
    """Dossiers that the reader of a notice is handed: enclosed, else behind a link, until a day if no meeting ends it;
    with neither, they are to be asked for."""

    is_enclosed: bool = False
    link: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """What somebody wrote that a desk has to read: `about` is what the call names that desk for, `wish` what the words
    may well ask for; the dossier is None where there is none."""

    number: str
    received_at: datetime
    sender: str
    subject: str
    text: str
    files: tuple[str, ...]
    about: str
    wish: str | None
    reference: str | None
    organisation: str | None
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """What a person writes: to whom stands in its dossier, or in the arrival that it answers; `by` and `capacity` tell
    who writes (CRPA L111-2), `files` are the names of what is enclosed."""

    subject: str
    text: str
    by: str
    capacity: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateView:
    """A meeting that is to be recorded: its body, its day where it is set, what is left to record, and where."""

    body: str
    on: date | None
    dossiers: int
    pages: int
    link: str


ATTACHING = "attaching"
"""The state of a piece that is missed while a person has still to say what some files of its dossier are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """One piece and what the dossier holds of it; `state` is a PieceState, or ATTACHING where files came that may be
    it; `reason`, why it is unusable or asked for.

    `blocking` tells whether the examination waits for it; `expected`, what a request says to send.
    """

    id: str
    label: str
    blocking: bool
    state: str
    reason: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One file of a mail; `size` in bytes, `digest` the hexadecimal SHA-256, `piece` the label it was recognised as;
    `is_loose`, whether a person has still to say which it is."""

    name: str
    size: int
    digest: str
    piece: str | None
    is_refused: bool = False
    is_loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedView:
    """One file that could not be taken: `trouble` is a Trouble, `why` its words, `piece` the label of what it was."""

    name: str
    size: int
    trouble: str
    why: str
    piece: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseView:
    """What may be done with a file, and the address of the form that does it, filled in."""

    said: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFileView:
    """One file that a desk sent: what may be done with it, or why it could not be taken (`why`)."""

    name: str
    size: int
    uses: tuple[UseView, ...]
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositView:
    """One arrival, before its dossier is known; `number` is what it is called on the telephone, `way` a Way, and
    `postmark` that of a letter, None where it cannot be read."""

    number: str
    arrived_at: datetime
    way: str
    postmark: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsView:
    """The files to fill in that go with a letter, by the labels of their pieces, or where they are to be had: neither
    where they are too heavy for a mail and no page of ours is open to others."""

    labels: tuple[str, ...]
    is_enclosed: bool
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """Files that a mail offers behind a link, which is never followed; `until` is the last day that it names."""

    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedView:
    """Which of our letters no longer hold, each by its title and the day on which it left, since an arrival was put
    right: its dossier is `over`, it has `left` that dossier, its `files` are read
    otherwise, it came in `time` and was read late, or it is a `paper` of which something was typed wrong."""

    letters: tuple[tuple[str, date], ...]
    why: str
    deposit: DepositView


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A completion request; `due_on` is its last day, included.

    `grounds` are the articles it rests on: « L114-5 » where something lacks, « L114-6 » where the form is at fault.
    `replaces` is the day of the former request that it takes over.
    """

    pieces: tuple[PieceView, ...]
    asked_on: date
    due_on: date
    message: str | None
    grounds: frozenset[str]
    replaces: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultedView:
    """A body that spoke of a dossier before its decision: what it said, and on which day."""

    body: str
    said: str  # « avis favorable », « validation »
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRefusedView:
    """A site that an acceptance leaves out, and why."""

    name: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision as notified (CRPA L211-2, L212-1: reasons in law and fact, name and capacity of its author).

    `reasons` are those in fact; `law`, those in law, None where they are the texts of the region file alone.
    Where it takes back what a former one granted: how far that reaches (L240-1), on what ground, and how its applicant
    was heard before (L121-1). `consulted` are the bodies that spoke before, the commission last.
    """

    sense: str  # a DecisionSense
    decided_on: date
    reasons: str | None
    pieces: tuple[PieceView, ...]  # what an adjournment asks for
    signatory_name: str
    signatory_capacity: str
    law: str | None = None
    reach: str | None = None  # a Reach
    ground: str | None = None  # a Ground
    observations: str | None = None
    consulted: tuple[ConsultedView, ...] = ()
    sites_in: tuple[str, ...] = ()  # of an acceptance: the sites that it is about
    sites_out: tuple[SiteRefusedView, ...] = ()  # those that it refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """An act that grieves and is no decision on a candidacy, with its reasons and its author (CRPA L211-2, L212-1)."""

    decided_on: date
    reasons: str
    signatory_name: str
    signatory_capacity: str
    law: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerView:
    """The decision that another replaces; `letter` is the title of the mail that told it, and `told_on` its day, None
    where it did not arrive. One that silence gave was told by no letter."""

    sense: str  # a DecisionSense
    decided_on: date
    letter: str | None
    told_on: date | None
    by_silence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A stage, or the delay of a request, whose date moved; both days included."""

    stage: str  # its label: « le dépôt des candidatures »
    former_last_day: date
    last_day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """What waits for a person, for one reason: what to do about it, the first dossiers, and how many others."""

    title: str
    act: str
    total: int
    dossiers: tuple[str, ...]
    others: int
    link: str | None  # to the form that settles it


@dataclass(frozen=True, slots=True, kw_only=True)
class SealView:
    """The last block of the chain in which what is written is sealed, and its hash, in hexadecimal."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """Something wrong with the machine itself, in French: what, what was seen, what comes of it, what mends it;
    `over_at` is None while it lasts, `link` leads to where the console shows it."""

    title: str
    detail: str
    consequence: str
    mend: str
    begun_at: datetime
    over_at: datetime | None
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceView:
    """A dossier on which silence would soon decide; `silence_on` is the last day for an express decision."""

    reference: str
    organisation: str
    status: str  # a Status
    silence_on: date
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedView:
    """A notice that came back: what it is called, about which dossier, and what the mail server said, no address in it.

    `is_decision` tells that it was to notify one.
    """

    title: str
    reference: str | None
    organisation: str | None
    reason: str
    is_decision: bool
