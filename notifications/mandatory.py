"""What the law wants to read in each kind of notice: one row each, and none is exempt. A note to our own services or to
those whom we consult owes nothing, and says so.

`notifications.writing.mentions` says which text asks for each of these, and in which words it is read.
"""

from collections.abc import Mapping
from enum import Enum, auto

from models.vocabulary import NoticeKind as K


class Mandatory(Enum):
    """What a text asks for."""

    of_the_house = auto()
    service = auto()
    data = auto()
    call = auto()
    arrival = auto()
    forwarding = auto()
    refused_files = auto()
    receipt = auto()
    answer = auto()
    silence = auto()
    silence_again = auto()
    request = auto()
    agent = auto()
    in_charge = auto()
    author = auto()
    reasons = auto()
    remedies = auto()
    refused_part = auto()
    court = auto()
    appeal_receipt = auto()
    observations = auto()
    heard = auto()
    convening = auto()
    minutes = auto()


M = Mandatory
_HOUSE = frozenset({M.of_the_house})
_LETTER = frozenset({M.service, M.data})
_EXAMINATION = _LETTER | {M.in_charge}
_DECISION = _EXAMINATION | {M.author, M.reasons, M.remedies}

OWED: Mapping[K, frozenset[Mandatory]] = {
    K.opening: _LETTER | {M.call},
    K.deposit_reminder: _LETTER | {M.call},
    K.registration: _LETTER | {M.arrival},
    K.misdirected: _LETTER | {M.arrival, M.forwarding},
    K.unattributed: _LETTER | {M.arrival},
    K.file_refused: _EXAMINATION | {M.arrival, M.refused_files},
    K.acknowledgement: _EXAMINATION | {M.receipt, M.silence, M.request},
    K.late: _EXAMINATION | {M.receipt, M.silence},
    K.not_required: _EXAMINATION | {M.receipt, M.remedies},
    K.duplicate: _EXAMINATION,
    K.separated: _EXAMINATION | {M.request},
    K.corrected: _EXAMINATION,
    K.completion_request: _EXAMINATION | {M.request, M.silence_again},
    K.completion_reminder: _EXAMINATION | {M.request},
    K.completion_received: _EXAMINATION | {M.answer},
    K.completion_expired: _EXAMINATION | {M.request},
    K.rectified: _DECISION | {M.refused_part, M.heard},
    K.carried_over: _DECISION,
    K.next_session: _EXAMINATION | {M.remedies, M.request},
    K.session_cancelled: _EXAMINATION,
    K.postponed: _EXAMINATION | {M.request},
    K.adjourned: _DECISION,
    K.accepted: _EXAMINATION | {M.author, M.refused_part},
    K.refused: _DECISION,
    K.appeal_received: _EXAMINATION | {M.appeal_receipt},
    K.appeal_rejected: _EXAMINATION | {M.author, M.reasons, M.court},
    K.appeal_upheld: _EXAMINATION,
    K.withdrawn: _EXAMINATION,
    K.withdrawal_undone: _EXAMINATION | {M.request},
    K.letter: _LETTER | {M.agent},
    K.effective: _LETTER,
    K.formal_notice: _LETTER | {M.author, M.reasons, M.observations},
    K.terminated: _LETTER | {M.author, M.reasons, M.remedies, M.heard},
    K.departed: _LETTER,
    K.ending: _LETTER,
    K.ended: _LETTER,
    K.acceptance_request: _LETTER,
    K.acceptance_reminder: _LETTER,
    K.renewal_request: _LETTER,
    K.renewal_reminder: _LETTER,
    K.renewal_answer: _LETTER,
    K.tax_opening: _LETTER,
    K.tax_reminder: _LETTER,
    K.report_request: _LETTER,
    K.report_reminder: _LETTER,
    K.report_received: _LETTER,
    K.meeting_date: _LETTER,
    K.convening: _LETTER | {M.convening},
    K.meeting_called_off: _LETTER,
    K.minutes: _HOUSE | {M.minutes},
    K.advice_shown: _EXAMINATION,
    K.member_answer: _HOUSE,
    K.empty_agenda: _HOUSE,
    K.gate_open: _HOUSE,
    K.in_hand: _HOUSE,
    K.advice_request: _HOUSE,
    K.advice_reminder: _HOUSE,
    K.advice_revoked: _HOUSE,
    K.advice_received: _HOUSE,
    K.advice_given: _HOUSE,
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
