"""A mail of ours that comes back: recognised, noted, told to people once; never a deposit, never answered."""

from typing import Any

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.notices import Notice
from models.vocabulary import Event, NoticeKind, NoticeStatus, Status
from notifications.catalogue import KINDS
from tasks.intake.registering.bounces import Returned
from tests.factories import application as dossier
from tests.factories import notice, paris, typed
from tests.support.mails import Desk
from tests.tasks.intake.bounces import RECEIVED, UNKNOWN, recipient, report

OURS = "<abc@example.invalid>"
SENT_AT = paris("2026-07-09 10:00")
SAID = UNKNOWN.removeprefix("smtp; ")


def sent(desk: Desk, application: Application | None = None, **fields: Any) -> Notice:  # noqa: ANN401
    """Return a notice that a mail server took: a refusal's, unless `fields` says otherwise."""
    row: dict[str, Any] = {
        "kind": "refused",
        "message_id": OURS,
        "status": NoticeStatus.sent,
        "sent_at": SENT_AT,
        "due_at": None,
    }
    if application:
        row["key"] = f"{application.reference}/refused/1"
    return notice(desk.session, desk.campaign, application=application, **(row | fields))


def refused(desk: Desk) -> Application:
    """Return a dossier whose refusal has left."""
    return dossier(desk.session, desk.campaign, Status.refused)


def standing(desk: Desk, found: Notice) -> tuple[NoticeStatus, str | None]:
    """Return where a notice stands, and why."""
    desk.session.refresh(found)
    return found.status, found.last_error


def test_a_mail_that_came_back_is_noted_and_told_at_once(any_desk: Desk) -> None:
    """Case 51: bounced, with what the server said; the Région is written to, no address in it."""
    application = refused(any_desk)
    notified = sent(any_desk, application)

    read = any_desk.register(report(OURS))

    assert read == Returned("ara-2026", NoticeKind.refused, application.reference)
    assert standing(any_desk, notified) == (NoticeStatus.bounced, SAID)
    [alert] = any_desk.notices(kind="alert")
    text = typed(alert.text)
    assert alert.recipient == any_desk.campaign.rules.roles.examining_service.email
    assert "joignez le candidat autrement" in text
    assert "La décision n'est pas notifiée" in text
    assert ("cidff01.example" in alert.text, "(adresse masquée)" in alert.text) == (False, True)


def test_a_report_is_no_deposit_and_gets_no_answer(desk: Desk) -> None:
    """It is kept as it came, like every mail, and is about no dossier; nobody is written to but the Région."""
    application = refused(desk)
    sent(desk, application)
    raw = report(OURS)

    desk.register(raw)

    [kept] = desk.deposits()
    assert (desk.store.get(kept.raw_digest or ""), kept.application_id) == (raw, None)
    assert [one.reference for one in desk.applications()] == [application.reference]
    assert [one.kind for one in desk.notices()] == ["refused", "alert"]


def test_people_are_told_the_next_morning_too(desk: Desk) -> None:
    """The daily letter is due, whatever else waits."""
    sent(desk, refused(desk))

    desk.register(report(OURS))

    assert desk.campaign.digest_at == paris("2026-07-10 09:00")


def test_the_same_report_twice_is_told_once(desk: Desk) -> None:
    """Delivered again, or written again by another server."""
    sent(desk, refused(desk))

    reads = [desk.register(raw) is not None for raw in (report(OURS), report(OURS), report(OURS, name="2"))]

    assert (reads, len(desk.notices(kind="alert"))) == ([True, False, False], 1)


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_a_mail_that_is_late_or_there_has_not_come_back(desk: Desk, action: str) -> None:
    """Nothing changes, and nobody is told."""
    notified = sent(desk, refused(desk))

    read = desk.register(report(OURS, recipient(action=action)))

    assert read is None
    assert standing(desk, notified) == (NoticeStatus.sent, None)
    assert (desk.notices(kind="alert"), desk.campaign.digest_at) == ([], None)


@pytest.mark.parametrize("status", [NoticeStatus.queued, NoticeStatus.failed, NoticeStatus.held, NoticeStatus.bounced])
def test_only_a_mail_that_left_comes_back(desk: Desk, status: NoticeStatus) -> None:
    """Whoever invents a report keeps no mail from leaving."""
    notified = sent(desk, refused(desk), status=status)

    assert desk.register(report(OURS)) is None
    assert standing(desk, notified) == (status, None)


def test_a_mail_that_is_not_ours_changes_nothing(desk: Desk) -> None:
    """Spam that used our address comes back to us as well."""
    notified = sent(desk, refused(desk))

    assert desk.register(report("<inconnu@example.invalid>")) is None
    assert standing(desk, notified) == (NoticeStatus.sent, None)


@pytest.mark.parametrize("kind", [kind for kind, row in KINDS.items() if not row.return_alerts])
def test_what_is_written_to_people_does_not_write_to_them_again(desk: Desk, kind: NoticeKind) -> None:
    """An alert that comes back sends none; nor does an announcement. What waits shows them."""
    notified = sent(desk, kind=kind)

    read = desk.register(report(OURS))

    assert read == Returned("ara-2026", kind, None)
    assert standing(desk, notified) == (NoticeStatus.bounced, SAID)
    assert [one.kind for one in desk.notices()] == [kind]


def test_an_alert_about_a_mail_that_came_back_may_come_back(desk: Desk) -> None:
    """The mailbox of the Région itself is out: it stops there."""
    sent(desk, refused(desk))
    desk.register(report(OURS))
    [alert] = desk.notices(kind="alert")
    alert.status, alert.sent_at = NoticeStatus.sent, SENT_AT
    desk.session.flush()

    desk.register(report(alert.message_id, name="2"))

    assert [one.status for one in desk.notices(kind="alert")] == [NoticeStatus.bounced]


def test_a_convening_that_came_back_is_told(desk: Desk) -> None:
    """It is about no dossier, and a member would be missing."""
    sent(desk, kind="convening")

    desk.register(report(OURS))

    [alert] = desk.notices(kind="alert")
    assert "joignez le destinataire autrement" in typed(alert.text)
    assert typed(alert.subject) == "Alerte : un courriel est revenu en erreur"


def test_a_request_that_came_back_does_not_run_silently(desk: Desk) -> None:
    """Its delay runs, and the applicant does not know: the alert says how to give more time."""
    application = dossier(desk.session, desk.campaign, Status.incomplete)
    sent(desk, application, kind="completion_request", key=f"{application.reference}/completion_request/1")

    desk.register(report(OURS))

    [alert] = desk.notices(kind="alert")
    text = typed(alert.text)
    assert "prolongez-le s'il y a lieu (formulaire prolonger-complements)" in text
    assert ("n'est pas notifiée" in text, "Demande de compléments" in text) == (False, True)


def test_a_report_that_is_read_before_the_session_of_its_stamp_belongs_to_its_notice(desk: Desk) -> None:
    """The alert is of the session in which the mail was written."""
    sent(desk, refused(desk))

    desk.register(report(OURS, received="2026-12-31 10:00"))

    [alert] = desk.notices(kind="alert")
    assert (alert.campaign_id, alert.enqueued_at) == (desk.campaign.id, paris("2026-12-31 10:00"))
    assert paris(RECEIVED) < alert.enqueued_at


SECOND = "secretariat@ailleurs.example"


def test_what_came_back_leaves_to_the_second_address(any_desk: Desk) -> None:
    """At once, as a copy in the same thread; nobody is alerted, and the journal says so."""
    application = refused(any_desk)
    application.second_contact = SECOND
    notified = sent(any_desk, application)

    any_desk.register(report(OURS))

    [copy] = [one for one in any_desk.notices(application) if one.copy_of]
    assert (copy.copy_of, copy.recipient, copy.in_reply_to) == (notified.id, SECOND, OURS)
    assert any_desk.notices(kind="alert") == []
    [line] = any_desk.session.exec(select(JournalLine).where(JournalLine.event == Event.send_again))
    assert (line.by, line.reason) == ("system", "« Décision de refus », à la seconde adresse du dossier")


def test_people_are_alerted_once_the_second_address_fails_too(desk: Desk) -> None:
    """It is not tried again, nor the first."""
    application = refused(desk)
    application.second_contact = SECOND
    sent(desk, application)
    desk.register(report(OURS))
    [copy] = [one for one in desk.notices(application) if one.copy_of]
    copy.status, copy.sent_at = NoticeStatus.sent, SENT_AT
    desk.session.flush()

    desk.register(report(copy.message_id))

    assert len(desk.notices(kind="alert")) == 1
    assert [one.copy_of is not None for one in desk.notices(application)].count(True) == 1


def test_what_went_to_somebody_else_is_not_for_the_second_address(desk: Desk) -> None:
    """An answer to a mail, or a letter to a contact that was replaced since."""
    application = refused(desk)
    application.second_contact = SECOND
    sent(desk, application, recipient="ancien@cidff.example")

    desk.register(report(OURS))

    assert [one for one in desk.notices(application) if one.copy_of] == []
    assert len(desk.notices(kind="alert")) == 1
