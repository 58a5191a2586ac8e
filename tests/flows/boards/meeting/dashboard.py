"""The dashboard of a meeting as the console shows it, in Markdown."""

from collections.abc import Mapping
from datetime import datetime

from flows.boards.meeting.page import render_meeting
from models.vocabulary import StageName
from tests.support.bodies import GROUP, SET, shown
from tests.support.mails import Desk

RUN = "/deployments/deployment/1/run"
LINKS = {name: f"{RUN}?{name}" for name in ("fixer-seance", "reporter-echeance", "groupe-de-travail")}
"""The addresses of some forms."""


def read(
    desk: Desk,
    stage: StageName = GROUP,
    *,
    at: datetime | None = None,
    links: Mapping[str, str] = LINKS,
    run: str | None = None,
) -> str:
    """Return the dashboard of a body at an instant, that at which its day is set unless told otherwise."""
    at = at or SET[stage]
    return render_meeting(shown(desk, stage, at=at), at=at, links=links, run=run)
