"""What waits for a person, as the lists show it."""

from datetime import datetime

from models.vocabulary import Flag
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Reason
from tests.support.mails import Desk


def waiting(desk: Desk, *, at: datetime) -> dict[Reason | Flag, list[str | None]]:
    """Return the dossiers that wait at an instant, by reason."""
    desk.session.flush()
    pending = board_of(desk.session, desk.campaign, at=at).pending
    return {one.reason: [item.reference for item in one.first] for one in pending}
