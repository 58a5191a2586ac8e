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
    validated = auto()
    adjourned = auto()
    carried_over = auto()
    accepted = auto()
    member = auto()
    refused = auto()
    withdrawn = auto()


WITHDRAWABLE = frozenset(Status) - {Status.refused, Status.member, Status.withdrawn}
"""A candidacy is a voluntary step: it can be withdrawn until it is decided against, in force, or already withdrawn."""

ENDED = frozenset({Status.refused, Status.withdrawn})
"""What is over: nothing more is asked of it or awaited from it, and it stands in the way of no new deposit."""

UNDECIDED = frozenset(
    {
        Status.registered,
        Status.late,
        Status.incomplete,
        Status.under_examination,
        Status.examined,
        Status.studied,
        Status.validated,
        Status.adjourned,
        Status.carried_over,
    }
)
"""What goes on into the next session when it opens, without a new deposit (S0: « présentés à nouveau »)."""

CLOCKED = UNDECIDED - {Status.adjourned}
"""Those whose delay of silence runs: an adjournment is an express decision, and a new presentation starts another."""


class Event(StrEnum):
    """What happens to an application: what moves it to another status, or is kept in its journal beside it."""

    deposit = auto()
    identify = auto()
    judge_postmark = auto()
    acknowledge = auto()
    complement = auto()
    set_aside = auto()
    restore = auto()
    examine = auto()
    opinion = auto()
    validate = auto()
    decision = auto()
    request_completion = auto()
    extend = auto()
    cancel_request = auto()
    carry_over = auto()
    open = auto()
    cancel_opening = auto()
    cancel_session = auto()
    resubmit = auto()
    admit_late = auto()
    postpone = auto()
    merge = auto()
    withdraw = auto()
    effect = auto()
    rectify = auto()
    take_back = auto()
    silence = auto()
    notify = auto()
    recuse = auto()
    reorder = auto()
    sign = auto()
    formal_notice = auto()
    terminate = auto()
    depart = auto()
    site = auto()
    group = auto()
    term = auto()
    renew = auto()
    accede = auto()
    assign = auto()
    leave = auto()
    see = auto()
    hand = auto()
    reclassify = auto()
    write = auto()
    ask_advice = auto()
    give_advice = auto()
    revoke_advice = auto()
    show_advice = auto()
    appeal = auto()
    appeal_decision = auto()
    correct = auto()
    undo_withdrawal = auto()
    separate = auto()
    settle_letter = auto()
    send_again = auto()
    doubt = auto()
    hold = auto()
    lift_hold = auto()
    forget = auto()


class StageKind(StrEnum):
    """What a stage is for: rules speak of the kind, wherever any stage of that kind would do."""

    deposit = auto()
    examination = auto()
    opinion = auto()
    decision = auto()
    effect = auto()


MEETINGS = frozenset({StageKind.opinion, StageKind.decision})
"""The kinds whose stage is a body's, which meets."""

CONCERNED_BY: dict[StageKind, frozenset[Status]] = {
    StageKind.deposit: frozenset({Status.registered, Status.late}),
    StageKind.examination: frozenset({Status.registered, Status.incomplete, Status.under_examination}),
    StageKind.opinion: frozenset({Status.registered, Status.incomplete, Status.under_examination, Status.examined}),
    StageKind.decision: frozenset(
        {Status.registered, Status.incomplete, Status.under_examination, Status.examined, Status.studied}
    ),
    StageKind.effect: frozenset({Status.accepted}),
}
"""Whom a stage still concerns: those are told when its date moves."""


StageName = str
"""The key of a stage in its region file: an ordered list, which each session has of its own."""


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


class LegalKind(StrEnum):
    """Whether an organisation is of public or of private law."""

    public = auto()
    private = auto()


class AdviceOutcome(StrEnum):
    """How a request for advice ended, or that it has not. One that is open after its last day is late."""

    open = auto()
    answered = auto()
    revoked = auto()


class AppealKind(StrEnum):
    """To whom a decision is contested: its author, whoever stands above them, or the court."""

    gracieux = auto()
    hierarchique = auto()
    contentieux = auto()


class AppealOutcome(StrEnum):
    """How an appeal ended, or that it has not; silence ends none, which may still be answered."""

    open = auto()
    upheld = auto()
    rejected = auto()
    judged = auto()


class RequestReason(StrEnum):
    """Why a piece is asked for."""

    missing = auto()
    unreadable = auto()
    unsigned = auto()
    expired = auto()
    wrong_form = auto()
    other = auto()


FORMAL = frozenset({RequestReason.unsigned, RequestReason.wrong_form})
"""Defects of form, which are put right (CRPA L114-6); the other reasons lack a piece or what it should say (L114-5)."""


class NoticeKind(StrEnum):
    """What a notice is for; `notifications.catalogue` says the rest of each kind."""

    opening = auto()
    deposit_reminder = auto()
    registration = auto()
    misdirected = auto()
    unattributed = auto()
    file_refused = auto()
    acknowledgement = auto()
    late = auto()
    not_required = auto()
    duplicate = auto()
    separated = auto()
    corrected = auto()
    completion_request = auto()
    completion_reminder = auto()
    completion_received = auto()
    completion_expired = auto()
    rectified = auto()
    carried_over = auto()
    next_session = auto()
    session_cancelled = auto()
    postponed = auto()
    adjourned = auto()
    accepted = auto()
    refused = auto()
    appeal_received = auto()
    appeal_rejected = auto()
    appeal_upheld = auto()
    withdrawn = auto()
    withdrawal_undone = auto()
    letter = auto()
    effective = auto()
    formal_notice = auto()
    terminated = auto()
    departed = auto()
    ending = auto()
    ended = auto()
    acceptance_request = auto()
    acceptance_reminder = auto()
    renewal_request = auto()
    renewal_reminder = auto()
    renewal_answer = auto()
    tax_opening = auto()
    tax_reminder = auto()
    report_request = auto()
    report_reminder = auto()
    report_received = auto()
    meeting_date = auto()
    convening = auto()
    member_answer = auto()
    meeting_called_off = auto()
    minutes = auto()
    empty_agenda = auto()
    gate_open = auto()
    in_hand = auto()
    advice_request = auto()
    advice_reminder = auto()
    advice_revoked = auto()
    advice_received = auto()
    advice_given = auto()
    advice_shown = auto()
    to_read = auto()
    desk_files = auto()
    terms = auto()
    agreement = auto()
    text_to_sign = auto()
    tax_list = auto()
    digest = auto()
    alert = auto()
    incident = auto()
    incident_over = auto()


class IncidentKind(StrEnum):
    """What may go wrong with the machine itself, the most pressing first; `tasks.incidents.kinds` says the rest."""

    database = auto()
    outbox = auto()
    mailbox = auto()
    unanswered = auto()
    disk = auto()
    altered = auto()
    server = auto()
    worker = auto()
    run_failed = auto()
    run_late = auto()


class Fate(StrEnum):
    """What a person makes of a notice that is held."""

    leave = auto()
    stop = auto()


class NoticeStatus(StrEnum):
    """How far a notice is on its way; one that a person stopped before it left is `held`, and one that ended
    those who sent it."""

    queued = auto()
    sent = auto()
    failed = auto()
    bounced = auto()
    held = auto()


class MeetingMode(StrEnum):
    """How a body deliberates: together in a room, at a distance, or in writing (ordonnance n° 2014-1329)."""

    sitting = auto()
    remote = auto()
    written = auto()


class Finding(StrEnum):
    """What the examiner concludes."""

    favourable = auto()
    unfavourable = auto()


class OpinionSense(StrEnum):
    """What a body that gives opinions says."""

    favourable = auto()
    unfavourable = auto()
    adjourn = auto()


class DecisionSense(StrEnum):
    """What the authority decides after its commission."""

    accepted = auto()
    refused = auto()
    adjourned = auto()


class Ground(StrEnum):
    """On what a decision that granted something is taken back (CRPA L242-1, L242-2, L241-2, L242-4)."""

    illegality = auto()
    lapsed = auto()
    fraud = auto()
    request = auto()


class Channel(StrEnum):
    """How a decision reaches an applicant otherwise than by our mail."""

    registered_letter = auto()
    by_hand = auto()
    registered_mail = auto()


class Flag(StrEnum):
    """What a person should notice on a dossier; a flag never decides anything."""

    deadline_day = auto()
    same_legal_entity = auto()
    possible_duplicate = auto()
    late_answer = auto()
    unidentified = auto()
    identifier_invalid = auto()
    misdirected = auto()
    old_form = auto()
    postmark_unreadable = auto()
    network_unsure = auto()
