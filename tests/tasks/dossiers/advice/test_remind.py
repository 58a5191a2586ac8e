"""Whoever was asked is reminded until the last day, and people are told after it."""

import pytest
from sqlmodel import Session, col, select

from models.due import next_work
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, Status
from tasks.dossiers.advice.record import record_advice
from tasks.dossiers.advice.remind import remind_of_advice
from tests.factories import application, campaign_with, paris, typed
from tests.tasks.dossiers.advice.asking import ASKED_AT, consult, given


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give the shipped session."""
    return campaign_with(session)


def reminders(session: Session) -> list[str]:
    """Return the subjects of the reminders, in order."""
    sent = select(Notice.subject).where(Notice.kind == NoticeKind.advice_reminder).order_by(col(Notice.id))
    return list(session.exec(sent))


def test_it_is_reminded_five_days_and_one_day_before(session: Session, campaign: Campaign) -> None:
    """At nine; once each, and the session must run then."""
    request = consult(session, application(session, campaign, Status.under_examination))
    instants = [paris("2026-04-23 09:00"), paris("2026-04-27 09:00"), paris("2026-04-29 00:00")]

    planned = [request.next_reminder_at]
    for at in (*instants, *instants):
        remind_of_advice(session, campaign, at=at)
        planned.append(request.next_reminder_at)

    assert planned[:4] == [*instants, None]
    assert [typed(subject) for subject in reminders(session)] == [
        f"[ARA-2026-0001] Rappel : avis attendu dans {left}" for left in ("5 jours", "1 jour")
    ]


def test_the_session_runs_when_a_reminder_is_owed(session: Session, campaign: Campaign) -> None:
    """Nothing else is owed that early."""
    consult(session, application(session, campaign, Status.under_examination), due="2026-04-20")

    assert next_work(session, ASKED_AT) == paris("2026-04-15 09:00")


def test_nobody_is_reminded_after_the_answer(session: Session, campaign: Campaign) -> None:
    """Nor by the reminder that was still waiting to leave."""
    dossier = application(session, campaign, Status.under_examination)
    consult(session, dossier)
    remind_of_advice(session, campaign, at=paris("2026-04-23 09:00"))

    record_advice(session, given(dossier), at=paris("2026-04-23 09:01"))

    assert remind_of_advice(session, campaign, at=paris("2026-04-27 09:00")) == 0
    assert [typed(subject) for subject in reminders(session)] == []


def test_people_are_told_once_the_last_day_is_over(session: Session, campaign: Campaign) -> None:
    """On the morning after it."""
    consult(session, application(session, campaign, Status.under_examination))
    campaign.digest_at = None

    remind_of_advice(session, campaign, at=paris("2026-04-29 00:00"))

    assert campaign.digest_at == paris("2026-04-29 09:00")
