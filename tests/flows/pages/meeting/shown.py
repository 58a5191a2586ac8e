"""The page of a meeting, as what it shows and as its reader sees it."""

from datetime import datetime
from typing import Any

from flows.pages.meeting.lists import Listed
from flows.pages.meeting.page import shown
from flows.pages.render import templates
from models.vocabulary import StageName
from tasks.console.pages.meeting import meeting_of
from tests.support.bodies import GROUP, SET
from tests.support.mails import Desk


def context(
    desk: Desk, stage: StageName = GROUP, *, at: datetime | None = None, run: str | None = None
) -> dict[str, Any]:
    """Return what the page of a body shows at an instant, that at which its day is set unless told otherwise."""
    at = at or SET[stage]
    return shown(meeting_of(desk.session, desk.campaign, stage, store=desk.store, at=at), at=at, run=run)


def read(desk: Desk, stage: StageName = GROUP, *, at: datetime | None = None, run: str | None = None) -> str:
    """Return the page, its lines joined."""
    drawn = templates().get_template("meeting.html").render(**context(desk, stage, at=at, run=run), path="")
    return " ".join(drawn.split())


def told(lists: list[Listed]) -> dict[str, list[str]]:
    """Return lists by title, each dossier on a line."""
    return {
        f"{one.title} : {one.total}": [f"{each.reference} {each.organisation} ({each.detail})" for each in one.named]
        for one in lists
    }
