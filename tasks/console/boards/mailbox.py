"""What came into the mailboxes of a session, and what became of it: in a few look-ups, however much came.

Numbers, instants and references only: never who wrote, nor about what, nor what a file is called.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days
from models.dossiers.application import Application
from models.intake.deposit import Deposit
from models.intake.words import Nature, Way, arrival_number
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.waiting.arrivals import UNEXAMINED

SHOWN = 50
"""How many arrivals are shown one by one, the latest first."""

LATELY = timedelta(minutes=65)
"""What an hourly run holds to have come since the one before."""


class Fate(StrEnum):
    """What became of what somebody sent; of the rest, its nature says it."""

    opened = auto()
    joined = auto()
    in_trouble = auto()
    waiting = auto()


class ArrivalLine(NamedTuple):
    """An arrival: what it is called, when and how it came, what became of it, and the dossier that it is in."""

    number: str
    received_at: datetime
    way: Way
    fate: Fate | Nature
    reference: str | None


class MailboxBoard(NamedTuple):
    """The mailboxes of a session: how much came of each nature and way, how much waits, and the latest arrivals."""

    code: str
    label: str
    zone: ZoneInfo
    natures: Mapping[Nature, int]
    ways: Mapping[Way, int]
    waiting: int
    latest: tuple[ArrivalLine, ...]


def lively(*, at: datetime) -> list[str]:
    """Return the codes of the sessions in which something came LATELY, whoever registered it."""
    lately = select(Campaign.code).join(Deposit).where(col(Deposit.processed_at) > at - LATELY).distinct()
    with reading(Settings().database) as session:
        return list(session.exec(lately))


def mailbox_of(session: Session, campaign: Campaign) -> MailboxBoard:
    """Return what came in a session, in two look-ups."""
    alike = (col(Deposit.nature), col(Deposit.way), col(Deposit.sorted_at).is_(None))
    counted = columns(*alike, func.count()).where(col(Deposit.campaign_id) == campaign.id).group_by(*alike)
    groups = session.execute(counted).all()
    sent = [(way, number) for nature, way, _, number in groups if nature is Nature.written]
    return MailboxBoard(
        code=campaign.code,
        label=campaign.label,
        zone=campaign.rules.zone,
        natures={nature: n for nature in Nature if (n := sum(number for one, *_, number in groups if one is nature))},
        ways={way: n for way in Way if (n := sum(number for one, number in sent if one is way))},
        waiting=sum(number for nature, _, waits, number in groups if waits and nature is Nature.written),
        latest=_latest(session, campaign),
    )


def _latest(session: Session, campaign: Campaign) -> tuple[ArrivalLine, ...]:
    days = business_days(campaign.rules)
    rows = session.exec(
        select(Deposit, Application)
        .outerjoin(Application, col(Application.id) == col(Deposit.application_id))
        .where(Deposit.campaign_id == campaign.id)
        .order_by(col(Deposit.id).desc())
        .limit(SHOWN)
    )
    return tuple(_line(days, *row) for row in rows)


def _line(days: BusinessDays, deposit: Deposit, application: Application | None) -> ArrivalLine:
    return ArrivalLine(
        number=arrival_number(days.local(deposit.received_at), deposit.id or 0),
        received_at=deposit.received_at,
        way=deposit.way,
        fate=fate_of(deposit, application),
        reference=application.reference if application else None,
    )


def fate_of(deposit: Deposit, application: Application | None) -> Fate | Nature:
    """Return what became of an arrival, or what its nature says of it."""
    if deposit.trouble and (application is None or application.status in UNEXAMINED):
        return Fate.in_trouble
    if deposit.nature is not Nature.written:
        return deposit.nature
    if deposit.sorted_at is None:
        return Fate.waiting
    return Fate.opened if application and application.received_at == deposit.received_at else Fate.joined
