"""What a date causes is written at midnight, and leaves by day: at the sending hour of the region, on its clock."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.notices import Notice
from models.vocabulary import NoticeKind, Status
from notifications.outbox.enqueue import notify
from tests.factories import application, campaign_with, paris

MIDNIGHT = paris("2026-06-01 00:00")


def leaves_at(session: Session, at: datetime, *, hour: int = 9) -> datetime | None:
    """Return when the letter of a carry-over may leave, where letters leave at an hour."""
    campaign = campaign_with(session, {"policies.send_hour": hour})
    dossier = application(session, campaign, Status.carried_over)
    notify(session, campaign, NoticeKind.carried_over, [dossier.id or 0], at=at, decision=None)
    return session.exec(select(Notice.due_at)).one()


@pytest.mark.parametrize(("hour", "due"), [(9, "2026-06-01 09:00"), (10, "2026-06-01 10:00")])
def test_nobody_is_written_to_at_midnight(session: Session, hour: int, due: str) -> None:
    """It waits for the hour at which all letters of the day leave."""
    assert leaves_at(session, MIDNIGHT, hour=hour) == paris(due)


def test_by_day_it_leaves_at_once(session: Session) -> None:
    """A late run adds no delay of its own."""
    at = MIDNIGHT + timedelta(hours=15)

    assert leaves_at(session, at) == at
