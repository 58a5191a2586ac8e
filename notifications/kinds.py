"""What is known of a kind of notice: a row of the catalogue."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from models.vocabulary import NoticeKind
from notifications.leaving import Hold, Truth
from notifications.mandatory import OWED, Mandatory

Room = Literal["intake", "dossiers", "sessions", "decisions", "members", "reports", "meetings", "service", "advice"]


class Kind(NamedTuple):
    """One row of the catalogue."""

    name: NoticeKind
    room: Room
    title: str  # French, for the board and the preview's index
    variables: frozenset[str]
    calls_off: frozenset[NoticeKind]  # what still waits of these, for the same dossier or address, never leaves
    answers_a_mail: bool  # a mail causes it at once, whatever the mail says
    return_alerts: bool  # one that comes back is told at once, and not only in the lists of what waits
    truth: Truth  # for how long what it says holds: looked at when it leaves
    hold: Hold  # whether it waits before it leaves
    in_daytime: bool  # a date causes it, at midnight: nobody is written to before the sending hour of that day
    may_be_declined: bool  # an announcement: whoever has no dossier may want none

    @property
    def folder(self) -> str:
        """Return where its templates are, from the folder of all templates."""
        return f"{self.room}/{self.name}"

    @property
    def states_remedies(self) -> bool:
        """Return True if the delay to contest may run from its notification: it does from no other (CJA R421-5)."""
        return not OWED[self.name].isdisjoint({Mandatory.remedies, Mandatory.court})

    @property
    def is_written_by_hand(self) -> bool:
        """Return True if a person wrote what it says: it is no automatic message (RFC 3834, 5)."""
        return Mandatory.agent in OWED[self.name]

    @property
    def is_for_applicants(self) -> bool:
        """Return True if applicants and members read it: its mail is kept as it left."""
        return self.room in {"intake", "dossiers", "sessions", "decisions", "members", "reports"}

    @property
    def wants_proof(self) -> bool:
        """Return True if a server is asked to report that it arrived: of what a mail causes, who wrote knows, and of
        what is announced or written to ourselves nothing hangs on it."""
        return self.return_alerts and not self.answers_a_mail


def kind(
    name: NoticeKind,
    room: Room,
    title: str,
    variables: str = "",
    *,
    calls_off: Iterable[NoticeKind] = (),
    answers_a_mail: bool = False,
    return_alerts: bool = True,
    truth: Truth = Truth.for_ever,
    hold: Hold = Hold.never,
    in_daytime: bool = False,
    may_be_declined: bool = False,
) -> Kind:
    """Return a row: what a template may speak of as words, and what most rows have unless they say otherwise."""
    said, called_off = frozenset(variables.split()), frozenset(calls_off)
    first = (name, room, title, said, called_off, answers_a_mail, return_alerts)
    return Kind(*first, truth, hold, in_daytime, may_be_declined)
