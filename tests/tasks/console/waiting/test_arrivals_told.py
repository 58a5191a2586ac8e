"""Mails whose senders cannot be told that they came, from the mailbox to what waits for a person."""

from models.vocabulary import NoticeStatus
from tasks.console.waiting.reasons import Reason
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.mails import Desk, compose, pdfs
from tests.tasks.console.waiting.waiting import waiting

THURSDAY, MONDAY = "2026-04-30 11:00", paris("2026-05-04 08:00")
"""Friday 1 May 2026 is a holiday: what comes on the Thursday is to be told by the end of the Monday."""


def test_a_new_deposit_that_was_not_told(desk: Desk) -> None:
    """Case 10: the server is down since Thursday, and the Région knows it on the Monday morning."""
    application = desk.deposit(compose(received=THURSDAY))

    shown = waiting(desk, at=MONDAY)[Reason.registration]

    assert shown == [application.reference]


def test_an_answer_that_was_not_told(desk: Desk) -> None:
    """CRPA L112-11: whatever is sent is acknowledged, not a new dossier alone."""
    application = desk.deposit(compose(files=pdfs(["dossier"])))
    acknowledge(desk.session, desk.campaign, at=paris("2026-04-16 09:00"))
    for notice in desk.notices():
        notice.status = NoticeStatus.sent
    thread = desk.notices(kind="acknowledgement")[0].message_id
    desk.deposit(compose("Voici.", files=pdfs(["annexe-1"]), received=THURSDAY, In_Reply_To=thread))

    shown = waiting(desk, at=MONDAY)[Reason.registration]

    assert shown == [application.reference]
    assert desk.notices(application)[-1].kind == "completion_received"


def test_a_deposit_that_nobody_has_sorted_is_shown_by_its_number(desk: Desk) -> None:
    """It has no reference yet, and its sender has the same number."""
    desk.receive(compose(received=THURSDAY))

    shown = waiting(desk, at=MONDAY)

    assert shown == {Reason.registration: [None], Reason.unsorted: [None]}
    assert typed(desk.notices()[0].subject).startswith("[2026-000001] ")
