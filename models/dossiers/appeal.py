"""Appeals against acts that grieve: those made to the Région, that it answers, and those made to a court."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, col, select

from models.calendar.appeals import implied_on
from models.calendar.business_days import business_days, next_reminder, reminders
from models.columns import word
from models.dossiers.application import Application
from models.sessions.campaign import Campaign
from models.vocabulary import AppealKind, AppealOutcome


class Appeal(SQLModel, table=True):
    """An appeal against one version of a decision, or against another act, which a letter tells (`notice_id`).

    `received_on` is the day of its receipt, or the one on which the court had it; `posted_on`, that of its postmark,
    which tells whether it is in time (CRPA L112-1).

    The signatory answers it, for `reasons`. `implied_on` is the last day before silence rejects it, None of one made to
    a court, which ends on `judged_on`; `next_alarm_at` is when people are next told of it while it is open.
    """

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id", index=True)
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    kind: AppealKind = Field(sa_type=word(AppealKind))
    received_on: date
    posted_on: date | None = None
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id", index=True)
    by: str
    recorded_at: datetime
    implied_on: date | None = Field(default=None, index=True)
    next_alarm_at: datetime | None = Field(default=None, index=True)
    outcome: AppealOutcome = Field(default=AppealOutcome.open, sa_type=word(AppealOutcome), index=True)
    law: str | None = None
    reasons: str | None = None
    signatory_name: str | None = None
    signatory_capacity: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    judged_on: date | None = None

    @property
    def made_on(self) -> date:
        """Return the day that tells whether it was made in time."""
        return self.posted_on or self.received_on


def appeals_of(session: Session, application: Application) -> Sequence[Appeal]:
    """Return the appeals about a dossier, in the order of their receipt."""
    made = select(Appeal).where(Appeal.application_id == application.id)
    return session.exec(made.order_by(col(Appeal.received_on), col(Appeal.id))).all()


def open_appeals(session: Session, application: Application) -> list[Appeal]:
    """Return the appeals that the Région has still to answer, silence having rejected them or not."""
    return [one for one in appeals_of(session, application) if one.outcome is AppealOutcome.open and one.implied_on]


def with_open_appeal(session: Session) -> set[int]:
    """Return the applications about which the Région has still to answer an appeal."""
    asked = select(Appeal.application_id).where(
        Appeal.outcome == AppealOutcome.open, col(Appeal.implied_on).is_not(None)
    )
    return set(session.exec(asked))


def in_court(session: Session, application: Application) -> list[Appeal]:
    """Return the appeals about a dossier that a court has not judged: it is kept whole until then."""
    return [one for one in appeals_of(session, application) if one.outcome is AppealOutcome.open and not one.implied_on]


def start_clock(campaign: Campaign, appeal: Appeal, *, at: datetime) -> None:
    """Set the last day before silence rejects an appeal, and when people are next told of it."""
    appeal.implied_on = implied_on(appeal.received_on)
    plan_alarm(campaign, appeal, after=at)


def plan_alarm(campaign: Campaign, appeal: Appeal, *, after: datetime) -> None:
    """Set when people are next told of an appeal: by the alarms of silence, then on the morning after it rejected."""
    if appeal.implied_on is None:
        return
    days, hour = business_days(campaign.rules), campaign.rules.policies.send_hour
    # The day after the last one is « minus one day before » it.
    schedule = reminders(days, appeal.implied_on, before=[*campaign.rules.silence.alarms, -1], hour=hour)
    appeal.next_alarm_at = next_reminder(schedule, after=after)


def end(appeal: Appeal, outcome: AppealOutcome, *, by: str, at: datetime) -> None:
    """End an appeal: nobody is told of its dates any more."""
    appeal.outcome, appeal.answered_by, appeal.answered_at, appeal.next_alarm_at = outcome, by, at, None
