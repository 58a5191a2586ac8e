"""When the system must act next: every kind of obligation is seen, once, and nothing else is."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models.dossiers.appeal import Appeal, start_clock
from models.due import next_attempt, next_due, next_work
from models.intake.words import Nature
from models.meetings.meeting import Meeting
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.storage.database import transaction
from models.vocabulary import AppealKind, NoticeStatus, RequestOutcome, Status
from tests.factories import application, arrival, campaign_with, completion_request, decision_on, notice, paris

Arrange = Callable[[Session, Campaign], object]

START = paris("2026-01-20 12:00")
DEPOSIT_REMINDER = paris("2026-03-30 09:00")
"""What falls due first in a session without dossiers: thirty days before 29 April."""


def a_dossier(session: Session, campaign: Campaign, status: Status = Status.registered) -> None:
    """Registered on 10 February at 09:11: acknowledged the day after."""
    application(session, campaign, status, acknowledge_at=paris("2026-02-11 09:00"))


def a_request(session: Session, campaign: Campaign, outcome: RequestOutcome = RequestOutcome.open) -> None:
    """To be answered by Friday 20 February; nobody is told at midnight that it is over."""
    dossier = application(session, campaign, Status.incomplete)
    completion_request(session, campaign, dossier, due_on=date(2026, 2, 20), outcome=outcome)


def a_reminder(session: Session, campaign: Campaign, outcome: RequestOutcome = RequestOutcome.open) -> None:
    """Of a request that is to be answered by the end of March."""
    dossier = application(session, campaign, Status.incomplete)
    remind = paris("2026-03-24 09:00")
    completion_request(session, campaign, dossier, due_on=date(2026, 3, 31), outcome=outcome, next_reminder_at=remind)


def a_notice(session: Session, campaign: Campaign, status: NoticeStatus = NoticeStatus.queued) -> None:
    """To be tried again on 12 February."""
    notice(session, campaign, due_at=paris("2026-02-12 10:05"), status=status)


def an_alarm(session: Session, campaign: Campaign) -> None:
    """Before silence would decide on a dossier."""
    application(session, campaign, Status.under_examination, next_alarm_at=paris("2026-03-02 09:00"))


def an_appeal(session: Session, campaign: Campaign) -> None:
    """Silence rejects it on 2 April: people are told thirty days before."""
    dossier = application(session, campaign, Status.refused)
    decision = decision_on(session, dossier, decided_at=START)
    appeal = Appeal(
        application_id=dossier.id or 0,
        decision_id=decision.id or 0,
        kind=AppealKind.gracieux,
        received_on=date(2026, 2, 2),
        by="Mme Essai",
        recorded_at=START,
    )
    start_clock(campaign, appeal, at=START)
    session.add(appeal)
    session.flush()


def a_digest(session: Session, campaign: Campaign) -> None:
    """Something began to wait for people on a Friday."""
    campaign.digest_at = paris("2026-02-16 09:00")
    session.flush()


def a_meeting(session: Session, campaign: Campaign, convene_at: datetime | None = None) -> None:
    """Of which its members are to be convened, or were."""
    session.add(
        Meeting(
            campaign_id=campaign.id or 0,
            stage="working_group",
            number=1,
            on=date(2026, 3, 26),
            convene_at=convene_at,
            set_by="Mme Essai",
            set_at=START,
        )
    )
    session.flush()


def a_convening(session: Session, campaign: Campaign) -> None:
    """Of members whose body a dossier waits for."""
    application(session, campaign, Status.examined)
    a_meeting(session, campaign, paris("2026-03-20 09:00"))


def an_opening(session: Session, campaign: Campaign) -> None:
    """The next session was created in advance: what this one leaves passes to it."""
    campaign_with(session, year=2027).opens_at = paris("2026-03-16 00:00")
    session.flush()


def a_held_dossier(session: Session, campaign: Campaign, status: Status = Status.registered) -> None:
    """Due to be acknowledged on Tuesday 24 February at the latest, by nobody until a person decides."""
    application(session, campaign, status, acknowledge_at=None)


def an_arrival(session: Session, campaign: Campaign, **fields: Any) -> None:  # noqa: ANN401
    """Registered on Tuesday 10 February, and sorted by nobody."""
    arrival(session, campaign, **{"sorted_at": None} | fields)


def an_old_arrival(session: Session, campaign: Campaign) -> None:
    """Left unsorted since; people were told so on the morning after it came."""
    arrival(session, campaign, sorted_at=None, processed_at=START - timedelta(days=1))


def an_untold_arrival(session: Session, campaign: Campaign, status: NoticeStatus = NoticeStatus.queued) -> None:
    """Its sender is to be told by the end of Wednesday 11 February; the outbox waits for its server until the 12th."""
    deposit = arrival(session, campaign)
    due_at = paris("2026-02-12 10:00") if status is NoticeStatus.queued else None
    notice(session, campaign, due_at=due_at, status=status, kind="registration", deposit_id=deposit.id)


OBLIGATIONS: dict[str, tuple[Arrange, str]] = {
    "deposit reminder": (lambda *_: None, "2026-03-30 09:00"),
    "acknowledgement": (a_dossier, "2026-02-11 09:00"),
    "expiry": (a_request, "2026-02-21 09:00"),
    "completion reminder": (a_reminder, "2026-03-24 09:00"),
    "notice": (a_notice, "2026-02-12 10:05"),
    "alarm": (an_alarm, "2026-03-02 09:00"),
    "alarm of an appeal": (an_appeal, "2026-03-03 09:00"),
    "convening": (a_convening, "2026-03-20 09:00"),
    "empty agenda": (
        lambda session, campaign: a_meeting(session, campaign, paris("2026-03-20 09:00")),
        "2026-03-18 09:00",
    ),
    "people to tell": (a_digest, "2026-02-16 09:00"),
    "next session": (an_opening, "2026-03-16 00:00"),
    "acknowledgement near": (a_held_dossier, "2026-02-20 09:00"),
    "unsorted": (an_arrival, "2026-02-11 09:00"),
    "acknowledgement near, unsorted": (an_old_arrival, "2026-02-20 09:00"),
    "registration near": (an_untold_arrival, "2026-02-11 09:00"),
}

obligations = pytest.mark.parametrize(("arrange", "due"), OBLIGATIONS.values(), ids=OBLIGATIONS)


@obligations
def test_each_obligation_is_what_falls_due_next(any_database: str, arrange: Arrange, due: str) -> None:
    """Whatever kind it is of, until the instant before it."""
    with transaction(any_database) as session:
        arrange(session, campaign_with(session))

        found = [next_due(session, START), next_due(session, paris(due) - timedelta(seconds=1))]

    assert found == [paris(due), paris(due)]


@obligations
def test_what_is_due_now_does_not_fall_due_next(any_database: str, arrange: Arrange, due: str) -> None:
    """Strictly after: a clock that jumps from one due instant to the next never stays on one."""
    at = paris(due)
    with transaction(any_database) as session:
        arrange(session, campaign_with(session))

        following = next_due(session, at)

    assert following is not None
    assert following > at


NO_LONGER: dict[str, Arrange] = {
    "acknowledged": lambda session, campaign: a_dossier(session, campaign, Status.under_examination),
    "withdrawn": lambda session, campaign: a_dossier(session, campaign, Status.withdrawn),
    "answered": lambda session, campaign: a_request(session, campaign, RequestOutcome.answered),
    "expired": lambda session, campaign: a_request(session, campaign, RequestOutcome.expired),
    "reminder of a cancelled request": lambda session, campaign: a_reminder(
        session, campaign, RequestOutcome.cancelled
    ),
    "sent": lambda session, campaign: a_notice(session, campaign, NoticeStatus.sent),
    "convened": a_meeting,
    "held": lambda session, campaign: a_notice(session, campaign, NoticeStatus.held),
    "examined": lambda session, campaign: a_held_dossier(session, campaign, Status.examined),
    "sorted": lambda session, campaign: an_arrival(session, campaign, sorted_at=START),
    "automatic": lambda session, campaign: an_arrival(session, campaign, nature=Nature.automatic),
    "told": lambda session, campaign: an_untold_arrival(session, campaign, NoticeStatus.sent),
}


@pytest.mark.parametrize("arrange", NO_LONGER.values(), ids=NO_LONGER)
def test_what_is_settled_is_not_due(session: Session, arrange: Arrange) -> None:
    """Only the session's own first reminder is left."""
    arrange(session, campaign_with(session))

    assert next_due(session, START) == DEPOSIT_REMINDER


STAGE_DATES = [
    ("2026-04-28 12:00", "2026-04-30 00:00"),
    ("2026-04-30 00:00", "2026-06-01 00:00"),
    ("2026-06-01 00:00", "2026-07-01 00:00"),
    ("2026-07-15 00:00", "2026-08-01 00:00"),
    ("2026-08-31 23:59:59", "2026-09-01 00:00"),
]


@pytest.mark.parametrize(("at", "due"), STAGE_DATES)
def test_each_stage_falls_due(session: Session, at: str, due: str) -> None:
    """At the first instant after it; the effect, when its day begins."""
    campaign_with(session)

    assert next_due(session, paris(at)) == paris(due)


def test_a_stage_that_is_done_is_not_due(session: Session) -> None:
    """Its closing work committed: the next stage is the next thing."""
    campaign = campaign_with(session)
    stages(session, campaign)["deposit"].done_at = paris("2026-04-28 12:00")

    assert next_due(session, paris("2026-04-28 12:00")) == paris("2026-06-01 00:00")


def test_a_request_that_nobody_closed_does_not_hide_the_next(session: Session) -> None:
    """One that is over and still open is for the run that is late; another expires on its own day."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.incomplete)
    for day in (20, 25):
        completion_request(session, campaign, dossier, due_on=date(2026, 2, day))

    assert next_due(session, paris("2026-02-22 12:00")) == paris("2026-02-26 09:00")


@pytest.mark.parametrize("at", ["2026-02-21 00:00", "2026-02-21 08:59:59"])
def test_an_expiry_waits_for_the_morning(session: Session, at: str) -> None:
    """Between midnight and nine, it is still ahead."""
    a_request(session, campaign_with(session))

    assert next_due(session, paris(at)) == paris("2026-02-21 09:00")


def test_nothing_is_due_where_no_session_was_opened(any_database: str) -> None:
    """An installation without a session waits for nothing."""
    with transaction(any_database) as session:
        assert next_due(session, START) is None


def test_nothing_is_due_once_everything_was(session: Session) -> None:
    """After the effect of the last session."""
    campaign_with(session)

    assert next_due(session, paris("2026-09-01 00:00")) is None


def test_the_first_session_of_all_opens_without_work(session: Session) -> None:
    """Nothing was left by any other: its opening is no instant at which the system must act."""
    campaign = campaign_with(session)

    assert next_due(session, campaign.opens_at - timedelta(days=1)) == DEPOSIT_REMINDER


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
