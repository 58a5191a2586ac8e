"""Mails are taken out of their mailboxes: in the store before anything else, moved once they are registered."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from prefect.logging import get_logger

from models.addresses import DEPOSIT
from models.database import transaction
from models.opening import campaign_at
from models.settings import Settings
from tasks.intake.arriving import open_arrival
from tasks.intake.registration import is_for_us, register
from tasks.intake.reports import Returned
from tasks.mailboxes.mailbox import Gone, Mailbox, Unreachable, Waiting
from tasks.store import Store

_LOG = get_logger("spro")


class Taken(NamedTuple):
    """What was done with the mails of one batch: the sessions that they belong to, the notices of ours that came back,
    the mails that could not be registered (by the names that their mailbox gives them), the mailboxes that cannot be
    read (which, and why), and whether others may wait."""

    sessions: list[str]
    returned: list[Returned]
    unread: list[str]
    unreachable: list[str]
    is_full: bool

    def then(self, later: "Taken") -> "Taken":
        """Return what was done in all, where another batch followed this one."""
        return Taken(
            [*self.sessions, *later.sessions],
            [*self.returned, *later.returned],
            [*self.unread, *later.unread],
            later.unreachable,
            later.is_full,
        )


NOTHING = Taken([], [], [], [], is_full=True)
"""What was done before the first batch."""


@dataclass
class Taker:
    """Takes the mails that wait, a mailbox after the other, and remembers what became of them."""

    settings: Settings
    store: Store
    at: datetime
    sessions: list[str] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    is_full: bool = False

    def take(self, mailbox: Mailbox, limit: int, skipping: Collection[str]) -> None:
        """Register the first mails of a mailbox, in order, but for those to skip."""
        try:
            waiting = mailbox.waiting(limit + len(skipping))
            for mail in waiting:
                if mail.name not in skipping:
                    self._take_one(mailbox, mail)
        except Unreachable as error:
            self.unreachable.append(str(error))
        else:
            self.is_full = self.is_full or len(waiting) >= limit + len(skipping)

    def _take_one(self, mailbox: Mailbox, mail: Waiting) -> None:
        try:
            self._register(mailbox, mail)
        except Gone:
            return  # Another worker has registered it meanwhile, or a person has moved it.
        except Unreachable:
            raise
        except Exception:  # noqa: BLE001  whatever is wrong with one mail, the next one's sender must not wait
            _LOG.exception("Le message %s n'a pas pu être enregistré ; il reste en attente.", mail.name)
            self.unread.append(mail.name)
            return
        mailbox.done(mail)

    def _register(self, mailbox: Mailbox, mail: Waiting) -> None:
        kept = self.store.put_stream(mailbox.chunks(mail))
        with transaction(self.settings.database) as session:
            campaign = campaign_at(session, mail.received_at)
            arrival = open_arrival(
                self.store, kept, campaign.rules, received_at=mail.received_at, at=self.at, mailbox=mailbox.role
            )
            if mailbox.role != DEPOSIT and not is_for_us(session, campaign, arrival):
                return
            read = register(session, campaign, arrival, store=self.store)
        self.sessions.append(campaign.code)
        if isinstance(read, Returned):
            self.returned.append(read)

    def taken(self) -> Taken:
        """Return what was done."""
        return Taken(self.sessions, self.returned, self.unread, self.unreachable, self.is_full)
