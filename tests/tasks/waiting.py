"""What waits for a person, as the lists show it."""

from datetime import datetime

from models.statuses import Flag
from tasks.board import board_of
from tasks.pending import Reason
from tests.tasks.mails import Desk


def waiting(desk: Desk, *, at: datetime) -> dict[Reason | Flag, list[str | None]]:
    """Return the dossiers that wait at an instant, by reason."""
    desk.session.flush()
    pending = board_of(desk.session, desk.campaign, at=at).pending
    return {one.reason: [item.reference for item in one.first] for one in pending}
