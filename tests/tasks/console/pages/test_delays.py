"""How long dossiers took, with and without the time for which we waited for their applicant."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.sessions.campaign import Campaign
from models.vocabulary import Event, RequestOutcome, Status
from tasks.console.pages.delays import Delay, Spread, delays_of
from tests.factories import application, campaign_with, completion_request, decision_on, notice, paris

CAME = paris("2026-02-10 10:00")


def complete(session: Session, campaign: Campaign, dossier: Application, days: int) -> None:
    """Have a dossier complete some days after it came, and once more later."""
    about: dict[str, Any] = {
        "application_id": dossier.id,
        "campaign_id": campaign.id,
        "by": "system",
        "event": Event.complement,
    }
    for more in (0, 30):
        at = CAME + timedelta(days=days + more)
        session.add(JournalLine(**about, at=at, status=Status.under_examination))
    session.flush()


def test_the_time_for_which_an_applicant_was_awaited_is_taken_off(session: Session) -> None:
    """Overlapping requests count once; what was asked after the end, not at all."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, received_at=CAME)
    complete(session, campaign, dossier, days=12)
    for asked, answered in ((2, 5), (4, 8), (20, 25)):
        completion_request(
            session,
            campaign,
            dossier,
            due_on=date(2026, 3, 4),
            asked_at=CAME + timedelta(days=asked),
            answered_at=CAME + timedelta(days=answered),
            outcome=RequestOutcome.answered,
        )

    assert delays_of(session, campaign) == (Delay("un dossier complet", 1, Spread(12, 12), Spread(6, 6)),)


def test_each_thing_that_an_applicant_waits_for_is_measured(session: Session) -> None:
    """By the first acknowledgement that left, and the first decision."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.refused, received_at=CAME)
    notice(session, campaign, due_at=None, application=dossier, sent_at=CAME + timedelta(days=1))
    decision_on(session, dossier, decided_at=CAME + timedelta(days=150))

    assert [(one.until, one.gross.half) for one in delays_of(session, campaign)] == [
        ("l'accusé de réception", 1),
        ("la décision", 150),
    ]


def test_half_and_nine_in_ten(session: Session) -> None:
    """Of ten dossiers complete after one to ten days."""
    campaign = campaign_with(session)
    for days in range(1, 11):
        complete(session, campaign, application(session, campaign, received_at=CAME), days=days)

    [delay] = delays_of(session, campaign)

    assert (delay.number, delay.gross.half, round(delay.gross.most, 1)) == (10, 5.5, 9.9)


def test_what_was_deposited_in_a_former_session_is_not_measured(session: Session) -> None:
    """Its delay would be that of a year."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, received_at=paris("2025-04-01 10:00"))
    complete(session, campaign, dossier, days=3)

    assert delays_of(session, campaign) == ()
