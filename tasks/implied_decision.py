"""The clock of implied decisions, dossier by dossier: the date on which silence would decide, its alarms, and what it
has decided.

The program decides nothing: people are warned, and what the law has made of silence is noted as the fact that it is.
Where the region file gives silence no effect, nothing is written.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from models.calendar.business_days import JUST_BEFORE, BusinessDays, business_days, next_reminder
from models.calendar.silence import Asked, alarms, silence_at, silence_on
from models.columns import chunks
from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application, CompletionRequest, Decision, Organisation
from models.dossiers.completeness import await_people
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import note
from models.dossiers.requests import is_formal
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import CLOCKED, DecisionSense, Event, NoticeKind, RequestOutcome
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import SilenceView

IMPLIED: dict[str, str] = {"acceptance": "acceptation implicite", "rejection": "rejet implicite"}
"""What silence decides, as the journal says it."""


def accepted_by_silence(session: Session, ids: Sequence[int]) -> dict[int, Decision]:
    """Return the acceptance that silence gave of each of some applications on which nothing was decided since; none
    where the organisation turned out to be a public body."""
    latest: dict[int, Decision] = {}
    for part in chunks(ids):
        made = select(Decision, Organisation).join(Application, col(Application.id) == col(Decision.application_id))
        theirs = made.join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        undecided = theirs.where(col(Decision.application_id).in_(part), col(Application.status).in_(CLOCKED))
        for decision, organisation in session.exec(undecided.order_by(col(Decision.version))):
            if not organisation.is_public:
                latest[decision.application_id] = decision
    return {i: decision for i, decision in latest.items() if decision.by_silence}


def refresh_clock(session: Session, campaign: Campaign, ids: Sequence[int], *, at: datetime) -> None:
    """Count anew when silence would decide on some applications (CRPA L114-5, L231-1): something happened to them."""
    region = campaign.rules
    if region.silence.effect is None:
        return
    session.flush()
    days = business_days(region)
    for part in chunks(ids):
        asked, resting = _asked(session, days, part), at_rest(session, part)
        theirs = select(Application, Organisation).join(Organisation).where(col(Application.id).in_(part))
        for application, organisation in session.exec(theirs):
            if application.status not in CLOCKED or application.id in resting or organisation.is_public:
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


def mind_silence(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Note what silence has decided in a session, and warn the Région of what it soon would; return how many letters
    that makes."""
    note_implied(session, campaign, at=at)
    return sound_alarms(session, campaign, at=at)


def note_implied(session: Session, campaign: Campaign, *, at: datetime) -> None:
    """Note once, in the journal of each dossier of a session, what silence has decided of it. An acceptance is a
    decision besides, which created rights (CRPA L242-1); the dossier stands where it stood."""
    region, days = campaign.rules, business_days(campaign.rules)
    if region.silence.effect is None:
        return
    passed = (Application.campaign_id == campaign.id, col(Application.status).in_(CLOCKED))
    due = select(Application).where(*passed, col(Application.silence_at) < at, ~_is_noted())
    for application in session.exec(due.order_by(col(Application.id)).with_for_update()).all():
        decided_at = application.silence_at or at
        reason = f"{IMPLIED[region.silence.effect]} du {days.local(decided_at):%d/%m/%Y}"
        note(session, application, Event.silence, at=at, by=SYSTEM, reason=reason)
        if region.silence.effect == "acceptance":
            session.add(_acceptance(session, application, decided_at=decided_at))
        await_people(campaign, at=at)
    session.flush()


def _is_noted() -> ColumnElement[bool]:
    """SQL condition: what silence decided of a dossier was noted already."""
    of_dossier = col(JournalLine.application_id) == col(Application.id)
    since = col(JournalLine.at) > col(Application.silence_at)
    return exists().where(of_dossier, since, col(JournalLine.event) == Event.silence)


def _acceptance(session: Session, application: Application, *, decided_at: datetime) -> Decision:
    made = select(func.max(Decision.version)).where(Decision.application_id == application.id)
    return Decision(
        application_id=application.id or 0,
        campaign_id=application.campaign_id,
        version=(session.exec(made).one() or 0) + 1,
        decision=DecisionSense.accepted,
        signatory_name="",
        signatory_capacity="",
        by_silence=True,
        by=str(SYSTEM),
        decided_at=decided_at,
    )


URGENT = 10
"""Days before silence decides from which a dossier is told of in a letter of its own; before that, the mail of the
morning lists it, as it does each business day until then."""


def sound_alarms(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Warn the Région of the dossiers on which silence would soon decide: by the mail of the morning and, where it is
    near, in one letter. Of several alarms missed only one is sounded; none once the date is past, which the lists of
    what waits then say."""
    approaching = _approaching(session, campaign, at=at)
    urgent = tuple(one for one in approaching if one.days_left <= URGENT)
    if approaching:
        # Told at the hour that strikes, they wait for the next one on a day off only.
        await_people(campaign, at=at - JUST_BEFORE)
    if not urgent:
        return 0
    key = f"{campaign.code}/alert/silence/{at.isoformat()}"
    said = {"approaching": urgent, "returned": None}
    letter = Letter(key, campaign.rules.roles.examining_service.email, said)
    return enqueue(session, campaign, NoticeKind.alert, [letter], at=at)


def _approaching(session: Session, campaign: Campaign, *, at: datetime) -> list[SilenceView]:
    """Return the dossiers whose alarm strikes, the nearest date first, and plan the next of each."""
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
    return approaching
