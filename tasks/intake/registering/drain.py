"""Mails are taken out of their mailbox: in the store before anything else, moved once they are registered."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from prefect.logging import get_logger

from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.sessions.opening import all_campaigns, campaign_among, campaign_at
from models.storage.addresses import DEPOSIT
from models.storage.database import reading, take_turns, transaction
from models.storage.patience import Trouble, trouble_of
from models.storage.settings import Settings
from tasks.intake.opened_mail import Arrival, Bounds, Opened, arrive, bounds_of, open_kept
from tasks.intake.registering.bounces import Returned
from tasks.intake.registering.caught_up import note_readings
from tasks.intake.registering.prefetch import Carrier, carrying
from tasks.intake.registering.register import is_for_us, is_plain, register, register_together
from tasks.intake.store import Store
from tasks.mailboxes.mailbox import Gone, Mailbox, Unreachable, WaitingMail

_LOG = get_logger("spro")

Clock = Callable[[], datetime]
"""Tells the instant that it is: read mail by mail, since a mailbox may take a while."""

FEW = 50
"""How many mails are registered together."""


class Taken(NamedTuple):
    """What was done with the mails that waited: the sessions that they belong to, the notices of ours that came back,
    the mails that could not be registered (as « role/name »), and what kept a whole mailbox from being read (in
    French)."""

    sessions: list[str]
    returned: list[Returned]
    unread: list[str]
    obstacles: list[str]

    def and_of(self, other: "Taken") -> "Taken":
        """Return what was done here and there."""
        return Taken(
            self.sessions + other.sessions,
            self.returned + other.returned,
            self.unread + other.unread,
            self.obstacles + other.obstacles,
        )


@dataclass
class Taker:
    """Takes the mails that wait in a mailbox, and remembers what became of them, until when it is read, and when
    anything of it was last heard."""

    settings: Settings
    store: Store
    now: Clock
    sessions: list[str] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    read_at: datetime | None = None
    heard_at: float = field(default_factory=time.monotonic)

    @cached_property
    def _campaigns(self) -> Sequence[Campaign]:
        # One that is set aside too: no mail is held to be of a former session because its own cannot be read.
        with reading(self.settings.database, hides=()) as session:
            return all_campaigns(session)

    def take(self, mailbox: Mailbox, skipping: Collection[str]) -> None:
        """Register the mails of a mailbox, in order, except those to skip."""
        listed_at = self.now()
        try:
            found = mailbox.waiting()
            waiting = [mail for mail in found if _name(mailbox, mail) not in skipping]
            mails = [(mail, self._bounds(mail)) for mail in waiting]
            with carrying(mailbox, mails) as carrier:
                for start in range(0, len(mails), FEW):
                    self._take_few(mailbox, mails[start : start + FEW], carrier)
            if len(waiting) == len(found) and not self.unread:
                self.read_at = listed_at
        except (Unreachable, Refusal) as error:
            self.obstacles.append(str(error))

    def _bounds(self, mail: WaitingMail) -> Bounds:
        return bounds_of(campaign_among(self._campaigns, mail.received_at).rules)

    def _take_few(self, mailbox: Mailbox, mails: Iterable[tuple[WaitingMail, Bounds]], carrier: Carrier) -> None:
        """Register a few mails: plain deposits in one transaction, each of the others in its own. Where the mailbox is
        lost on the way, those that are in the store are registered all the same."""
        arrivals: dict[WaitingMail, Arrival] = {}
        try:
            for mail, bounds in mails:
                with self._guarded(mailbox, mail):
                    opened = carrier.next() or self._open(mailbox, mail, bounds)
                    arrivals[mail] = arrive(opened, received_at=mail.received_at, at=self.now(), mailbox=mailbox.role)
                self.heard_at = time.monotonic()
        finally:
            for mail in list(self._registered(mailbox, arrivals)):
                with self._guarded(mailbox, mail):
                    mailbox.done(mail)

    def _registered(self, mailbox: Mailbox, arrivals: Mapping[WaitingMail, Arrival]) -> Iterator[WaitingMail]:
        """Register mails that are in the store, and yield those that are."""
        for is_together, run in groupby(arrivals, key=lambda mail: is_plain(arrivals[mail])):
            some = list(run)
            if is_together and self._register_together([arrivals[mail] for mail in some]):
                yield from some
            else:
                yield from (mail for mail in some if self._register_alone(mailbox, mail, arrivals[mail]))

    def _open(self, mailbox: Mailbox, mail: WaitingMail, bounds: Bounds) -> Opened:
        return open_kept(self.store, self.store.put_stream(self._heard(mailbox.chunks(mail.name))), bounds)

    def _heard(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.heard_at = time.monotonic()
            yield chunk

    def _register_together(self, arrivals: Sequence[Arrival]) -> bool:
        """Register plain deposits in one transaction, and tell whether that went well: else one of them is at fault,
        and the others are to be registered without it."""
        try:
            with transaction(self.settings.database, hides=()) as session:
                take_turns(session)
                codes = register_together(session, arrivals, store=self.store)
        except Exception:  # noqa: BLE001  it is told of the one that fails alone
            return False
        self.sessions += codes
        return True

    def _register_alone(self, mailbox: Mailbox, mail: WaitingMail, arrival: Arrival) -> bool:
        with self._guarded(mailbox, mail):
            self._register(arrival)
            return True
        return False

    def _register(self, arrival: Arrival) -> None:
        with transaction(self.settings.database, hides=()) as session:
            take_turns(session)
            campaign = campaign_at(session, arrival.received_at)
            if arrival.mailbox != DEPOSIT and not is_for_us(session, campaign, arrival):
                return
            read = register(session, campaign, arrival, store=self.store)
        self.sessions.append(campaign.code)
        if isinstance(read, Returned):
            self.returned.append(read)

    @contextmanager
    def _guarded(self, mailbox: Mailbox, mail: WaitingMail) -> Iterator[None]:
        """Whatever is wrong with one mail, the next one's sender must not wait: it stays where it is."""
        try:
            yield
        except Gone:
            return  # Another worker has registered it meanwhile, or a person has moved it.
        except Unreachable:
            raise
        except Exception as error:
            if trouble_of(error) is Trouble.away:
                raise  # of the database, not of the mail
            name = _name(mailbox, mail)
            _LOG.exception("Le message %s n'a pas pu être enregistré ; il reste en attente.", name)
            self.unread.append(name)

    def note(self, role: str) -> None:
        """Note until when a mailbox is read through, unless a mail of it is left or it cannot be read."""
        with transaction(self.settings.database, hides=()) as session:
            note_readings(session, {role: self.read_at}, roles=self.settings.mailboxes)

    def taken(self) -> Taken:
        """Return what was done so far."""
        return Taken([*self.sessions], [*self.returned], [*self.unread], [*self.obstacles])


def _name(mailbox: Mailbox, mail: WaitingMail) -> str:
    """Return what a mail is called among those of all mailboxes, as `tasks.mailboxes.lookout` does."""
    return f"{mailbox.role}/{mail.name}"
