"""What arrived, mail by mail and paper by paper, with who wrote and about what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from models.columns import row_number
from models.dossiers.application import Application
from models.intake.deposit import Deposit, File, number_of
from models.intake.words import Nature, Way
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.boards.mailbox import Fate, fate_of
from tasks.console.pages.sessions import Named, all_sessions

A_PAGE = 50
"""How many arrivals stand on a page."""


class Asked(NamedTuple):
    """Which arrivals are asked for: of a session, a nature, a way; those that `text` is in the number or sender of.
    `page` counts from 1."""

    session: str = ""
    nature: Nature | None = None
    way: Way | None = None
    text: str = ""
    page: int = 1


class Arrived(NamedTuple):
    """An arrival on one line: what it was taken for, what became of it, and the dossier that it is in."""

    number: str
    zone: ZoneInfo
    received_at: datetime
    way: Way
    sender: str
    subject: str
    files: int
    nature: Nature
    fate: Fate | Nature
    reference: str | None


class Arrivals(NamedTuple):
    """A page of what arrived, the latest first, of `total` that are as they were asked for."""

    sessions: tuple[Named, ...]
    total: int
    pages: int
    lines: tuple[Arrived, ...]


def read_arrivals(asked: Asked) -> Arrivals:
    """Return a page of what arrived; raise Refusal for a code that is no session's."""
    with reading(Settings().database) as session:
        conditions = _conditions(session, asked)
        total = session.exec(select(func.count()).select_from(Deposit).where(*conditions)).one()
        return Arrivals(
            sessions=all_sessions(session),
            total=total,
            pages=max(1, -(-total // A_PAGE)),
            lines=_lines(session, conditions, (asked.page - 1) * A_PAGE),
        )


def _conditions(session: Session, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.session:
        found.append(col(Deposit.campaign_id) == find_campaign(session, asked.session).id)
    if asked.nature:
        found.append(col(Deposit.nature) == asked.nature)
    if asked.way:
        found.append(col(Deposit.way) == asked.way)
    if asked.text:
        found.append(_holds(asked.text))
    return found


def _holds(text: str) -> ColumnElement[bool]:
    """SQL condition: the sender holds a text, or the number does, which is an id with its year before it."""
    of_sender = func.lower(col(Deposit.sender)).contains(text.lower(), autoescape=True)
    number = row_number(text.rpartition("-")[2].strip())
    return or_(of_sender, col(Deposit.id) == number) if number else of_sender


def _lines(session: Session, conditions: Sequence[ColumnElement[bool]], skipped: int) -> tuple[Arrived, ...]:
    files = select(func.count()).where(File.deposit_id == col(Deposit.id)).scalar_subquery()
    statement: Any = (
        select(Deposit, Application, Campaign)
        .add_columns(files)
        .join(Campaign, col(Campaign.id) == col(Deposit.campaign_id))
        .outerjoin(Application, col(Application.id) == col(Deposit.application_id))
        .where(*conditions)
        .order_by(col(Deposit.id).desc())
        .offset(skipped)
        .limit(A_PAGE)
    )
    return tuple(_line(*row) for row in session.execute(statement))


def _line(deposit: Deposit, application: Application | None, campaign: Campaign, files: int) -> Arrived:
    return Arrived(
        number=number_of(deposit, campaign.rules.zone),
        zone=campaign.rules.zone,
        received_at=deposit.received_at,
        way=deposit.way,
        sender=deposit.sender,
        subject=deposit.subject,
        files=files,
        nature=deposit.nature,
        fate=fate_of(deposit, application),
        reference=application.reference if application else None,
    )
