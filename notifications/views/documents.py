"""What the documents that people are handed can speak of: plain, immutable values, as `views` is for notices.

Days are local to the Région and instants aware; words (a sense, a status, a state) are given as they are to be read.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from zoneinfo import ZoneInfo

from notifications.views.acts import House
from notifications.views.commitments import CommitmentsView
from notifications.views.directory import page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting of a body. `opinion` bodies give opinions, `validation` ones decide.

    A second meeting after a missing quorum asks for none (CRPA R133-10); `needed` is 0 where none is asked. `form` says
    how it deliberates where it does not in a room; in writing it has no place, and starts when the answers are in.
    """

    region: str  # « Auvergne-Rhône-Alpes »
    session: str  # « Session 2026 »
    zone: ZoneInfo
    body: str
    kind: Literal["opinion", "validation"]
    number: int
    on: date | None
    starts_at: datetime | None
    place: str | None
    form: str | None = None
    is_written: bool = False
    is_second: bool = False
    needed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLine:
    """A piece, and the words that say how it stands."""

    label: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What was once said of a dossier, in any session: by whom (a body, the examining service), in what sense, why."""

    by: str
    sense: str
    reasons: str | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """A dossier on an agenda; `said` is what is known of its commitments, if anything is. A dossier that is `withheld`
    from its reader says its rank, its reference and its name."""

    position: int
    reference: str
    organisation: str
    withheld: bool = False
    identifier: str | None = None
    network: str | None = None
    circle: int | None = None
    received_at: datetime | None = None
    carried_over_from: str | None = None  # « Session 2025 »
    texts: tuple[str, ...] = ()  # in force when it was deposited
    status: str = ""
    sites: tuple[PieceLine, ...] = ()  # where it receives people, and how each stands
    pieces: tuple[PieceLine, ...] = ()
    examination: Conclusion | None = None
    opinions: tuple[Conclusion, ...] = ()
    decisions: tuple[Conclusion, ...] = ()
    said: CommitmentsView | None = None
    moved: str | None = None  # why it is not in its place by order of receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDocument:
    """The agenda of a meeting, with a page for each dossier; `seats` are those convened."""

    meeting: MeetingView
    seats: tuple[str, ...]
    items: tuple[AgendaEntry, ...]

    def without(self, references: Collection[str]) -> "AgendaDocument":
        """Return the agenda for a reader who keeps out of these dossiers, and gets nothing of them (CRPA R133-12)."""
        items = (
            AgendaEntry(position=one.position, reference=one.reference, organisation=one.organisation, withheld=True)
            if one.reference in references
            else one
            for one in self.items
        )
        return replace(self, items=tuple(items))


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesEntry:
    """What a body said of a dossier, who kept out of it, whose proxy nobody used since its holder did, and what others
    held; `tied` where a casting vote settled it."""

    position: int
    reference: str
    organisation: str
    sense: str
    reasons: str | None = None
    pieces: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    dissent: str | None = None
    tied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy that counted at a meeting: who gave it, who held it (CRPA R133-9)."""

    giver: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """A dossier of the agenda on which nothing was said."""

    position: int
    reference: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesDocument:
    """The minutes of a meeting (CRPA R133-13); `quorate` is empty where it was asked and never recorded. `seats` are
    those of the body, `absent` those of them that nobody held and that gave no proxy; `chair` is the seat that
    presides, where the region file says so."""

    meeting: MeetingView
    seats: tuple[str, ...]
    present: tuple[str, ...]
    proxies: tuple[Proxy, ...]
    absent: tuple[str, ...]
    chair: str | None
    quorate: bool | None
    items: tuple[MinutesEntry, ...]
    not_examined: tuple[LeftOver, ...]
    drawn_up_on: date
    drawn_up_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """The decision that made a member, and its author (CRPA L212-1)."""

    decided_on: date
    signatory_name: str
    signatory_capacity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDocument:
    """The certificate of a membership. `until` is its last day; `decision` is empty where no candidacy was needed.
    `mark` is the code of its membership; `directory`, where the directory is published."""

    number: str
    region: str
    house: House
    organisation: str
    identifier: str | None
    reference: str
    member_since: date
    until: date | None
    recognition: str  # the text that founds it, as the region file calls it
    instrument: str
    version: str | None
    signed_on: date | None
    decision: DecisionLine | None
    benefits: tuple[str, ...]
    issued_on: date
    issued_by: str
    checked_by: str  # the desk that tells whether it is authentic, with its address
    place: str | None = None
    sites: tuple[str, ...] = ()
    mark: str | None = None
    directory: str | None = None

    @property
    def code(self) -> str:
        """Return what tells it from another that says the same number: the code of its membership, else a mark of all
        that the register says of it."""
        return self.mark or certificate_code(self.number, self.organisation, self.reference, self.member_since)

    @property
    def page(self) -> str | None:
        """Return the address of the page that shows whether it is in force, where the directory is published."""
        if not self.directory or not self.mark:
            return None
        return f"{self.directory.rstrip('/')}/certificats/{page_of(self.mark)}.html"


def certificate_code(number: str, organisation: str, reference: str, member_since: date) -> str:
    """Return the code that a certificate printed before codes were of chance, of what the register says:
    « 6663-C234-8AFC »."""
    said = (number, organisation, reference, member_since.isoformat())
    mark = sha256("\n".join(said).encode()).hexdigest()[:12].upper()
    return "-".join(mark[start : start + 4] for start in (0, 4, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverPiece:
    """A piece of a dossier in hand, or another file of it: which version there is and when it came, its SHA-256, and
    where it is to be found. One that is not enclosed has neither name nor digest; `place` then says why."""

    label: str
    place: str
    version: str | None = None  # « version 2 sur 3 »
    received_on: date | None = None
    name: str | None = None  # in the archive
    size: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAdvice:
    """An advice that was asked about a dossier in hand: of whom, which question, how it stands, what was answered."""

    whom: str
    question: str
    stands: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverDocument:
    """The cover page of a dossier in hand: what is enclosed, in which version, what is missing, and what others said of
    it."""

    region: str
    session: str
    zone: ZoneInfo
    reference: str
    organisation: str
    identifier: str | None
    status: str
    received_at: datetime
    drawn_up_at: datetime
    enclosed: tuple[CoverPiece, ...]
    others: tuple[CoverPiece, ...]
    missing: tuple[CoverPiece, ...]
    advice: tuple[CoverAdvice, ...]
    said: CommitmentsView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A file that a letter carried, and its SHA-256."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLetter:
    """A letter to an applicant, as what is kept of it shows: its words and instants are given as they are to be read.

    `by` is who caused it, `let_go` what people did while it was held, `posted` how it went on paper, `fate` what became
    of it. `name` is its mail in the archive, `digest` the SHA-256 of that, `sealed` the block that has it, each None
    where there is none.
    """

    title: str
    subject: str
    sender: str
    recipient: str
    message_id: str
    written: str
    by: str
    let_go: tuple[str, ...]
    sent: str | None
    server: str | None
    answer: str | None
    recorded: str | None
    posted: str | None
    fate: str
    report: str | None
    files: tuple[EvidenceFile, ...]
    name: str | None
    digest: str | None
    sealed: str | None
    block: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDocument:
    """What shows which letters of a dossier left, when, and what became of them."""

    region: str
    session: str
    reference: str
    organisation: str
    identifier: str | None
    drawn_up: str
    letters: tuple[EvidenceLetter, ...]
