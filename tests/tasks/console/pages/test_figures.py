"""The figures of a session, from rows."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.dossiers.journal import JournalLine
from models.vocabulary import Event, Status
from tasks.console.pages.figures import Completeness, completeness_of, deposits_of, former_deposits, funnel_of
from tests.factories import application, campaign_with, paris, passage


def test_deposits_add_up_day_by_day(session: Session) -> None:
    """On the clock of the Région; what came into a former session is not counted again."""
    campaign = campaign_with(session)
    for received in ("2025-04-01 10:00", "2026-01-20 23:59", "2026-01-21 00:00", "2026-01-21 10:00"):
        passage(session, campaign, application(session, campaign, received_at=paris(received)))

    found = deposits_of(session, campaign, until=date(2026, 1, 22))

    assert found.days == (
        (date(2026, 1, 19), 0),
        (date(2026, 1, 20), 1),
        (date(2026, 1, 21), 3),
        (date(2026, 1, 22), 3),
    )


def test_before_a_session_opens_its_first_day_stands_alone(session: Session) -> None:
    """A chart needs a day."""
    found = deposits_of(session, campaign_with(session), until=date(2025, 11, 28))

    assert found.days == ((date(2026, 1, 19), 0),)


def test_the_former_session_is_laid_on_the_days_of_this_one(session: Session) -> None:
    """At as many days from the end of deposits; a first session has none before it."""
    former, campaign = campaign_with(session, year=2025), campaign_with(session)
    passage(session, former, application(session, former, received_at=paris("2025-04-29 10:00")))

    found = former_deposits(session, campaign)

    assert found is not None
    assert dict(found.days)[date(2026, 4, 28)] == 0
    assert dict(found.days)[date(2026, 4, 29)] == 1
    assert former_deposits(session, former) is None


def test_the_funnel_counts_each_dossier_at_every_step_that_it_reached(session: Session) -> None:
    """One that lost a piece since was complete; one that need not apply is not there."""
    campaign = campaign_with(session)
    statuses = (Status.registered, Status.incomplete, Status.examined, Status.refused, Status.member)
    made = [application(session, campaign, status) for status in (*statuses, Status.not_required)]
    about: dict[str, Any] = {
        "application_id": made[1].id,
        "campaign_id": campaign.id,
        "by": "system",
        "event": Event.acknowledge,
    }
    session.add(JournalLine(**about, at=paris("2026-03-01 09:00"), status=Status.under_examination))
    session.flush()

    assert funnel_of(session, campaign) == (
        ("Déposés", 5),
        ("Complets", 4),
        ("Instruits", 3),
        ("Avis donné", 2),
        ("Décidés", 2),
        ("Acceptés", 1),
    )


def test_what_a_session_inherits_is_told_from_what_was_deposited_in_it(session: Session) -> None:
    """The chart of deposits does not count it, and the funnel says what it counts besides them."""
    former, campaign = campaign_with(session, year=2025), campaign_with(session)
    inherited = application(session, former, Status.under_examination, received_at=paris("2025-04-01 10:00"))
    passage(session, former, inherited)
    inherited.campaign_id = campaign.id or 0
    passage(session, campaign, inherited)
    passage(session, campaign, application(session, campaign))

    assert funnel_of(session, campaign)[:2] == (("Déposés ou repris", 2), ("Complets", 1))
    assert funnel_of(session, former)[0] == ("Déposés", 1)
    assert deposits_of(session, campaign, until=date(2026, 2, 11)).days[-1][1] == 1


def test_each_required_piece_is_counted_by_its_state(session: Session) -> None:
    """In the order of the region file."""
    campaign = campaign_with(session)
    application(session, campaign, missing=["annexe-1"])
    application(session, campaign)
    application(session, campaign, Status.not_required, missing=["annexe-1"])

    found = completeness_of(session, campaign)

    assert len(found) == len(campaign.rules.required_pieces)
    assert found[1] == Completeness("Annexe 1", received=1, unusable=0, missing=1)
