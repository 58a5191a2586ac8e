"""Mails are taken out of their mailboxes: in the store before anything else, moved once they are registered."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import accumulate, groupby
from typing import NamedTuple

from prefect.logging import get_logger

from models.addresses import DEPOSIT
from models.campaign import Campaign
from models.database import reading, transaction
from models.opening import all_campaigns, campaign_among, campaign_at
from models.settings import Settings
from tasks.intake.arriving import Arrival, open_arrival
from tasks.intake.registration import is_for_us, register
from tasks.intake.reports import Returned
from tasks.intake.together import is_plain, register_plain
from tasks.mailboxes.carrying import Carrier, carrying
from tasks.mailboxes.mailbox import Gone, Mailbox, Unreachable, Waiting
from tasks.store import Kept, Store

_LOG = get_logger("spro")

FEW, HEAVY = 16, 8_000_000
"""How many mails are open together, and how many bytes of them; a heavier one is open alone."""


LOAD = 100_000_000
"""How many bytes of mails are registered before those who sent them are told."""


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

    @cached_property
    def _campaigns(self) -> Sequence[Campaign]:
        with reading(self.settings.database) as session:
            return all_campaigns(session)

    def take(self, mailbox: Mailbox, limit: int, skipping: Collection[str]) -> None:
        """Register the first mails of a mailbox, in order, but for those to skip."""
        try:
            waiting = mailbox.waiting(limit + len(skipping))
            new = [mail for mail in waiting if mail.name not in skipping]
            chosen = light(new)
            with carrying(mailbox, chosen) as carrier:
                for few in cut(chosen):
                    self._take_few(mailbox, few, carrier)
        except Unreachable as error:
            self.unreachable.append(str(error))
        else:
            self.is_full = self.is_full or len(waiting) >= limit + len(skipping) or len(chosen) < len(new)

    def _take_few(self, mailbox: Mailbox, mails: Iterable[Waiting], carrier: Carrier) -> None:
        """Register mails that are open together: plain deposits in one transaction, each of the others in its own.
        Where the mailbox is lost on the way, those that are in the store are registered all the same."""
        arrivals: dict[Waiting, Arrival] = {}
        try:
            for mail in mails:
                with self._guarded(mail):
                    arrivals[mail] = self._keep(mailbox, mail, carrier.next())
        finally:
            for is_together, run in groupby(arrivals, key=lambda mail: is_plain(arrivals[mail])):
                some = list(run)
                if not (is_together and self._register_together([arrivals[mail] for mail in some])):
                    some = [mail for mail in some if self._register_alone(mail, arrivals[mail])]
                for mail in some:
                    mailbox.done(mail)

    def _keep(self, mailbox: Mailbox, mail: Waiting, kept: Kept | None) -> Arrival:
        """Put a mail in the store unless it was carried there, and open it."""
        kept = kept or self.store.put_stream(mailbox.chunks(mail))
        rules = campaign_among(self._campaigns, mail.received_at).rules
        return open_arrival(self.store, kept, rules, received_at=mail.received_at, at=self.at, mailbox=mailbox.role)

    def _register_together(self, arrivals: Sequence[Arrival]) -> bool:
        """Register plain deposits in one transaction, and tell whether that went well: else one of them is at fault,
        and the others are to be registered without it."""
        try:
            with transaction(self.settings.database) as session:
                codes = register_plain(session, arrivals, store=self.store)
        except Exception:  # noqa: BLE001  it is told of the one that fails alone
            return False
        self.sessions += codes
        return True

    def _register_alone(self, mail: Waiting, arrival: Arrival) -> bool:
        with self._guarded(mail):
            self._register(arrival)
            return True
        return False

    def _register(self, arrival: Arrival) -> None:
        with transaction(self.settings.database) as session:
            campaign = campaign_at(session, arrival.received_at)
            if arrival.mailbox != DEPOSIT and not is_for_us(session, campaign, arrival):
                return
            read = register(session, campaign, arrival, store=self.store)
        self.sessions.append(campaign.code)
        if isinstance(read, Returned):
            self.returned.append(read)

    @contextmanager
    def _guarded(self, mail: Waiting) -> Iterator[None]:
        """Whatever is wrong with one mail, the next one's sender must not wait: it stays where it is."""
        try:
            yield
        except Gone:
            return  # Another worker has registered it meanwhile, or a person has moved it.
        except Unreachable:
            raise
        except Exception:  # noqa: BLE001  said, and kept in mind
            _LOG.exception("Le message %s n'a pas pu être enregistré ; il reste en attente.", mail.name)
            self.unread.append(mail.name)

    def taken(self) -> Taken:
        """Return what was done."""
        return Taken(self.sessions, self.returned, self.unread, self.unreachable, self.is_full)


def light(mails: Sequence[Waiting]) -> Sequence[Waiting]:
    """Return the first mails, as many as weigh no more than LOAD together: who sent them is told before the next ones
    are read, however large those are."""
    weights = accumulate(mail.size for mail in mails)
    return mails[: max(1, sum(weight <= LOAD for weight in weights))]


def cut(mails: Sequence[Waiting]) -> Iterator[Sequence[Waiting]]:
    """Yield mails in their order, as many at a time as are open together."""
    start = weight = 0
    for place, mail in enumerate(mails):
        weight += mail.size
        if place > start and (place - start >= FEW or weight > HEAVY):
            yield mails[start:place]
            start, weight = place, mail.size
    if mails:
        yield mails[start:]
