"""Notices that are not true any more, called off before they leave."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from models.notices import Notice
from models.vocabulary import NoticeKind, NoticeStatus, Status
from notifications.outbox.dropped import MAY_HAVE_LEFT
from notifications.outbox.enqueue import call_off, notify
from tests.factories import application, campaign_with, completion_request, notice, paris

AT = paris("2026-03-02 09:00")


@pytest.mark.parametrize("is_replaced", [True, False], ids=["replaced", "called off"])
def test_what_may_have_left_is_kept_when_it_is_called_off(session: Session, *, is_replaced: bool) -> None:
    """A reminder that another replaces, or whose kind is over, is gone where nobody can have read it; where a sender
    died on it, it leaves no more and a person is shown it."""
    campaign = campaign_with(session)
    one = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    completion_request(session, campaign, one, due_on=(AT + timedelta(days=7)).date())
    for key, doubted in (("unread", None), ("doubted", AT)):
        kind = NoticeKind.completion_reminder
        notice(session, campaign, application=one, kind=kind, key=key, due_at=AT, doubted_at=doubted)

    if is_replaced:
        notify(session, campaign, NoticeKind.completion_reminder, [one.id or 0], at=AT, days_left=7)
    else:
        call_off(session, campaign, NoticeKind.completion_reminder)

    session.expire_all()
    kept = session.exec(select(Notice).where(col(Notice.key).in_(["unread", "doubted"]))).all()
    assert [(row.key, row.status, row.due_at, row.last_error) for row in kept] == [
        ("doubted", NoticeStatus.failed, None, MAY_HAVE_LEFT)
    ]
