"""What a letter says, looked at again when it leaves: one that is over does not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Text, bindparam, cast, exists, literal
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.sqltypes import UTCDateTime

from models.columns import among
from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application, CompletionRequest, Decision
from models.meetings.meeting import Meeting
from models.members.membership import Membership, Signature
from models.members.terms import ends_by_its_term
from models.members.texts.text import DocumentStatus, ReferenceDocument
from models.notices import Notice
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import ENDED, AdviceOutcome, NoticeKind, RequestOutcome, StageKind, Status
from notifications.catalogue import KINDS
from notifications.leaving import Truth
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.dropped import drop

Condition = ColumnElement[bool]
Instant = datetime | BindParameter[datetime]

_OF_DOSSIER = col(Application.id) == col(Notice.application_id)


def _has_left(*statuses: Status) -> Condition:
    return exists().where(_OF_DOSSIER, col(Application.status).not_in(statuses))


def _is_asked(*outcomes: RequestOutcome) -> Condition:
    of_dossier = col(CompletionRequest.application_id) == col(Notice.application_id)
    return exists().where(of_dossier, col(CompletionRequest.outcome).in_(outcomes))


def _deadline_is_over(at: Instant) -> Condition:
    of_session = col(Stage.campaign_id) == col(Notice.campaign_id)
    is_past = exists().where(of_session, col(Stage.kind) == StageKind.deposit, col(Stage.due_at) <= at)
    of_campaign = col(Campaign.id) == col(Notice.campaign_id)
    return is_past | exists().where(of_campaign, col(Campaign.cancelled_at).is_not(None))


def _is_elsewhere() -> Condition:
    is_over = col(Application.status).in_(ENDED) | (col(Application.campaign_id) != col(Notice.campaign_id))
    return exists().where(_OF_DOSSIER, is_over)


def _is_decided_otherwise() -> Condition:
    later = col(Decision.decided_at) > col(Notice.enqueued_at)
    of_dossier = col(Decision.application_id) == col(Notice.application_id)
    upholds_one = col(Notice.kind) == NoticeKind.appeal_rejected
    return (letters_of_decisions() | upholds_one) & exists().where(of_dossier, later)


def _meeting_does_not_stand() -> Condition:
    """SQL condition: no meeting is still to be held as a letter says it, whose key holds the number of the meeting, the
    kind of the letter and the revision."""
    parts = (col(Campaign.code), col(Meeting.stage), cast(col(Meeting.number), Text))
    named = parts[0] + "/" + cast(parts[1], Text) + "/" + parts[2]
    as_told = named + literal("/") + cast(col(Notice.kind), Text) + "/" + cast(col(Meeting.revision), Text) + "/"
    of_session = (col(Meeting.campaign_id) == col(Notice.campaign_id), col(Campaign.id) == col(Meeting.campaign_id))
    return ~exists().where(*of_session, col(Meeting.closed_at).is_(None), col(Notice.key).startswith(as_told))


def _term_does_not_stand() -> Condition:
    """SQL condition: no membership ends any more by the term that a letter says, which its key holds."""
    as_told = literal("/") + cast(col(Membership.ends_on), Text) + literal("/")
    of_dossier = col(Membership.application_id) == col(Notice.application_id)
    return ~exists().where(of_dossier, ends_by_its_term(), col(Notice.key).contains(as_told))


def _acceptance_is_not_awaited() -> Condition:
    """SQL condition: no version that a letter says, whose number its key holds, is still to be signed by a member: it
    was, another has replaced it, or a person ended the membership."""
    as_told = literal("/texte-") + cast(col(ReferenceDocument.id), Text) + literal("/")
    stands = (col(ReferenceDocument.status) == DocumentStatus.adopted, col(Notice.key).contains(as_told))
    of_member = (col(Membership.application_id) == col(Notice.application_id), col(Membership.end_reason).is_(None))
    of_owner = col(Signature.organisation_id) == col(Membership.organisation_id)
    signed = exists().where(of_owner, col(Signature.document_id) == col(ReferenceDocument.id))
    return ~exists().where(*stands, *of_member, ~signed)


def _advice_is_not_awaited() -> Condition:
    of_request = col(AdviceRequest.id) == col(Notice.advice_id)
    return exists().where(of_request, col(AdviceRequest.outcome) != AdviceOutcome.open)


def _over(at: Instant) -> Mapping[Truth, Condition]:
    """Return when what a notice says is over, at an instant: of each truth that ends, an SQL condition."""
    return {
        Truth.before_the_deadline: _deadline_is_over(at),
        Truth.while_in_session: _is_elsewhere(),
        Truth.while_late: _has_left(Status.late, Status.carried_over),
        Truth.while_not_required: _has_left(Status.not_required),
        Truth.while_carried_over: _has_left(Status.carried_over),
        Truth.while_member: _has_left(Status.member),
        Truth.while_the_term_stands: _term_does_not_stand(),
        Truth.while_acceptance_is_awaited: _acceptance_is_not_awaited(),
        Truth.while_asked: ~_is_asked(RequestOutcome.open),
        Truth.while_unanswered: ~_is_asked(RequestOutcome.open, RequestOutcome.expired),
        Truth.while_expired: _is_asked(RequestOutcome.open) | ~_is_asked(RequestOutcome.expired),
        Truth.until_another_decision: _is_decided_otherwise(),
        Truth.while_the_meeting_stands: _meeting_does_not_stand(),
        Truth.while_advice_is_awaited: _advice_is_not_awaited(),
    }


_KINDS: Mapping[Truth, Sequence[NoticeKind]] = {
    truth: [name for name, kind in KINDS.items() if kind.truth is truth] for truth in Truth
}


def is_over(at: Instant) -> Condition:
    """SQL condition: what a notice says does not hold any more. A copy says when its original did."""
    over = or_(*(col(Notice.kind).in_(_KINDS[truth]) & over for truth, over in _over(at).items()))
    return col(Notice.copy_of).is_(None) & over


@cache
def _those_over() -> Any:  # noqa: ANN401  a statement, made once: it says much
    at = bindparam("at", type_=UTCDateTime())
    return select(Notice.id).where(among(Notice.id), is_over(at))


def drop_what_is_over(session: Session, due: Mapping[int, NoticeKind], *, at: datetime) -> list[int]:
    """Call off, of some notices of such kinds, those that are over, and return the others in their order. One that may
    have left already is kept, and set aside."""
    asked = [one for one, kind in due.items() if KINDS[kind].truth is not Truth.for_ever]
    over = set(session.connection().execute(_those_over(), {"ids": asked, "at": at}).scalars()) if asked else set()
    if over:
        drop(session, col(Notice.id).in_(over))
    return [one for one in due if one not in over]
