"""What notices say of a membership: plain values, like those of `views`."""

from dataclasses import dataclass
from datetime import date

from notifications.views.appeals import AppealView
from notifications.views.notices import ActView


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """A version of the text that engages a member, and the day on which it signed it; None where it has not."""

    title: str
    version: str
    signed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceView:
    """A version that a member is asked to accept, by when, and whether its file goes with the letter; how many days are
    left where it is reminded."""

    title: str
    version: str
    adopted_on: date | None
    adopted_by: str | None
    in_force_from: date | None
    accept_by: date | None
    days_left: int | None
    is_enclosed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningView:
    """A version that an institution signs for all: by its function, and whether the file of the text goes with the
    letter."""

    organisation: str
    title: str
    version: str
    adopted_on: date | None
    adopted_by: str | None
    is_enclosed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipView:
    """A membership; both days included. `text` is what engages it, None where no version is recorded; `code`, what its
    certificate is checked by, where it has one of chance."""

    number: str
    since: date
    until: date | None
    text: TextView | None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalNoticeView:
    """A formal notice, with its author. `cured` is why it was closed without effect, None while it runs."""

    given_on: date
    reasons: str
    observations_until: date
    signatory_name: str
    signatory_capacity: str
    law: str | None = None
    cured: str | None = None
    undone: ActView | None = None  # the decision that takes its termination back, on an appeal
    appeal: AppealView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalView:
    """A renewal that a member is asked for: by when it answers in time, whether that is past, the last day of what
    follows, and what it needs: « answer », « signature » or « pieces »."""

    answer_by: date
    is_past: bool
    until: date
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """A convention that ends on a day, for the desk of the Région: how many days are left until it (below zero once it
    is past), who denounced it by a letter sent when, if somebody did, and how many members end with it."""

    name: str
    until: date
    days_left: int
    denounced_by: str | None
    denounced_on: date | None
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxView:
    """The window of the apprenticeship tax of a year, both days included; for the desk, how many members the list
    names, and how many it cannot."""

    year: int
    opens: date
    closes: date
    members: int = 0
    without_siret: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """The memberships that end on a day, for the desk of the Région: how many days are left until it (below zero once
    it is past), how many they are, the first of them, and how many others there are."""

    until: date
    days_left: int
    total: int
    members: tuple[str, ...]
    others: int
