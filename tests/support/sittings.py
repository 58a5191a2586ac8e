"""Meetings that are recorded: the latest of a body, what is said of a dossier there, and why that is refused."""

from typing import Any

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.meetings.agenda import latest_meeting
from models.meetings.meeting import Meeting
from models.vocabulary import StageName
from tests.support.bodies import GROUP, sit
from tests.support.mails import Desk


def met(desk: Desk, stage: StageName = GROUP) -> Meeting:
    """Return the latest meeting of a body."""
    desk.session.flush()
    found = latest_meeting(desk.session, desk.campaign, stage)
    assert found is not None
    return found


def refused(desk: Desk, said: dict[str, str] | None = None, stage: StageName = GROUP, **more: Any) -> str:  # noqa: ANN401
    """Return why what was said is refused."""
    with pytest.raises(Refusal) as refusal:
        sit(desk, said, stage, **more)
    return str(refusal.value)


def said_line(dossier: Application, sense: str, **more: object) -> dict[str, object]:
    """Return a line of a sitting."""
    return {"reference": dossier.reference, "sense": sense, **more}
