"""Nothing lapses because of us: what is owed waits until the mailbox is read, and what came sorted."""

from datetime import datetime

import pytest

from models.dossiers.application import Application
from models.dossiers.held import holds_back
from models.intake.deposit import Deposit
from models.sessions.opening import stages
from models.storage.addresses import DEPOSIT
from models.vocabulary import RequestOutcome, Status
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Reason
from tasks.intake.registering.caught_up import note_readings
from tasks.sessions.daily import carry_over, remind_of_deposit, remind_of_requests
from tasks.sessions.handover import carry_over_by_hand, hand_over
from tests.factories import campaign_with, paris
from tests.support.incomplete import carrying, lacking, owe, requests, spend
from tests.support.mails import Desk, compose, pdfs

ENDS = "2026-06-01 00:00"
"""The end of the instruction; `lacking` has until 7 May."""

OTHER = "technical_contact"


def read_until(desk: Desk, at: str | None, *, role: str = DEPOSIT) -> None:
    """Have a mailbox been read through at an instant (None: never) for the last time."""
    note_readings(desk.session, {role: paris(at) if at else None}, roles=[DEPOSIT, OTHER])


def outcomes(desk: Desk, application: Application) -> list[RequestOutcome]:
    """Return how the requests of a dossier ended."""
    return [one.outcome for one in requests(desk, application)]


def owes(desk: Desk, at: str) -> bool:
    """Return True if something is held back."""
    desk.session.flush()
    return holds_back(desk.session, desk.campaign, at=paris(at))


def test_nothing_expires_while_the_mailbox_is_unread(desk: Desk) -> None:
    """The answer may be in it. Read since, nothing came: it is over."""
    application = lacking(desk, "annexe-1")
    read_until(desk, "2026-05-07 23:59:59")

    spend(desk, "2026-05-08 09:00")
    held = outcomes(desk, application), owes(desk, "2026-05-08 09:00")
    read_until(desk, "2026-05-08 00:00")
    spend(desk, "2026-05-11 10:00")

    assert held == ([RequestOutcome.open], True)
    assert (outcomes(desk, application), owes(desk, "2026-05-11 10:00")) == ([RequestOutcome.expired], False)


@pytest.mark.parametrize("last", [None, "2026-05-01 10:00"])
def test_any_mailbox_counts(desk: Desk, last: str | None) -> None:
    """Applicants write to other desks too; one that was never read may hold anything."""
    application = lacking(desk, "annexe-1")
    read_until(desk, "2026-05-08 08:59")
    read_until(desk, last, role=OTHER)

    spend(desk, "2026-05-08 09:00")

    assert outcomes(desk, application) == [RequestOutcome.open]


def test_a_mailbox_that_is_no_longer_read_holds_nothing(desk: Desk) -> None:
    """Its setting was taken away: nobody will ever read it."""
    application = lacking(desk, "annexe-1")
    read_until(desk, None, role=OTHER)
    note_readings(desk.session, {DEPOSIT: paris("2026-05-08 08:59")}, roles=[DEPOSIT])

    spend(desk, "2026-05-08 09:00")

    assert outcomes(desk, application) == [RequestOutcome.expired]


def test_nothing_is_carried_over_while_the_mailbox_is_unread(desk: Desk) -> None:
    """Its request expired long ago; what it lacks may have come before the end of the instruction."""
    application = lacking(desk, "annexe-1")
    spend(desk, "2026-05-08 09:00")
    read_until(desk, "2026-05-29 19:00")

    owe(desk, ENDS, carry_over)
    held = application.status
    read_until(desk, "2026-06-05 10:00")
    owe(desk, "2026-06-05 10:00", carry_over)

    assert (held, application.status) == (Status.incomplete, Status.carried_over)


@pytest.mark.parametrize("is_known", [True, False])
def test_nothing_lapses_while_a_mail_that_came_before_is_unsorted(desk: Desk, *, is_known: bool) -> None:
    """Of that dossier, or of nobody knows which yet: its antivirus is away, say."""
    application = lacking(desk, "annexe-1")
    thread = desk.notices(application)[-1].message_id if is_known else None
    mail = compose("Voici.", files=pdfs(["annexe-3"]), received="2026-05-07 20:00", In_Reply_To=thread)
    deposit = desk.receive(mail)

    spend(desk, "2026-05-08 09:00")
    held = outcomes(desk, application)
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)
    spend(desk, "2026-05-08 09:05")

    assert (held, outcomes(desk, application)) == ([RequestOutcome.open], [RequestOutcome.expired])


def test_what_came_after_holds_nothing(desk: Desk) -> None:
    """A mail received once the last day was over could not have answered in time."""
    application = lacking(desk, "annexe-1")
    desk.receive(compose("Autre chose.", received="2026-05-08 08:59"))

    spend(desk, "2026-05-08 09:00")

    assert outcomes(desk, application) == [RequestOutcome.expired]


@pytest.mark.parametrize(
    ("remind", "at"), [(remind_of_requests, "2026-04-30 09:00"), (remind_of_deposit, "2026-04-22 09:00")]
)
def test_nobody_is_reminded_while_the_mailbox_is_unread(desk: Desk, remind: object, at: str) -> None:
    """They may have done what they are reminded of; read since, they are."""
    lacking(desk, "annexe-1")
    read_until(desk, "2026-03-01 10:00")
    assert callable(remind)

    held = owe(desk, at, remind)
    read_until(desk, at)

    assert (held, owe(desk, at, remind)) == (0, 1)


def test_a_person_may_do_it_all_the_same(desk: Desk) -> None:
    """Whoever knows better carries the dossier over by hand."""
    application = lacking(desk, "annexe-1")
    read_until(desk, "2026-05-07 10:00")

    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-05-08 10:00"))

    assert application.status is Status.carried_over


def shown(desk: Desk, at: datetime) -> list[str]:
    """Return what « À traiter » says of what is held back."""
    desk.session.flush()
    found = board_of(desk.session, desk.campaign, at=at).pending
    return [str(item.detail) for one in found if one.reason is Reason.retained for item in one.first]


def test_what_is_held_back_is_shown_with_its_cause(desk: Desk) -> None:
    """Since when the mailbox is unread, or that a mail is not sorted."""
    lacking(desk, "annexe-1")
    desk.receive(compose("Autre chose.", received="2026-05-07 08:59"))
    read_until(desk, "2026-05-07 18:00")
    unread = shown(desk, paris("2026-05-08 09:00"))
    read_until(desk, "2026-05-08 09:00")

    assert unread == ["échéance retenue : boîte non relevée depuis le jeudi 7 mai 2026 à 18 h 00 (heure de Paris)"]
    assert shown(desk, paris("2026-05-08 09:01")) == ["échéance retenue : un envoi n'est pas encore classé"]


def test_the_end_of_a_stage_waits_too(desk: Desk) -> None:
    """That of the instruction: what it leaves behind is not known yet."""
    stage = stages(desk.session, desk.campaign)["examination"]
    stages(desk.session, desk.campaign)["deposit"].done_at = paris("2026-05-01 00:00")
    read_until(desk, "2026-05-29 19:00")

    assert (owes(desk, ENDS), stage.due_at) == (True, paris(ENDS))


def test_no_session_takes_over_what_an_unread_mail_may_complete(desk: Desk) -> None:
    """Its answer, sent before the next session opened, is one of its own session. Read since, nothing came: it goes."""
    application, whole = lacking(desk, "annexe-1"), lacking(desk, entity=2)
    following = campaign_with(desk.session, year=2027)
    read_until(desk, "2027-01-18 23:00")

    hand_over(desk.session, desk.campaign, at=paris("2027-01-19 09:00"))
    desk.session.flush()
    held = application.campaign_id, whole.campaign_id, owes(desk, "2027-01-19 09:00")
    read_until(desk, "2027-01-19 09:05")
    hand_over(desk.session, desk.campaign, at=paris("2027-01-19 09:06"))

    assert held == (desk.campaign.id, following.id, True)
    assert (application.campaign_id, application.status) == (following.id, Status.carried_over)
    assert not owes(desk, "2027-01-19 09:06")
