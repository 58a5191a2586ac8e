"""What the Région chose for the procedure: its delays, its letters, who decides, and what silence means."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from models.region.parts import RoleName, Section, Text, shape

WebAddress = Annotated[
    str,
    shape(r"https?://[^\s/]+\S*", "ce n'est pas une adresse", "Écrivez par exemple https://horodatage.example/tsa."),
]


class Completion(Section):
    """Days to complete a dossier, and how many days before the end each reminder leaves."""

    days: PositiveInt
    remind_before: list[PositiveInt]


class InHand(Section):
    """How dossiers are handed to those who examine them: in mails of at most `max_mb` megabytes, beyond that by a link,
    which ends after `link_days` where no meeting ends it. The files to fill in go to applicants in mails no larger."""

    max_mb: PositiveInt = 10
    link_days: PositiveInt = 15

    def fits(self, sizes: Iterable[int]) -> bool:
        """Whether files of some sizes go in one mail: on the wire, 57 octets are a line of 78."""
        return sum(sizes) * 78 <= self.max_mb * 1_000_000 * 57


class Advice(Section):
    """Days to give an advice from outside, and how many days before the end each reminder leaves."""

    days: PositiveInt = 15
    remind_before: list[PositiveInt] = Field(default_factory=lambda: [5, 1])


class Hold(Section):
    """How many minutes a letter of a decision or of a termination waits before it leaves, and one that goes to `mass`
    readers or more at once; 0: it does not wait; without minutes, it does until a person lets it go."""

    minutes: NonNegativeInt | None = 10
    mass: PositiveInt = 10

    def until(self, at: datetime) -> datetime | None:
        """Return when what is queued at an instant leaves, None where a person says so."""
        return None if self.minutes is None else at + timedelta(minutes=self.minutes)


class Policies(Section):
    """What the Région chose: delays in days (`acknowledge_within` in business days), hour of sending in local time.
    `time_stamps` is the address of a service (RFC 3161) that stamps what is sealed; without it, nothing is stamped.
    With `easy_french`, requests for pieces and refusals begin with the same in easy French (FALC)."""

    completion: Completion
    deposit_reminders: list[PositiveInt]
    acknowledge_within: PositiveInt
    send_hour: Annotated[int, Field(ge=0, le=23)]
    incomplete_at_end: Literal["carry_over", "keep"]
    in_hand: InHand = Field(default_factory=InHand)
    advice: Advice = Field(default_factory=Advice)
    hold: Hold = Field(default_factory=Hold)
    time_stamps: WebAddress | None = None
    easy_french: bool = False


class Archives(Section):
    """How far a zip file is opened: how many files it may hold, of how many megabytes in all, how deep archives may lie
    in archives (1: none does), and how many times its own size a file may unpack to."""

    files: PositiveInt = 100
    max_mb: PositiveInt = 200
    depth: PositiveInt = 2
    ratio: PositiveInt = 100


class Intake(Section):
    """What is taken in: a mail of at most `max_mb` is opened (a larger one is kept, and told), and of it at most
    `files`; `archives` are opened within bounds. Formats and sizes of each piece are with the piece."""

    max_mb: PositiveInt = 40
    files: PositiveInt = 200
    archives: Archives = Field(default_factory=Archives)


class Silence(Section):
    """What silence means after `months` (CRPA L231-1, L231-4). No effect is shipped: the Région's lawyers choose."""

    effect: Literal["acceptance", "rejection"] | None
    months: PositiveInt
    basis: Text | None
    alarms: list[PositiveInt]


class Deciding(Section):
    """Who decides once the commission has spoken: the desk of the Région whose signature each decision then waits for;
    empty where what the commission says is the decision, signed at its meeting. With `parapheur`, decisions are signed
    outside, electronically: exported, then deposited signed, and only then notified (CRPA L212-3)."""

    authority: RoleName | None = None
    parapheur: bool = False


class Remedies(Section):
    """How a decision is contested (CJA R421-1, R421-5): the court, its address, and whom to ask first."""

    court: Text
    months: PositiveInt
    postal: Text
    administrative_appeal_to: RoleName
