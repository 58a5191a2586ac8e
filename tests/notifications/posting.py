"""What the tests of delivery share: a queue of notices in a database of their own, and what became of it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import col, select

from models.notices import Attempt, Notice
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from notifications.mailserver.maildir import list_mails

AT = datetime(2021, 2, 1, 8, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
SENDER = "SPRO Région Auvergne-Rhône-Alpes <depot@region.example>"


def notice(number: int = 1, **fields: Any) -> Notice:  # noqa: ANN401  whatever columns a test cares for
    """Return a notice that is due at AT, to `n@cidff.example`, unless `fields` says otherwise."""
    row: dict[str, Any] = {
        "key": f"ARA-2021-{number:04d}/registration/1",
        "kind": "registration",
        "campaign_id": 1,
        "sender": SENDER,
        "recipient": f"{number}@cidff.example",
        "message_id": f"<{number}@region.example>",
        "subject": f"Accusé d'enregistrement ARA-2021-{number:04d}",
        "text": "Bonjour,\n\nVotre dossier est enregistré.\n",
        "html": "<p>Bonjour,</p>\n<p>Votre dossier est <b>enregistré</b>.</p>\n",
        "enqueued_at": AT,
        "due_at": AT,
        "attempts": 0,
    }
    return Notice(**(row | fields))


class Queue(NamedTuple):
    """The outbox of a fresh database, at `address`."""

    address: str

    def put(self, *notices: Notice) -> None:
        """Queue notices, and the session they belong to."""
        campaign = Campaign(
            code="ara-2021",
            region_id="auvergne-rhone-alpes",
            year=2021,
            label="Session 2021",
            region="{}",
            opens_at=AT,
            opened_at=AT,
            opened_by="la Région",
        )
        with transaction(self.address) as session:
            session.add(campaign)
            session.flush()
            session.add_all(notices)

    def rows(self) -> list[Notice]:
        """Return the notices, in the order in which they were queued."""
        with transaction(self.address) as session:
            return list(session.exec(select(Notice).order_by(col(Notice.id))))

    def held(self) -> list[int]:
        """Return the numbers of the notices that a sender holds, or has not told of."""
        with transaction(self.address) as session:
            return list(session.exec(select(Attempt.notice_id).order_by(col(Attempt.notice_id))))

    def statuses(self) -> list[str]:
        """Return the statuses, in the same order."""
        return [row.status.value for row in self.rows()]


def recipients(maildir: Path) -> Counter[str]:
    """Return how many mails each address received."""
    return Counter(mail.to for mail in list_mails(maildir))
