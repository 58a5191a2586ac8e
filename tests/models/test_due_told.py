"""How the next due instant is told: the session's work apart from the outbox's, the same in any zone, on any engine."""

from datetime import datetime

from sqlmodel import Session

from models.due import next_attempt, next_due, next_work
from models.storage.database import transaction
from models.vocabulary import Status
from tests.factories import application, campaign_with, notice, paris


def test_work_and_sending_are_told_apart(session: Session) -> None:
    """The session's run and the outbox's are two."""
    campaign = campaign_with(session)
    application(session, campaign, Status.registered, acknowledge_at=paris("2026-02-11 09:00"))
    notice(session, campaign, due_at=paris("2026-02-12 10:05"))

    found = [look_up(session, paris("2026-01-20 12:00")) for look_up in (next_work, next_attempt)]

    assert found == [paris("2026-02-11 09:00"), paris("2026-02-12 10:05")]


def test_the_answer_is_an_instant_of_any_zone(any_database: str) -> None:
    """Asked in local time, the answer is the same, aware, on every engine."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        application(session, campaign, Status.registered, acknowledge_at=paris("2026-02-11 09:00"))

        local = datetime.fromisoformat("2026-02-11T08:59:59+01:00").astimezone(campaign.rules.zone)
        found = next_due(session, local)

    assert found is not None
    assert found.isoformat() == "2026-02-11T08:00:00+00:00"
