"""What is over is told by what became of it and since when, and what keeps it by the law or by a person."""

from datetime import date, datetime

import pytest
from sqlmodel import Session

from models.dossiers.appeal import Appeal
from models.intake.words import Meaning, Nature
from models.vocabulary import AppealKind, NoticeStatus, Status
from tasks.incidents.forgetting.due import due
from tests.factories import application, arrival, campaign_with, notice, paris, passage
from tests.support.members import member

ENDED, LAST, AFTER = paris("2026-07-09 10:00"), paris("2031-07-09 20:00"), paris("2031-07-10 09:00")


def named(session: Session, at: datetime) -> dict[str, str | None]:
    """Return what is over at an instant, by name, with what keeps it."""
    session.flush()
    mine = {"application", "membership", "deposit"}
    return {unit.name: unit.stopped for unit in due(session, at=at) if unit.key[0] in mine}


@pytest.mark.parametrize("status", [Status.refused, Status.withdrawn, Status.not_required])
def test_a_dossier_is_over_the_day_after_the_last_of_its_time(session: Session, status: Status) -> None:
    """Five years after it ended."""
    application(session, campaign_with(session), status, status_at=ENDED)

    assert (named(session, LAST), named(session, AFTER)) == ({}, {"ARA-2026-0001": None})


def test_a_membership_without_a_dossier_is_over_five_years_after_its_last_day(session: Session) -> None:
    """One that goes on is not; neither is counted twice where there is a dossier."""
    campaign = campaign_with(session)
    ended = member(session, campaign, dossier=False, ends_on=date(2026, 7, 9))
    member(session, campaign, name="APEC", dossier=False, ends_on=None)

    assert (named(session, LAST), named(session, AFTER)) == ({}, {ended.number: None})


def test_what_is_in_hand_is_never_over(session: Session) -> None:
    """Whatever it waits for."""
    campaign = campaign_with(session)
    for status in (Status.under_examination, Status.accepted, Status.late, Status.adjourned):
        application(session, campaign, status, status_at=ENDED)

    assert named(session, paris("2050-01-01 09:00")) == {}


def test_a_dossier_that_was_never_completed_has_its_chance_first(session: Session) -> None:
    """It passed to another session, and nothing came of it for a year."""
    former, latest = campaign_with(session, year=2025), campaign_with(session)
    since = paris("2025-05-31 10:00")
    first, again = (application(session, latest, Status.carried_over, status_at=since) for _ in range(2))
    for campaign, one in ((latest, first), (former, again), (latest, again)):
        passage(session, campaign, one)

    assert named(session, paris("2026-07-01 09:00")) == {again.reference: None}


@pytest.mark.parametrize(
    ("kind", "implied_on", "why"),
    [
        (AppealKind.contentieux, None, "recours contentieux en cours"),
        (AppealKind.gracieux, date(2031, 9, 1), "recours en cours"),
        (AppealKind.gracieux, date(2026, 10, 1), None),
    ],
)
def test_an_open_appeal_keeps_it(session: Session, kind: AppealKind, implied_on: date | None, why: str | None) -> None:
    """Until it is judged, or until no court can be seized any more."""
    one = application(session, campaign_with(session), Status.refused, status_at=ENDED)
    received = date(2031, 7, 1) if implied_on and implied_on.year == AFTER.year else date(2026, 8, 1)
    made = Appeal(
        application_id=one.id or 0,
        kind=kind,
        received_on=received,
        implied_on=implied_on,
        by="DFOR",
        recorded_at=ENDED,
    )
    session.add(made)

    assert named(session, AFTER) == {"ARA-2026-0001": why}


def test_a_letter_that_waits_keeps_it(session: Session) -> None:
    """So does a mail that nobody has read."""
    campaign = campaign_with(session)
    one, other = (application(session, campaign, Status.refused, status_at=ENDED) for _ in range(2))
    notice(session, campaign, due_at=None, application=one, status=NoticeStatus.queued)
    arrival(session, campaign, other, meaning=Meaning.question)

    assert [*named(session, AFTER).values()] == ["une lettre attend de partir", "un envoi attend d'être lu"]


def test_a_mail_of_no_dossier_is_over_after_six_months(session: Session) -> None:
    """What bodies answer is no such mail: it goes with the letters of its session."""
    campaign = campaign_with(session)
    for nature in (Nature.spam, Nature.member):
        arrival(session, campaign, nature=nature, received_at=paris("2026-02-10 09:00"))

    assert named(session, paris("2026-08-11 09:00")) == {"envoi 2026-000001": None}
