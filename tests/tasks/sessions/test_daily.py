"""What the system owes on its days: each once, to those concerned, and nothing when it is run again."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.dossiers.application import Application, CompletionRequest
from models.sessions.campaign import Prospect
from models.vocabulary import RequestOutcome, Status
from tasks.members.joining.effect import take_effect
from tasks.sessions.daily import acknowledge, carry_over, expire_requests, remind_of_deposit, remind_of_requests
from tests.factories import paris, typed
from tests.support.incomplete import ACKNOWLEDGED, Obligation, owe
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret, wanted
from tests.tasks.conftest import OpenDesk


def incomplete(desk: Desk, *missing: str, entity: int = 1, received: str = "2026-04-15 10:00") -> Application:
    """Return a deposit that lacks these pieces."""
    files = pdfs(piece for piece in PIECES if piece not in missing)
    return desk.deposit(compose(said(siret=siret(entity)), files=files, received=received))


def request(desk: Desk) -> CompletionRequest:
    """Return the only request."""
    return desk.session.exec(select(CompletionRequest)).one()


def test_a_complete_dossier_enters_the_queue(desk: Desk) -> None:
    """Acknowledged, and nothing is asked."""
    application = desk.deposit()

    assert owe(desk, ACKNOWLEDGED, acknowledge) == 1

    assert (application.status, application.acknowledge_at) == (Status.under_examination, None)
    assert desk.journal(application) == ["registered", "under_examination"]


def test_an_acknowledgement_asks_for_exactly_what_is_missing(desk: Desk) -> None:
    """Case 19: the labels of the missing pieces and no other, until the end of the twenty-first day."""
    application = incomplete(desk, "annexe-2", "annexe-5")

    owe(desk, ACKNOWLEDGED, acknowledge)

    asked = request(desk)
    assert (list(asked.pieces), asked.due_on) == (["annexe-2", "annexe-5"], date(2026, 5, 7))
    assert asked.due_at == paris("2026-05-08 00:00")
    [notice] = desk.notices(application, kind="acknowledgement")
    assert wanted(notice) == ["Annexe 2", "Annexe 5"]
    assert "7 mai 2026" in typed(notice.text)


def test_nothing_is_acknowledged_before_its_time(desk: Desk) -> None:
    """A deposit of the morning waits for the next nine o'clock: its other mails may follow."""
    application = desk.deposit()

    assert owe(desk, "2026-04-16 08:59:59", acknowledge) == 0

    assert application.status is Status.registered


def test_a_piece_that_does_not_block_stops_nothing(desk_with: OpenDesk) -> None:
    """Case 20: the examination goes on without it."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = incomplete(desk, "annexe-7")

    owe(desk, ACKNOWLEDGED, acknowledge)

    assert application.status is Status.under_examination
    assert list(desk.session.exec(select(CompletionRequest))) == []


@pytest.mark.parametrize(
    ("acknowledged", "due_on"),
    [
        ("2026-04-16 09:00", date(2026, 5, 7)),  # A Thursday.
        ("2026-04-17 09:00", date(2026, 5, 11)),  # The 8th of May, a holiday on a Friday: Monday.
        ("2026-04-20 09:00", date(2026, 5, 11)),
        ("2026-04-23 09:00", date(2026, 5, 15)),  # Ascension Day: the Friday after it.
    ],
)
def test_a_delay_never_ends_on_a_day_off(desk: Desk, acknowledged: str, due_on: date) -> None:
    """Week-ends and holidays move its last day to the next business day."""
    incomplete(desk, "annexe-1")

    owe(desk, acknowledged, acknowledge)

    assert request(desk).due_on == due_on


def test_reminders_come_seven_and_two_days_before(desk: Desk) -> None:
    """At nine, each once."""
    application = incomplete(desk, "annexe-1")
    owe(desk, ACKNOWLEDGED, acknowledge)

    days = [f"2026-{day} 09:00" for day in ("04-29", "04-30", "05-01", "05-05", "05-06", "05-07")]
    sent = [owe(desk, day, remind_of_requests) for day in days]

    assert sent == [0, 1, 0, 1, 0, 0]
    assert desk.kinds(application)[2:] == ["completion_reminder", "completion_reminder"]


def test_of_several_missed_reminders_only_the_latest_leaves(desk: Desk) -> None:
    """After an outage nobody gets two at once; the one that leaves tells the days that are really left."""
    application = incomplete(desk, "annexe-1")
    owe(desk, ACKNOWLEDGED, acknowledge)

    sent = [owe(desk, "2026-05-06 15:00", remind_of_requests), owe(desk, "2026-05-07 09:00", remind_of_requests)]

    assert sent == [1, 0]
    assert [notice.key for notice in desk.notices(application, kind="completion_reminder")] == [
        f"{application.reference}/completion_reminder/{request(desk).id}/2026-05-07/1"
    ]


def test_nobody_is_reminded_once_the_day_is_over(desk: Desk) -> None:
    """Found late, a reminder that was owed is owed no more."""
    incomplete(desk, "annexe-1")
    owe(desk, ACKNOWLEDGED, acknowledge)

    assert owe(desk, "2026-05-08 00:00", remind_of_requests) == 0


def test_a_request_expires_once_its_last_day_is_over(any_desk: Desk) -> None:
    """The applicant is told once, never in the night, whenever a run comes; the dossier stays: a person may extend."""
    application = incomplete(any_desk, "annexe-1")
    owe(any_desk, ACKNOWLEDGED, acknowledge)

    instants = (
        "2026-05-07 23:59:59",
        "2026-05-08 00:00",
        "2026-05-08 08:59:59",
        "2026-05-08 09:00",
        "2026-05-09 09:00",
    )
    told = [owe(any_desk, at, expire_requests) for at in instants]

    assert told == [0, 0, 0, 1, 0]
    assert (application.status, request(any_desk).outcome) == (Status.incomplete, RequestOutcome.expired)
    assert any_desk.kinds(application)[-1] == "completion_expired"


@pytest.mark.parametrize(
    ("last_day", "told", "people"),
    [
        (date(2026, 5, 11), "2026-05-12 09:00", "2026-05-12 09:00"),  # The run that tells it writes to them too.
        (date(2026, 5, 15), "2026-05-16 09:00", "2026-05-18 09:00"),  # A Friday: the applicant knows on the Saturday.
        (date(2026, 5, 7), "2026-05-08 09:00", "2026-05-11 09:00"),  # The 8th of May.
    ],
)
def test_people_know_of_an_expiry_on_a_business_morning(desk: Desk, last_day: date, told: str, people: str) -> None:
    """A person extends it or not: on a day off, the next morning at work is one on which something waits."""
    incomplete(desk, "annexe-1")
    owe(desk, ACKNOWLEDGED, acknowledge)
    asked = request(desk)
    asked.due_on, asked.due_at = last_day, paris(f"{last_day + timedelta(days=1)} 00:00")

    owe(desk, told, expire_requests)

    assert desk.campaign.digest_at == paris(people)


def test_what_is_incomplete_at_the_end_is_carried_over(any_desk: Desk) -> None:
    """Case 21: once, at the end of the instruction and not before, and it is no refusal."""
    application = incomplete(any_desk, "annexe-1")
    owe(any_desk, ACKNOWLEDGED, acknowledge)
    owe(any_desk, "2026-05-08 09:00", expire_requests)

    told = [owe(any_desk, at, carry_over) for at in ("2026-05-31 23:59:59", "2026-06-01 00:00", "2026-06-02 09:00")]

    assert told == [0, 1, 0]
    assert any_desk.journal(application) == ["registered", "incomplete", "carried_over"]


def test_the_end_of_instruction_does_not_cut_a_delay_short(desk: Desk) -> None:
    """A request that ends after 31 May keeps its whole delay; the dossier is carried over after it."""
    application = incomplete(desk, "annexe-1")
    owe(desk, "2026-05-20 09:00", acknowledge)

    at_the_end = owe(desk, "2026-06-01 00:00", carry_over)
    owe(desk, "2026-06-11 09:00", expire_requests)

    assert (at_the_end, request(desk).due_on) == (0, date(2026, 6, 10))
    assert owe(desk, "2026-06-11 09:00", carry_over) == 1
    assert application.status is Status.carried_over


def test_complete_dossiers_are_not_carried_over(desk: Desk) -> None:
    """What waits for an examiner at the end of May stays in the queue."""
    application = desk.deposit()
    owe(desk, ACKNOWLEDGED, acknowledge)

    assert owe(desk, "2026-06-01 00:00", carry_over) == 0

    assert application.status is Status.under_examination


def test_deposit_reminders_go_to_silent_prospects_only(desk: Desk) -> None:
    """Thirty, fifteen, seven and two days before the 29th, until a deposit comes."""
    days = [owe(desk, f"2026-{day} 09:00", remind_of_deposit) for day in ("03-29", "03-30", "03-31", "04-14")]
    desk.deposit(compose(sender="accueil@mjc.example"))

    after = [owe(desk, f"2026-{day} 09:00", remind_of_deposit) for day in ("04-22", "04-27")]

    assert (days, after) == ([0, 1, 0, 1], [0, 0])
    assert {notice.recipient for notice in desk.notices(kind="deposit_reminder")} == {"accueil@mjc.example"}


def test_of_several_missed_deposit_reminders_only_the_latest_leaves(desk: Desk) -> None:
    """And none once the last day is over."""
    desk.session.add(Prospect(campaign_id=desk.campaign.id or 0, address="autre@cidff.example"))

    sent = [owe(desk, f"2026-{day} 10:00", remind_of_deposit) for day in ("04-23", "04-24", "04-30")]

    assert sent == [2, 0, 0]


def test_membership_begins_on_the_first_of_september(desk: Desk) -> None:
    """Case 55: at midnight in Paris, told once."""
    application = desk.deposit()
    application.status = Status.accepted

    told = [owe(desk, at, take_effect) for at in ("2026-08-31 23:59:59", "2026-09-01 00:00", "2026-09-02 09:00")]

    assert told == [0, 1, 0]
    assert application.status is Status.member


def in_three_states(desk: Desk) -> None:
    """Leave a session with something owed of each kind."""
    incomplete(desk, "annexe-1")
    desk.deposit(compose(said(siret=siret(2))))
    desk.deposit(compose(said(siret=siret(3)))).status = Status.accepted


@pytest.mark.parametrize("position", range(5))
def test_each_obligation_done_twice_is_done_once(desk: Desk, position: int) -> None:
    """The second run of the day finds nothing left."""
    in_three_states(desk)
    every: list[Obligation] = [acknowledge, remind_of_requests, expire_requests, carry_over, take_effect]
    for obligation in every[: position + 1]:
        owe(desk, "2026-09-02 09:00", obligation)
    before = len(desk.notices())

    assert owe(desk, "2026-09-02 09:00", every[position]) == 0

    assert len(desk.notices()) == before
