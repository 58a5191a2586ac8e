"""The clock of implied decisions, dossier by dossier: the date on which silence would decide, and its alarms.

Nothing is ever decided by it: people are warned. Where the region file gives silence no effect, nothing is written.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import JUST_BEFORE, BusinessDays, business_days, next_reminder
from models.calendar.silence import Asked, alarms, silence_at, silence_on
from models.dossiers.application import Application, CompletionRequest, Decision, Organisation
from models.dossiers.lifecycle import chunks
from models.dossiers.requests import is_formal
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, DecisionSense, NoticeKind, RequestOutcome, Status
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import SilenceView

CLOCKED = UNDECIDED - {Status.adjourned}
"""Those whose delay runs: an adjournment is an express decision, and a new presentation starts another delay."""


def refresh_clock(session: Session, campaign: Campaign, ids: Sequence[int], *, at: datetime) -> None:
    """Count anew when silence would decide on some applications (CRPA L114-5, L231-1): something happened to them."""
    region = campaign.rules
    if region.silence.effect is None:
        return
    session.flush()
    days = business_days(region)
    for part in chunks(ids):
        asked, resting = _asked(session, days, part), at_rest(session, part)
        for application in session.exec(select(Application).where(col(Application.id).in_(part))):
            if application.status not in CLOCKED or application.id in resting:
                application.silence_at = application.next_alarm_at = None
            else:
                _count(application, region, days, asked.get(application.id or 0, []), at=at)
    session.flush()


def at_rest(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of some applications were adjourned and not presented again since: no delay runs for them."""
    statement = select(Decision.application_id, Decision.decision, Decision.decided_at, Application.clock_from)
    of_them = statement.join(Application).where(col(Decision.application_id).in_(ids))
    resting: dict[int, bool] = {}
    for application_id, sense, decided_at, counted_from in session.exec(of_them.order_by(col(Decision.version))):
        is_over = counted_from is not None and counted_from >= decided_at
        resting[application_id] = sense == DecisionSense.adjourned and not is_over
    return {application_id for application_id, rests in resting.items() if rests}


def _asked(session: Session, days: BusinessDays, ids: Sequence[int]) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = {}
    statement = select(CompletionRequest).where(col(CompletionRequest.application_id).in_(ids))
    for request in session.exec(statement):
        if is_formal(request):
            continue
        is_cancelled = request.outcome is RequestOutcome.cancelled and request.closed_at is not None
        asked = Asked(
            asked_on=days.local(request.asked_at),
            due_on=request.due_on,
            produced_on=days.local(request.answered_at) if request.answered_at else None,
            cancelled_on=days.local(request.closed_at) if is_cancelled and request.closed_at else None,
        )
        found.setdefault(request.application_id, []).append(asked)
    return found


def _count(
    application: Application, region: Region, days: BusinessDays, asked: Sequence[Asked], *, at: datetime
) -> None:
    """Set a dossier's date and its next alarm. A date that has passed is a fact: nothing that comes after moves it."""
    if application.silence_at and application.silence_at < at:
        return
    start = days.local(application.clock_from or application.received_at)
    last_day = silence_on(region.silence, start, asked)
    application.silence_at = silence_at(days, last_day) if last_day else None
    schedule = alarms(days, region.silence, last_day, hour=region.policies.send_hour) if last_day else []
    # One that has struck and was not sounded yet is still owed.
    after = min(at, (application.next_alarm_at or at) - JUST_BEFORE)
    application.next_alarm_at = next_reminder(schedule, after=after)


def sound_alarms(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Warn the Région, in one letter, of the dossiers on which silence would soon decide. Of several alarms missed only
    one is sounded; none once the date is past, which the lists of what waits then say."""
    statement = select(Application, Organisation.name).join(Organisation)
    due = statement.where(Application.campaign_id == campaign.id, col(Application.next_alarm_at) <= at)
    days, region = business_days(campaign.rules), campaign.rules
    approaching = []
    in_order = due.order_by(col(Application.silence_at), col(Application.id)).with_for_update(of=Application)
    for application, name in session.exec(in_order).all():
        last_day = days.local(application.silence_at or at)
        schedule = alarms(days, region.silence, last_day, hour=region.policies.send_hour)
        application.next_alarm_at = next_reminder(schedule, after=at)
        if application.silence_at and at <= application.silence_at:
            approaching.append(
                SilenceView(
                    reference=application.reference,
                    organisation=name,
                    status=application.status,
                    silence_on=last_day,
                    days_left=(last_day - days.local(at)).days,
                )
            )
    if not approaching:
        return 0
    key = f"{campaign.code}/alert/silence/{at.isoformat()}"
    letter = Letter(key, region.roles.examining_service.email, {"approaching": tuple(approaching), "returned": None})
    return enqueue(session, campaign, NoticeKind.alert, [letter], at=at)
