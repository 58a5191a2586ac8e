"""Pages of the meetings of 2026, asked for and sent."""

from typing import Any

from sqlmodel import col, select

from models.dossiers.application import Application, Decision
from models.meetings.agenda import latest_meeting
from models.meetings.meeting import Meeting
from models.notices import Notice
from models.vocabulary import StageName
from tasks.meetings.pages.page import Page, page_of
from tasks.meetings.recording.submit_page import Answered, open_sitting, receive_page
from tests.support.bodies import COMMISSION, MET, waits
from tests.support.mails import Desk
from tests.tasks.meetings.pages.filled import typed_on

REFUSED = {"sense": "refusée", "reasons": "L'accueil du public n'est pas assuré."}
NO_REASONS = {"sense": "refusée"}


def opened(desk: Desk, stage: StageName = COMMISSION, *, after: int = 0) -> Page:
    """Open the meeting of a body, and return the page that it asks for."""
    open_sitting(desk.session, desk.campaign.code, stage, by="système", at=MET[stage])
    page = page_of(desk.session, desk.campaign, meeting(desk, stage), after=after)
    assert page is not None
    return page


def meeting(desk: Desk, stage: StageName = COMMISSION) -> Meeting:
    """The latest meeting of a body."""
    desk.session.flush()
    found = latest_meeting(desk.session, desk.campaign, stage)
    assert found is not None
    return found


def sent(desk: Desk, typed: dict[str, Any], stage: StageName = COMMISSION) -> Answered:
    """Send a page."""
    answered = receive_page(desk.session, desk.campaign.code, stage, typed, at=MET[stage])
    desk.session.flush()
    desk.session.expire_all()
    return answered


def first_page(desk: Desk, *dossiers: dict[str, Any], stage: StageName = COMMISSION, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """What is sent of the page that is asked for, its first dossiers said otherwise than they were filled in."""
    page = opened(desk, stage)
    lines = zip((line.reference for line in page.lines), dossiers, strict=False)
    return typed_on(page, dict(lines), **fields)


def decided(desk: Desk) -> list[tuple[int, str]]:
    """The decisions, by application."""
    return [(row.application_id, row.decision.value) for row in desk.session.exec(select(Decision))]


def notices(desk: Desk) -> list[str]:
    """What was queued, in order."""
    return list(desk.session.exec(select(Notice.kind).order_by(col(Notice.id))))


def ids(dossiers: list[Application]) -> list[int]:
    """Their numbers."""
    return [dossier.id or 0 for dossier in dossiers]


def several(desk: Desk, number: int, stage: StageName = COMMISSION) -> list[Application]:
    """Dossiers that wait for a body."""
    return [waits(desk, stage, name=f"Organisme {place}") for place in range(1, number + 1)]
