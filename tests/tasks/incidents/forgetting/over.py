"""An installation in which the time of a dossier is over, beside others that have some of the same contents."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Text, cast, select
from sqlmodel import SQLModel, col
from sqlmodel import select as rows

from models.dossiers.application import Application
from models.dossiers.forgetting import Purge
from models.intake.deposit import Deposit
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import NoticeStatus, Status
from tasks.incidents.forgetting.carry_out import carry_out
from tasks.incidents.forgetting.due import Unit, due
from tests.factories import arrival, decision_on, file_of, paris
from tests.tasks.console.person.person import PIECE, write

DECIDED, LATER = paris("2026-07-09 10:00"), paris("2031-07-10 09:00")
"""The decision on her dossier, and five years and a day after it."""


def over(database: str) -> str:
    """Have her refused, so that her time is over `LATER`, and return her reference. Another dossier has her annex
    too."""
    with transaction(database) as session:
        hers = write(session)
        hers.status, hers.status_at = Status.refused, DECIDED
        decision_on(session, hers, reasons="Anne ne remplit pas les critères.")
        theirs = session.exec(rows(Application).where(Application.id != hers.id)).first()
        again = arrival(session, session.get_one(Campaign, hers.campaign_id), theirs, sender="paul@mlj.example")
        file_of(session, again, name="annexe.pdf", digest=sha256(PIECE).hexdigest())
        for letter in session.exec(rows(Notice).where(col(Notice.sent_at).is_not(None))):
            letter.status = NoticeStatus.sent
        for one in session.exec(rows(Deposit)):
            one.sorted_at = one.received_at
        return hers.reference


def proposed(database: str, *, at: datetime = LATER) -> list[Unit]:
    """Return what is over."""
    with reading(database) as session:
        return due(session, at=at)


def approved(database: str, *units: Unit, at: datetime = LATER) -> list[int]:
    """Have some units forgotten, all that are over where none is named; return the numbers of the certificates."""
    with transaction(database) as session:
        keys: list[list[str | int]] = [[*one.key] for one in units or proposed(database)]
        session.add(Purge(visa="Visa du 1er juillet 2031", by="Mme Essai", at=at, units=keys))
    return carry_out(Settings(), at=at)


def all_text(database: str, *, but: Sequence[str] = ()) -> str:
    """Return all that stands in a database, as text, but for some tables."""
    with reading(database) as session:
        return "\n".join(
            str(value)
            for table in SQLModel.metadata.sorted_tables
            if table.name not in but
            for row in session.execute(select(*(cast(column, Text) for column in table.columns)))
            for value in row
        )
