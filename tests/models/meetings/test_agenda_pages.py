"""The pages on which a meeting is recorded, and the meeting that is to be recorded."""

from datetime import datetime

import pytest
from sqlmodel import Session

from models.meetings.agenda import (
    PAGE,
    agenda,
    fix_agenda,
    fix_pages,
    forget_pages,
    has_begun,
    latest_meeting,
    open_meeting,
)
from models.vocabulary import Status
from tests.factories import campaign_with
from tests.models.meetings.agendas import AT, examined, meeting


def test_pages_hold_twenty_five(session: Session) -> None:
    """The last holds the rest."""
    campaign = campaign_with(session)
    for _ in range(2 * PAGE + 3):
        examined(session, campaign, "2026-02-10")
    coming = meeting(session, campaign)
    items = fix_agenda(session, campaign, coming)

    fix_pages(session, coming)

    assert [item.page for item in items] == [1] * PAGE + [2] * PAGE + [3] * 3


def test_a_page_once_shown_never_changes(session: Session) -> None:
    """Whatever leaves it; what comes later has a page of its own."""
    campaign = campaign_with(session)
    made = [examined(session, campaign, "2026-02-10") for _ in range(PAGE + 2)]
    coming = meeting(session, campaign)
    fix_agenda(session, campaign, coming)
    fix_pages(session, coming)
    before = {item.application_id: item.page for item in agenda(session, coming)}
    made[0].status = Status.withdrawn
    newcomer = examined(session, campaign, "2026-01-20")

    fix_agenda(session, campaign, coming)
    fix_pages(session, coming)

    assert {item.application_id: item.page for item in agenda(session, coming)} == before | {newcomer.id: 3}


def test_pages_taken_back_are_given_again_in_order(session: Session) -> None:
    """A meeting that moves before it began starts afresh."""
    campaign = campaign_with(session)
    last = examined(session, campaign, "2026-03-02")
    coming = meeting(session, campaign)
    fix_agenda(session, campaign, coming)
    fix_pages(session, coming)
    first = examined(session, campaign, "2026-02-10")

    forget_pages(session, coming)

    items = fix_agenda(session, campaign, coming)
    assert [(item.application_id, item.page) for item in items] == [(first.id, None), (last.id, None)]


def test_the_latest_meeting_is_open_until_it_is_closed(session: Session) -> None:
    """Of each body on its own."""
    campaign = campaign_with(session)
    meeting(session, campaign, closed_at=AT)
    second = meeting(session, campaign, number=2)

    assert latest_meeting(session, campaign, "commission") is None
    assert open_meeting(session, campaign, "working_group") == second

    second.closed_at = AT
    assert latest_meeting(session, campaign, "working_group") == second
    assert open_meeting(session, campaign, "working_group") is None


@pytest.mark.parametrize(("present", "recorded_at", "begun"), [(None, None, False), ([], None, True), (None, AT, True)])
def test_a_meeting_has_begun_once_something_of_it_is_recorded(
    session: Session,
    present: list[str] | None,
    recorded_at: datetime | None,
    begun: bool,  # noqa: FBT001  what is expected
) -> None:
    """Who was there, were it nobody, or what was said of a dossier."""
    campaign = campaign_with(session)
    examined(session, campaign, "2026-02-10")
    held = meeting(session, campaign, present=present)
    [item] = fix_agenda(session, campaign, held)
    item.recorded_at = recorded_at

    assert has_begun(session, held) is begun
