"""The notices that people must see to: what each is a matter of, and when it no longer is."""

from typing import Any

import pytest

from models.notices import Notice
from models.vocabulary import NoticeStatus, Status
from tasks.console.waiting.reasons import Reason
from tasks.reading.mail.text import without_addresses
from tests.factories import application, notice, paris
from tests.support.mails import Desk
from tests.tasks.console.waiting.waiting import waiting

AT = paris("2026-03-02 10:00")
STOPPED = [NoticeStatus.failed, NoticeStatus.bounced, NoticeStatus.held]


def stopped(desk: Desk, kind: str, **fields: Any) -> Notice:  # noqa: ANN401
    """Return a notice of a kind that came back, about a dossier unless told otherwise."""
    fields.setdefault("application", application(desk.session, desk.campaign, Status.withdrawn))
    row: dict[str, Any] = {"status": NoticeStatus.bounced, "last_error": "550 5.1.1 inconnu"}
    return notice(desk.session, desk.campaign, due_at=None, kind=kind, **(row | fields))


def reasons(desk: Desk) -> list[str]:
    """Return why something waits."""
    return list(waiting(desk, at=AT))


@pytest.mark.parametrize("status", STOPPED)
@pytest.mark.parametrize("kind", ["accepted", "refused", "adjourned"])
def test_a_decision_that_did_not_arrive_waits_as_such(desk: Desk, kind: str, status: NoticeStatus) -> None:
    """It is not notified: what is to be done is not what is to be done of another mail."""
    stopped(desk, kind, status=status)

    assert reasons(desk) == [Reason.decision_unserved]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("ARA-2026-0001/rectified/decision/2", Reason.decision_unserved),
        ("ARA-2026-0001/rectified/request/2", Reason.notice_failed),
    ],
)
def test_what_is_rectified_is_a_decision_or_a_request(any_desk: Desk, key: str, reason: Reason) -> None:
    """One kind, two matters."""
    stopped(any_desk, "rectified", key=key)

    assert reasons(any_desk) == [reason]


@pytest.mark.parametrize("kind", ["acknowledgement", "completion_request", "alert", "opening", "convening"])
def test_the_other_mails_wait_together(desk: Desk, kind: str) -> None:
    """An alert too: it comes back once, and the morning's letter may say so."""
    stopped(desk, kind, application=None)

    assert reasons(desk) == [Reason.notice_failed]


def test_a_letter_of_the_morning_that_came_back_is_the_consoles_to_tell(any_desk: Desk) -> None:
    """It would come back every day, about the former ones."""
    stopped(any_desk, "digest", application=None)

    assert reasons(any_desk) == [Reason.digest_failed]


@pytest.mark.parametrize("status", [NoticeStatus.queued, NoticeStatus.sent])
@pytest.mark.parametrize("kind", ["refused", "digest", "acknowledgement"])
def test_what_is_on_its_way_or_arrived_waits_for_nobody(desk: Desk, kind: str, status: NoticeStatus) -> None:
    """Whatever it is."""
    notice(desk.session, desk.campaign, due_at=AT, kind=kind, status=status)

    assert reasons(desk) == []


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("550 5.1.1 <a@b.example>: User unknown", "550 5.1.1 (adresse masquée) User unknown"),
        ('550 "direction ain"@b.example inconnu', "550 (adresse masquée) inconnu"),
        ("552 Boîte pleine", "552 Boîte pleine"),
    ],
)
def test_an_answer_is_shown_without_the_addresses_it_quotes(answer: str, shown: str) -> None:
    """Prefect shows it to whoever opens the console."""
    assert without_addresses(answer) == shown
