"""The closed vocabularies: what a dossier, a piece, a request or a notice can be, and the sets that rules speak of.

Members are written as they are stored and exchanged (scenario files, JSON results), so that one word means one thing.
"""

from enum import StrEnum, auto


class Status(StrEnum):
    """Where an application stands; one at a time."""

    registered = auto()
    late = auto()
    not_required = auto()
    incomplete = auto()
    under_examination = auto()
    examined = auto()
    studied = auto()
    adjourned = auto()
    carried_over = auto()
    accepted = auto()
    member = auto()
    refused = auto()
    withdrawn = auto()


WITHDRAWABLE = frozenset(Status) - {Status.refused, Status.member, Status.withdrawn}
"""A candidacy is a voluntary step: it can be withdrawn until it is decided against, in force, or already withdrawn."""

CONCERNED_BY = {
    "deposit": frozenset({Status.registered, Status.late}),
    "examination": frozenset({Status.registered, Status.incomplete, Status.under_examination}),
    "working_group": frozenset({Status.registered, Status.incomplete, Status.under_examination, Status.examined}),
    "commission": frozenset(
        {Status.registered, Status.incomplete, Status.under_examination, Status.examined, Status.studied}
    ),
    "effect": frozenset({Status.accepted}),
}
"""Whom a stage still concerns, by stage: those are told when its date moves."""


class Event(StrEnum):
    """What moves an application from a status to another."""

    deposit = auto()
    acknowledge = auto()
    complement = auto()
    examine = auto()
    opinion = auto()
    decision = auto()
    carry_over = auto()
    admit_late = auto()
    postpone = auto()
    withdraw = auto()
    effect = auto()


class StageName(StrEnum):
    """The five dated stages of a session, in order."""

    deposit = auto()
    examination = auto()
    working_group = auto()
    commission = auto()
    effect = auto()


class PieceState(StrEnum):
    """What the dossier holds of one required piece."""

    received = auto()
    missing = auto()
    unusable = auto()
    refused = auto()


class RequestOutcome(StrEnum):
    """How a completion request ended, or that it has not."""

    open = auto()
    answered = auto()
    expired = auto()
    cancelled = auto()


class NoticeStatus(StrEnum):
    """How far a notice is on its way."""

    queued = auto()
    sent = auto()
    failed = auto()
    bounced = auto()
    held = auto()


class Finding(StrEnum):
    """What the examiner concludes."""

    favourable = auto()
    unfavourable = auto()


class OpinionSense(StrEnum):
    """What the working group says."""

    favourable = auto()
    unfavourable = auto()
    adjourn = auto()


class DecisionSense(StrEnum):
    """What the authority decides after its commission."""

    accepted = auto()
    refused = auto()
    adjourned = auto()


class Flag(StrEnum):
    """What a person should notice on a dossier; a flag never decides anything."""

    deadline_day = auto()
    same_legal_entity = auto()
    late_answer = auto()
    unidentified = auto()
    identifier_invalid = auto()
