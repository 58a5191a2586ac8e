"""Why people are waited for, what is said of each dossier that waits, and what the look-ups of a session share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, bindparam, cast, func
from sqlmodel import Session, col, select

from models.columns import bind_instant
from models.dossiers.application import Application
from models.sessions.campaign import Campaign
from models.sessions.opening import Calendar, stages
from models.vocabulary import Flag, Status

SHOWN = 5
"""How many dossiers the board names for one reason; the table of what waits holds the others."""

LISTED = 1_000
"""How many the table of what waits shows at most: a longer one helps nobody."""

_ALL = 2**31 - 1
"""More rows than any table of a session has, as the largest number that each engine takes for a limit."""

SESSION: Any = bindparam("session")
AT = bind_instant("at")
LIMIT: Any = bindparam("limit")
"""What the look-ups of a session are asked with. Each is made once: to make one takes longer than to ask it."""


class Reason(StrEnum):
    """Why a person is waited for; flags are reasons too."""

    set_aside = auto()
    silence_past = auto()
    decision_unserved = auto()
    registration = auto()
    notice_failed = auto()
    digest_failed = auto()
    notice_waiting = auto()
    notice_doubted = auto()
    letter_to_post = auto()
    letter_held = auto()
    acknowledgement = auto()
    appeal_to_record = auto()
    appeal_to_answer = auto()
    appeal_implied = auto()
    to_read = auto()
    infected = auto()
    in_trouble = auto()
    loose_files = auto()
    unsorted = auto()
    retained = auto()
    silence_near = auto()
    late = auto()
    expired = auto()
    unasked = auto()
    to_represent = auto()
    open_request = auto()
    advice_late = auto()
    meeting_unset = auto()
    second_meeting = auto()
    examination = auto()
    opinion = auto()
    decision = auto()
    to_sign = auto()
    act_to_sign = auto()
    signature = auto()
    signature_again = auto()
    coordination_vacant = auto()
    territory_unknown = auto()
    acceptance_late = auto()
    renewal_late = auto()
    renewal_awaited = auto()
    agreement_near = auto()
    state_of_play = auto()
    report_unreached = auto()
    report_late = auto()
    to_forget = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier that waits, and the one thing to know about it. A notice may be about no dossier: nothing names it.

    `since` is when it began to wait, where that is known, `arrival` the number of the arrival that waits, `letter` that
    of the letter that did not reach its reader, and `known`
    what the form that settles it is filled in with besides: two items that say the same are the same, whatever these
    are.
    """

    reference: str | None
    name: str
    detail: date | datetime | str
    since: date | datetime | None = field(default=None, compare=False)
    arrival: str | None = field(default=None, compare=False)
    known: Mapping[str, str] = field(default_factory=dict, compare=False)
    letter: int | None = field(default=None, compare=False)


class Pending(NamedTuple):
    """The dossiers that wait for one reason: how many, and the first of them, as many as the scope says."""

    reason: Reason | Flag
    total: int
    first: tuple[Item, ...]


class Group(NamedTuple):
    """Dossiers alike: status, circle, and flags as they are stored."""

    status: Status
    circle: int
    flags: str


@dataclass(frozen=True, slots=True)
class Scope:
    """A session at an instant: what its look-ups have in common. `counts` is `count_dossiers`' answer; `limit` is how
    many dossiers are named for one reason, None for all; `only` is the reference of the one that is asked about, if one
    is: what is counted or awaited of others is the reader's to leave out."""

    session: Session
    campaign: Campaign
    stages: Calendar
    counts: Mapping[Group, int]
    at: datetime
    limit: int | None
    only: str | None = None

    @property
    def of_one(self) -> bool:
        """Whether one dossier alone is asked about."""
        return self.only is not None

    def asked(self, **more: object) -> dict[str, object]:
        """Return what a look-up is asked with, and what it asks for `more`."""
        limit = _ALL if self.limit is None else self.limit
        return {"session": self.campaign.id, "at": self.at, "limit": limit, "only": self.only} | more


def about(reference: Any = Application.reference, *, of_one: bool) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401
    """SQL conditions: the dossier that is asked about, if one is, by the column of its reference."""
    return (col(reference) == bindparam("only"),) if of_one else ()


def scope_of(
    session: Session, campaign: Campaign, *, at: datetime, limit: int | None, only: str | None = None
) -> Scope:
    """Return a session at an instant, its stages and counts looked up once for all reasons."""
    return Scope(session, campaign, stages(session, campaign), count_dossiers(session, campaign), at, limit, only)


def count_dossiers(session: Session, campaign: Campaign) -> dict[Group, int]:
    """Return how many dossiers of a session there are of each status, circle and set of flags: one look-up."""
    flags = cast(col(Application.flags), Text)
    alike = (col(Application.status), col(Application.circle), flags)
    counted = select(*alike, func.count()).where(Application.campaign_id == campaign.id).group_by(*alike)
    return {Group(status, circle, stored): total for status, circle, stored, total in session.exec(counted)}
