"""The last day of what a letter on paper asks: the delay of the region file counts from the day on which it is posted,
not from that on which it was written (CRPA L114-5: who is asked has the whole of the delay that is given)."""

from datetime import date, datetime

from sqlmodel import Session, select

from models.calendar.business_days import business_days, term
from models.dossiers.application import CompletionRequest
from models.dossiers.requests import move
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, RequestOutcome
from notifications.outbox.beside.rewritten import rewrite
from tasks.implied_decision import refresh_clock
from tasks.intake.published.offer import offers

_ASK = frozenset({NoticeKind.acknowledgement, NoticeKind.completion_request})


def count_from_posting(session: Session, letter: Notice, posted_on: date, *, at: datetime) -> CompletionRequest | None:
    """Give who is asked something by a letter the delay of the region file from its posting on, and return the request
    that it moves; None where it asks nothing, until a day that a person chose, or long enough."""
    request = _asked(session, letter)
    if request is None:
        return None
    campaign = session.get_one(Campaign, letter.campaign_id)
    days, length = business_days(campaign.rules), campaign.rules.policies.completion.days
    last_day = term(days, days.at(posted_on), length=length).last_day
    is_chosen = request.due_on < term(days, request.asked_at, length=length).last_day
    if is_chosen or last_day <= request.due_on:
        return None
    move(campaign, request, last_day, at=at)
    session.add(request)
    refresh_clock(session, campaign, [request.application_id], at=at)
    return request


def written_anew(session: Session, letter: Notice, posted_on: date, *, at: datetime) -> None:
    """Have a letter that is about to be printed say the last day that its posting gives."""
    request = count_from_posting(session, letter, posted_on, at=at)
    if request:
        campaign = session.get_one(Campaign, letter.campaign_id)
        offered = offers(session, campaign, [request], at=at)[request.application_id]
        rewrite(session, campaign, letter, at=at, forms=offered.view)


def _asked(session: Session, letter: Notice) -> CompletionRequest | None:
    """Return the open request that a letter told first: both were written at once."""
    if letter.kind not in _ASK:
        return None
    told = (CompletionRequest.application_id == letter.application_id, CompletionRequest.asked_at == letter.enqueued_at)
    return session.exec(
        select(CompletionRequest).where(*told, CompletionRequest.outcome == RequestOutcome.open)
    ).first()
