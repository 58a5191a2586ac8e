"""The mailboxes as Prefect sees them: mails registered, then sorted, each in a transaction of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple

from prefect.logging import get_logger
from sqlmodel import Session

from models.dossiers.application import Application
from models.intake.deposit import Deposit
from models.sessions.campaign import Campaign
from models.storage.database import reading, take_turns, transaction
from models.storage.patience import Trouble, trouble_of
from models.storage.settings import Settings
from tasks.concerned import Concerned, concerned, unit
from tasks.intake.published.files import versions
from tasks.intake.registering.drain import Clock, Taken
from tasks.intake.registering.receive import receive
from tasks.intake.sorting.examine import Found, examine_deposit, keep_apart, open_head
from tasks.intake.sorting.queue import Queue, Turn, Waiting, unsorted
from tasks.intake.sorting.sort import TOO_LONG, UNEXAMINED, give_up, sort_deposit
from tasks.intake.store import Store
from tasks.reading.files.antivirus import Scanner, ScannerDown, open_scanner
from tasks.reading.sandbox.allowance import Overspent, allowed

_LOG = get_logger("spro")

_SILENT = 2
"""After how many deposits without an answer of the scanner the others are left for later."""


class Sorted(NamedTuple):
    """The dossiers of the deposits that were sorted, and whether others wait that can be."""

    concerned: list[Concerned]
    is_full: bool


@unit("Enregistrer les dépôts")
async def register_deposits(*, now: Clock) -> Taken:
    """Register the mails that wait, and tell who sent them: see `receive`."""
    return (await receive(Settings(), now=now)).taken


@unit("Classer les dépôts")
async def sort_deposits(*, at: datetime) -> list[Concerned]:
    """Sort the deposits that wait for it: see `sort_waiting`."""
    return sort_waiting(Settings(), at=at).concerned


def sort_waiting(settings: Settings, *, at: datetime, limit: int | None = None) -> Sorted:
    """Sort the deposits that wait for it, or the first of them, each in its own transaction, those of senders whose
    files take long after all others (see `tasks.intake.sorting.queue`).

    One that cannot be sorted is tried again by the next runs; after TRIES of them it goes to a person as it is.
    """
    queue = Queue(partial(_read_waiting, settings))
    sorter = _Sorter(settings, Store(settings.store), open_scanner(settings), queue, at)
    done = list(islice(sorter.sort_all(), limit))
    return Sorted([one for one in done if one], is_full=bool(done) and len(queue) > 0)


def _read_waiting(settings: Settings) -> list[Waiting]:
    with reading(settings.database) as session:
        return unsorted(session)


@dataclass
class _Sorter:
    """Sorts the deposits of a queue, one after the other."""

    settings: Settings
    store: Store
    scanner: Scanner | None
    queue: Queue
    at: datetime
    silences: int = 0

    def sort_all(self) -> Iterator[Concerned | None]:
        """Yield the dossier of each deposit that is sorted; None where it has none."""
        while self.silences < _SILENT and (turn := self.queue.next()):
            yield from self._sorted(turn)

    def _sorted(self, turn: Turn) -> Iterator[Concerned | None]:
        """Yield the dossier of a deposit; nothing where it waits."""
        deposit_id = turn.mail.deposit_id
        try:
            yield self._sort_in_time(turn)
        except Overspent:
            _LOG.warning("Les fichiers de l'envoi %s demandent du temps : les autres envois passent avant.", deposit_id)
        except ScannerDown:
            # One file may be more than it can take; where the next one gets no answer either, it is down.
            _LOG.exception("L'antivirus ne répond pas : les fichiers de l'envoi %s attendent.", deposit_id)
            self.silences += 1
        except Exception as error:
            if trouble_of(error) is Trouble.away:
                raise  # of the database, not of the deposit
            _LOG.exception("L'envoi %s n'a pas pu être classé ; un nouvel essai suivra.", deposit_id)

    def _sort_in_time(self, turn: Turn) -> Concerned | None:
        """Sort a deposit within its time. Raises Overspent where that is over, and has it wait."""
        with allowed(turn.seconds) as allowance:
            try:
                done = self._sort(turn)
            except Overspent:
                self.queue.put_back(turn.mail, lost=allowance.spent)
                raise
        self.silences = 0
        return done

    def _sort(self, turn: Turn) -> Concerned | None:
        deposit, campaign = _try(self.settings, turn.mail.deposit_id)
        found = self._examined(deposit, campaign) if turn.seconds else None
        if found is None:
            keep_apart(self.store, deposit, campaign.rules)
        with transaction(self.settings.database, hides=()) as session:
            take_turns(session)
            application = (
                sort_deposit(session, turn.mail.deposit_id, found, at=self.at)
                if found
                else self._give_up(session, turn, deposit)
            )
            return concerned(session, application) if application else None

    def _give_up(self, session: Session, turn: Turn, deposit: Deposit) -> Application | None:
        why = TOO_LONG if turn.is_slow else UNEXAMINED
        return give_up(session, turn.mail.deposit_id, open_head(self.store, deposit), why=why, at=self.at)

    def _examined(self, deposit: Deposit, campaign: Campaign) -> Found:
        try:
            with reading(self.settings.database) as session:
                known = versions(session, campaign.region_id)
            return examine_deposit(self.store, deposit, campaign.rules, scanner=self.scanner, known=known)
        except ScannerDown:
            _untry(self.settings, deposit.id or 0)
            raise


def _try(settings: Settings, deposit_id: int) -> tuple[Deposit, Campaign]:
    """Count one more try before it is made: what kills its worker each time must reach a person."""
    with transaction(settings.database, hides=()) as session:
        deposit = session.get_one(Deposit, deposit_id)
        deposit.attempts += 1
        return deposit, session.get_one(Campaign, deposit.campaign_id)


def _untry(settings: Settings, deposit_id: int) -> None:
    with transaction(settings.database, hides=()) as session:
        session.get_one(Deposit, deposit_id).attempts -= 1
