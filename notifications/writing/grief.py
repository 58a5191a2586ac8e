"""What each kind of notice does in law: whether it is an act that grieves, which says how it is contested, or a measure
that prepares one, tells of one, or orders the house, against which no delay runs.

The mandatory mentions of `notifications.catalogue` follow from it. An act grieves only where it changes by itself what
its addressee may claim: what prepares a decision is contested with that decision (case law of the Conseil d'État on
« mesures préparatoires »), and what orders the service alone with nothing (« mesures d'ordre intérieur »).
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple

from models.vocabulary import NoticeKind as K


class Effect(Enum):
    """What a notice does to who reads it."""

    grieves = auto()
    grieves_at_times = auto()
    favours = auto()
    prepares = auto()
    tells = auto()
    of_the_house = auto()


class Grief(NamedTuple):
    """What a kind of notice does, and why: the article, or the family of case law."""

    effect: Effect
    why: str


_GRIEVES = "CJA R421-1, R421-5: "
_PREPARES = "mesure préparatoire: "
_TELLS = "acte récognitif, or none: "
_HOUSE = Grief(Effect.of_the_house, "mesure d'ordre intérieur: it is written to a service, or to the members of a body")

GRIEF: Mapping[K, Grief] = {
    K.refused: Grief(Effect.grieves, _GRIEVES + "a candidacy is refused"),
    K.adjourned: Grief(Effect.grieves, _GRIEVES + "a candidacy is not granted in its session"),
    K.terminated: Grief(Effect.grieves, _GRIEVES + "a membership ends before its term"),
    K.appeal_rejected: Grief(Effect.grieves, "CRPA L411-2, CJA R421-2: the court may be seized of it"),
    K.not_required: Grief(Effect.grieves, _GRIEVES + "what was sent will not be examined"),
    K.rectified: Grief(
        Effect.grieves_at_times, _GRIEVES + "another decision; not the end of a mere request for pieces"
    ),
    K.carried_over: Grief(
        Effect.grieves_at_times,
        _GRIEVES + "a person keeps a dossier out of its session; at the end of the examination, an unanswered request "
        "for pieces does, which prepares the decision (CRPA L114-5)",
    ),
    K.next_session: Grief(
        Effect.grieves_at_times,
        _GRIEVES + "a late deposit has definitively stayed out of its session; of the others it says when they go on",
    ),
    K.accepted: Grief(Effect.favours, "CRPA L211-2, a contrario: nobody is refused anything; its author is named"),
    K.effective: Grief(Effect.favours, "it follows from the acceptance"),
    K.appeal_upheld: Grief(Effect.favours, "what was contested is no more"),
    K.withdrawal_undone: Grief(Effect.favours, "a candidacy goes on"),
    K.registration: Grief(Effect.prepares, "CRPA L112-11: an acknowledgement decides nothing"),
    K.acknowledgement: Grief(Effect.prepares, "CRPA L112-3: an acknowledgement; it tells how silence is contested"),
    K.late: Grief(Effect.prepares, _PREPARES + "a person is still to admit the deposit, or to keep it out"),
    K.unattributed: Grief(Effect.prepares, _PREPARES + "a person is still to say which dossier it is of"),
    K.file_refused: Grief(Effect.prepares, "CRPA L114-6: a defect that can be mended"),
    K.duplicate: Grief(Effect.prepares, _PREPARES + "two sendings are read as one candidacy"),
    K.separated: Grief(Effect.prepares, _PREPARES + "two candidacies are read apart again"),
    K.corrected: Grief(Effect.prepares, _PREPARES + "what was told of a dossier is put right; it goes on"),
    K.completion_request: Grief(Effect.prepares, "CRPA L114-5: a request for pieces"),
    K.completion_reminder: Grief(Effect.prepares, "CRPA L114-5: a reminder of it"),
    K.completion_received: Grief(Effect.prepares, "CRPA L112-3: an acknowledgement"),
    K.completion_expired: Grief(Effect.prepares, "CRPA L114-5: pieces still count; the dossier goes on"),
    K.appeal_received: Grief(Effect.prepares, "CRPA L112-3: an acknowledgement; it tells how silence is contested"),
    K.formal_notice: Grief(Effect.prepares, "CRPA L122-1, L122-2: observations are invited, nothing is decided yet"),
    K.advice_shown: Grief(Effect.prepares, _PREPARES + "advice binds nobody"),
    K.postponed: Grief(Effect.prepares, _PREPARES + "a date moves, and no candidacy is left out"),
    K.session_cancelled: Grief(
        Effect.prepares, _PREPARES + "the call is ended for all, no candidacy is judged, and each is kept for the next"
    ),
    K.opening: Grief(Effect.tells, _TELLS + "a call that was published"),
    K.deposit_reminder: Grief(Effect.tells, _TELLS + "a date that was published"),
    K.misdirected: Grief(Effect.tells, "CRPA L114-2: what came to another service is passed on"),
    K.withdrawn: Grief(Effect.tells, _TELLS + "who asked for it has nothing to contest"),
    K.departed: Grief(Effect.tells, _TELLS + "who asked for it has nothing to contest"),
    K.ending: Grief(Effect.tells, _TELLS + "the term of the framework, which the entry told"),
    K.ended: Grief(Effect.tells, _TELLS + "the term of the framework, which the entry told"),
    K.acceptance_request: Grief(
        Effect.tells, _TELLS + "a text that was adopted; who does not sign it loses nothing by it"
    ),
    K.acceptance_reminder: Grief(Effect.tells, _TELLS + "what is asked still; who does not answer loses nothing by it"),
    K.renewal_request: Grief(Effect.tells, _TELLS + "the member is asked, and silence leaves it to its term"),
    K.renewal_reminder: Grief(Effect.tells, _TELLS + "a reminder of what was asked"),
    K.renewal_answer: Grief(Effect.tells, _TELLS + "what the member answered itself"),
    K.tax_opening: Grief(Effect.tells, _TELLS + "dates that were published; the entitlement is another decision"),
    K.tax_reminder: Grief(Effect.tells, _TELLS + "a reminder of them"),
    K.report_request: Grief(Effect.tells, _TELLS + "what members committed to is asked of them; nothing follows"),
    K.report_reminder: Grief(Effect.tells, _TELLS + "what members committed to is asked of them; nothing follows"),
    K.report_received: Grief(Effect.tells, _TELLS + "what came is said"),
    K.letter: Grief(Effect.tells, _TELLS + "an agent writes; what decides is told by its own notice"),
    K.advice_request: _HOUSE,
    K.advice_reminder: _HOUSE,
    K.advice_revoked: _HOUSE,
    K.advice_received: _HOUSE,
    K.advice_given: _HOUSE,
    K.meeting_date: _HOUSE,
    K.convening: _HOUSE,
    K.member_answer: _HOUSE,
    K.meeting_called_off: _HOUSE,
    K.minutes: _HOUSE,
    K.empty_agenda: _HOUSE,
    K.gate_open: _HOUSE,
    K.in_hand: _HOUSE,
    K.to_read: _HOUSE,
    K.desk_files: _HOUSE,
    K.terms: _HOUSE,
    K.agreement: _HOUSE,
    K.text_to_sign: _HOUSE,
    K.tax_list: _HOUSE,
    K.digest: _HOUSE,
    K.alert: _HOUSE,
    K.incident: _HOUSE,
    K.incident_over: _HOUSE,
}
