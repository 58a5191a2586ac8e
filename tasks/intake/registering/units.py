"""The mailboxes as Prefect sees them: mails registered, then sorted, each in a transaction of its own."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from prefect.logging import get_logger

from models.intake.deposit import Deposit
from models.sessions.campaign import Campaign
from models.storage.database import reading, take_turns, transaction
from models.storage.settings import Settings
from tasks.concerned import Concerned, concerned, unit
from tasks.intake.published.files import versions
from tasks.intake.registering.drain import Taken
from tasks.intake.registering.receive import receive
from tasks.intake.sorting.examine import Found, examine_deposit, keep_apart, open_head
from tasks.intake.sorting.sort import TRIES, give_up, sort_deposit, unsorted
from tasks.intake.store import Store
from tasks.reading.files.antivirus import Scanner, ScannerDown, open_scanner

_LOG = get_logger("spro")

_SILENT = 2
"""After how many deposits without an answer of the scanner the others are left for later."""


class Sorted(NamedTuple):
    """The dossiers of the deposits that were sorted, and whether others wait that can be."""

    concerned: list[Concerned]
    is_full: bool


@unit("Enregistrer les dépôts")
async def register_deposits(*, at: datetime) -> Taken:
    """Register the mails that wait, and tell who sent them: see `receive`."""
    return (await receive(Settings(), at=at)).taken


@unit("Classer les dépôts")
async def sort_deposits(*, at: datetime) -> list[Concerned]:
    """Sort the deposits that wait for it: see `sort_waiting`."""
    return sort_waiting(Settings(), at=at).concerned


def sort_waiting(settings: Settings, *, at: datetime, limit: int | None = None) -> Sorted:
    """Sort the deposits that wait for it, or the first of them, each in its own transaction.

    One that cannot be sorted is tried again by the next runs; after TRIES of them it goes to a person as it is.
    """
    with reading(settings.database) as session:
        waiting = unsorted(session)
    done = list(_sort_all(settings, Store(settings.store), waiting[:limit], at=at))
    return Sorted(done, is_full=bool(done) and limit is not None and len(waiting) > limit)


def _sort_all(settings: Settings, store: Store, waiting: Sequence[int], *, at: datetime) -> Iterator[Concerned]:
    scanner, silences = open_scanner(settings), 0
    for deposit_id in waiting:
        try:
            done, silences = _sort_one(settings, store, deposit_id, scanner, at=at), 0
        except ScannerDown:
            # One file may be more than it can take; where the next one gets no answer either, it is down.
            _LOG.exception("L'antivirus ne répond pas : les fichiers de l'envoi %s attendent.", deposit_id)
            done, silences = None, silences + 1
        except Exception:  # noqa: BLE001  whatever is wrong with one deposit, the next one is sorted
            _LOG.exception("L'envoi %s n'a pas pu être classé ; un nouvel essai suivra.", deposit_id)
            done = None
        if done:
            yield done
        if silences == _SILENT:
            return


def _sort_one(
    settings: Settings, store: Store, deposit_id: int, scanner: Scanner | None, *, at: datetime
) -> Concerned | None:
    deposit, campaign = _try(settings, deposit_id)
    found = _examined(settings, store, deposit, campaign, scanner) if deposit.attempts <= TRIES else None
    if found is None:
        keep_apart(store, deposit, campaign.rules)
    with transaction(settings.database) as session:
        take_turns(session)
        application = (
            sort_deposit(session, deposit_id, found, at=at)
            if found
            else give_up(session, deposit_id, open_head(store, deposit), at=at)
        )
        return concerned(session, application) if application else None


def _examined(settings: Settings, store: Store, deposit: Deposit, campaign: Campaign, scanner: Scanner | None) -> Found:
    try:
        with reading(settings.database) as session:
            known = versions(session, campaign.region_id)
        return examine_deposit(store, deposit, campaign.rules, scanner=scanner, known=known)
    except ScannerDown:
        _untry(settings, deposit.id or 0)
        raise


def _try(settings: Settings, deposit_id: int) -> tuple[Deposit, Campaign]:
    """Count one more try before it is made: what kills its worker each time must reach a person."""
    with transaction(settings.database) as session:
        deposit = session.get_one(Deposit, deposit_id)
        deposit.attempts += 1
        return deposit, session.get_one(Campaign, deposit.campaign_id)


def _untry(settings: Settings, deposit_id: int) -> None:
    with transaction(settings.database) as session:
        session.get_one(Deposit, deposit_id).attempts -= 1
