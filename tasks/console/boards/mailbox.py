"""What became of what arrived, and in which sessions something came lately."""

from datetime import datetime, timedelta
from enum import StrEnum, auto

from sqlmodel import col, select

from models.dossiers.application import Application
from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.storage.settings import Settings
from tasks.console.waiting.arrivals import UNEXAMINED

LATELY = timedelta(minutes=65)
"""What an hourly run holds to have come since the one before."""


class Fate(StrEnum):
    """What became of what somebody sent; of the rest, its nature says it."""

    opened = auto()
    joined = auto()
    in_trouble = auto()
    waiting = auto()
    to_read = auto()
    read = auto()


@goes_on
def lively(*, at: datetime) -> list[str]:
    """Return the codes of the sessions in which something came LATELY, whoever registered it."""
    lately = select(Campaign.code).join(Deposit).where(col(Deposit.processed_at) > at - LATELY).distinct()
    with reading(Settings().database) as session:
        return list(session.exec(lately))


def fate_of(deposit: Deposit, application: Application | None) -> Fate | Nature:
    """Return what became of an arrival, or what its nature says of it."""
    if deposit.trouble and (application is None or application.status in UNEXAMINED):
        return Fate.in_trouble
    if deposit.nature is not Nature.written:
        return deposit.nature
    if deposit.sorted_at is None:
        return Fate.waiting
    if application is None:
        return Fate.read if deposit.seen_at else Fate.to_read
    return Fate.opened if application.received_at == deposit.received_at else Fate.joined
