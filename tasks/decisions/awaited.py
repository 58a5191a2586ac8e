"""What an acceptance waits for to take effect: the pieces that still lack as it is decided (CRPA L114-5-1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from models.calendar.business_days import Term, business_days, term
from models.dossiers.requests import open_requests, wishes
from models.sessions.campaign import Campaign
from models.sessions.opening import stages


def ask_before_effect(session: Session, campaign: Campaign, ids: Sequence[int], *, at: datetime) -> None:
    """Ask for the required pieces that some dossiers lack as they are accepted: the letter of the decision tells it,
    reminders follow."""
    wanted = wishes(session, campaign.rules, ids)
    if wanted:
        open_requests(session, campaign, wanted, at=at, end=_end(session, campaign, at=at))


def _end(session: Session, campaign: Campaign, *, at: datetime) -> Term:
    """Return the end of the delay: that of any request, or the eve of the effective date where that is later."""
    days = business_days(campaign.rules)
    usual = term(days, at, length=campaign.rules.policies.completion.days)
    effect_on = days.local(stages(session, campaign).effect_at)
    last_day = max(usual.last_day, days.roll(effect_on - timedelta(days=1)))
    return Term(last_day, days.after(last_day))
