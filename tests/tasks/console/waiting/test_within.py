"""A body that meets all year sees each dossier within so many days: then a person is told, in the words of the text."""

from datetime import date, datetime

import pytest
from sqlmodel import Session

from models.sessions.campaign import Campaign
from models.vocabulary import Status
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Pending, Reason
from tests.factories import application, campaign_with, paris

SINCE = paris("2026-02-10 10:00")
LAST, AFTER = paris("2026-03-12 23:59"), paris("2026-03-13 00:00")


@pytest.fixture
def label(session: Session) -> Campaign:
    """Give the session of a label: an opinion within thirty days of the finding, a decision within twenty of it."""
    return campaign_with(session, region="label-national")


def waiting(session: Session, campaign: Campaign, at: datetime) -> dict[object, Pending]:
    """Return what waits for a person, by its reason."""
    return {one.reason: one for one in board_of(session, campaign, at=at).pending}


def test_an_opinion_is_late_after_its_thirty_days(session: Session, label: Campaign) -> None:
    """Nothing is decided by that: the text says what it is worth, and a person what follows."""
    application(session, label, Status.examined, status_at=SINCE)

    assert Reason.opinion not in waiting(session, label, LAST)

    [item] = waiting(session, label, AFTER)[Reason.opinion].first
    assert (item.detail, item.since) == ("l'avis est réputé défavorable", SINCE)


def test_a_decision_is_late_after_its_twenty_days(session: Session, label: Campaign) -> None:
    """Counted from the opinion."""
    application(session, label, Status.studied, status_at=SINCE)

    assert Reason.decision not in waiting(session, label, paris("2026-03-02 23:59"))
    assert Reason.decision in waiting(session, label, paris("2026-03-03 00:00"))


def test_a_meeting_is_to_be_set_in_time_for_who_waited_longest(session: Session, label: Campaign) -> None:
    """And not by the end of the year."""
    for number, day in enumerate(("2026-03-01", "2026-02-10")):
        application(session, label, Status.examined, name=f"Cité {number}", status_at=paris(f"{day} 10:00"))

    [item] = waiting(session, label, paris("2026-03-05 10:00"))[Reason.meeting_unset].first

    assert item.detail == date(2026, 3, 12)
