"""What a letter says, looked at again when it leaves: one that is over is called off, and the next is taken."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.meetings.meeting import Meeting
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import DecisionSense, RequestOutcome, Status
from notifications.catalogue import KINDS
from notifications.leaving import Truth
from notifications.outbox.leases import Claims
from notifications.outbox.truth import is_over
from tests.factories import application, campaign_with, completion_request, decision_on, notice, paris

AT = paris("2026-03-02 09:00")
LATER = AT + timedelta(hours=1)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give the session of 2026."""
    return campaign_with(session)


def queued(session: Session, kind: str, dossier: Application | None, at: datetime = AT, **fields: object) -> Notice:
    """Return a letter that waits since nine."""
    campaign = session.exec(select(Campaign)).one()
    return notice(session, campaign, application=dossier, kind=kind, enqueued_at=at, due_at=at, **fields)


def left(session: Session, at: datetime = LATER) -> list[str]:
    """Return the kinds of what a sender takes."""
    session.flush()
    return [one.kind for one in Claims(at=at, sender="essai").claim(session, 1)]


STANDING = [
    ("late", Status.late, True),
    ("late", Status.carried_over, True),
    ("late", Status.registered, False),
    ("not_required", Status.not_required, True),
    ("not_required", Status.registered, False),
    ("carried_over", Status.carried_over, True),
    ("carried_over", Status.under_examination, False),
    ("effective", Status.member, True),
    ("effective", Status.refused, False),
    ("next_session", Status.carried_over, True),
    ("next_session", Status.withdrawn, False),
    ("acknowledgement", Status.withdrawn, True),
]


@pytest.mark.parametrize(("kind", "status", "is_true"), STANDING)
def test_what_is_said_of_where_a_dossier_stands(
    session: Session, campaign: Campaign, kind: str, status: Status, *, is_true: bool
) -> None:
    """It leaves while the dossier stands there, and not once it does not."""
    queued(session, kind, application(session, campaign, status))

    assert left(session) == ([kind] if is_true else [])


ASKED = [
    ("completion_reminder", RequestOutcome.open, True),
    ("completion_reminder", RequestOutcome.answered, False),
    ("completion_request", RequestOutcome.open, True),
    ("completion_request", RequestOutcome.expired, True),
    ("completion_request", RequestOutcome.cancelled, False),
    ("completion_expired", RequestOutcome.expired, True),
    ("completion_expired", RequestOutcome.open, False),
]


@pytest.mark.parametrize(("kind", "outcome", "is_true"), ASKED)
def test_what_is_said_of_a_request(
    session: Session, campaign: Campaign, kind: str, outcome: RequestOutcome, *, is_true: bool
) -> None:
    """Nobody is reminded of what they answered, nor told that a delay is over which runs again."""
    dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    completion_request(session, campaign, dossier, due_on=date(2026, 3, 9), outcome=outcome)
    queued(session, kind, dossier)

    assert left(session) == ([kind] if is_true else [])


def test_a_decision_that_another_replaced_does_not_leave(session: Session, campaign: Campaign) -> None:
    """The letter of the later one leaves in its place, whatever a sender held when it was made."""
    dossier = application(session, campaign, Status.accepted)
    queued(session, "refused", dossier)
    later = AT + timedelta(minutes=1)
    decision_on(session, dossier, DecisionSense.accepted, decided_at=later)
    queued(session, "accepted", dossier, later)

    assert left(session) == ["accepted"]
    assert list(session.exec(select(Notice.kind).order_by(col(Notice.id)))) == ["accepted"]


@pytest.mark.parametrize("kind", ["opening", "deposit_reminder"])
def test_nobody_is_told_to_deposit_once_the_deadline_is_over(session: Session, campaign: Campaign, kind: str) -> None:
    """Until then, they are."""
    queued(session, kind, application(session, campaign))
    deadline = stages(session, campaign)["deposit"].due_at

    assert left(session, at=deadline) == []


def test_a_convening_is_of_a_meeting_as_it_stands(session: Session, campaign: Campaign) -> None:
    """Moved or closed since, it is convened to anew, or not at all."""
    stage = "commission"
    meeting = Meeting(campaign_id=campaign.id or 0, stage=stage, number=1, set_by="Essai", set_at=AT, revision=1)
    session.add(meeting)
    for revision in (0, 1):
        key = f"{campaign.code}/{stage}/1/convening/{revision}/secretary"
        queued(session, "convening", None, key=key)
    session.flush()

    true = session.exec(select(Notice.key).where(~is_over(LATER))).all()

    assert true == [f"{campaign.code}/{stage}/1/convening/1/secretary"]


def test_what_a_mail_causes_is_always_true() -> None:
    """Who wrote is answered, whatever has happened since."""
    assert {kind.truth for kind in KINDS.values() if kind.answers_a_mail} == {Truth.for_ever}
