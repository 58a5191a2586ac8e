"""What the system will do by itself in the days to come, if nothing arrives and nobody acts: its own units of work, one
due instant after the other, on a copy of the database from which nothing leaves."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, delete, select, update

from flows.boards.waiting import NAMED, waiting_views
from models.calendar.business_days import business_days
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application
from models.due import next_due
from models.intake.reading import MailboxReading
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.isolation.isolate import goes_on
from models.storage.preview.copied import copied
from models.storage.settings import Settings
from models.vocabulary import AppealOutcome, NoticeKind, NoticeStatus
from notifications.outbox.truth import drop_what_is_over
from tasks.console.boards.board import campaign_codes, read_waiting
from tasks.sessions import units
from tasks.sessions.digest import digest_is_due


class Leaving(NamedTuple):
    """A letter that leaves, as its reader gets it."""

    kind: NoticeKind
    recipient: str
    subject: str
    text: str


class Instant(NamedTuple):
    """What the system does at an instant: the stages that it closes, each with its session, and the letters that leave
    with it; the dossiers of which silence rejects an appeal then."""

    at: datetime
    closed: tuple[tuple[str, str], ...]
    letters: tuple[Leaving, ...]
    rejected: tuple[str, ...] = ()


async def look_ahead(*, at: datetime, until: datetime) -> list[Instant]:
    """Return what the system will do from an instant on, what is due already first, until another. Nothing of it is
    done."""
    found: list[Instant] = []
    with copied(Settings().database) as copy, working_on(copy):
        with transaction(copy) as session:
            session.execute(delete(MailboxReading))  # Where nothing arrives, nothing is unread.
        instant: datetime | None = at
        while instant and instant < until:
            found.append(await _at(copy, instant))
            instant = next_instant(copy, instant)
        found += _rejections(copy, at=at, until=until)
    return sorted((one for one in found if one.closed or one.letters or one.rejected), key=lambda one: one.at)


@goes_on
def _rejections(database: str, *, at: datetime, until: datetime) -> list[Instant]:
    """Return when silence rejects the appeals that the Région has still to answer."""
    waiting = (
        select(Appeal, Application.reference, Campaign)
        .join(Application, col(Application.id) == col(Appeal.application_id))
        .join(Campaign, col(Campaign.id) == col(Application.campaign_id))
        .where(Appeal.outcome == AppealOutcome.open, col(Appeal.implied_on).is_not(None))
    )
    with reading(database) as session:
        rows = session.exec(waiting.order_by(col(Appeal.id))).all()
    ends = [(business_days(one.rules).after(appeal.implied_on or at.date()), name) for appeal, name, one in rows]
    return [Instant(end, (), (), (name,)) for end, name in ends if at <= end < until]


@goes_on
def next_instant(database: str, at: datetime) -> datetime | None:
    """Return the next instant on which anything is due on a copy, if nothing arrives."""
    with reading(database) as session:
        return next_due(session, at)


@contextmanager
def working_on(database: str) -> Iterator[None]:
    """Make the units of this process work on a database."""
    former = os.environ.get("SPRO_DATABASE_URL")
    os.environ["SPRO_DATABASE_URL"] = database
    try:
        yield
    finally:
        if former is None:
            del os.environ["SPRO_DATABASE_URL"]
        else:
            os.environ["SPRO_DATABASE_URL"] = former


async def _at(database: str, at: datetime) -> Instant:
    closed = await do_what_is_due(None, at=at)
    return Instant(at, tuple((one.session, one.closing) for one in closed), tuple(_sent(database, at=at)))


async def do_what_is_due(code: str | None, *, at: datetime, links: str | None = None) -> list[units.Deadline]:
    """Do all that is due at an instant in a session (None: each), without a run of Prefect's, and return the stages
    that it closes; the letters wait, and `links` is where their links to dossiers lead."""
    closed = await units.stages_due.fn(code, at=at)
    for deadline in closed:
        await units.close_stage.fn(deadline.session, deadline.stage, at=at)
    await fulfil(code, at=at, links=links)
    return closed


async def fulfil(code: str | None, *, at: datetime, links: str | None = None) -> None:
    """Do what a session (None: each) owes at an instant, without a run of Prefect's: people are told of what waits
    too."""
    await units.fulfil.fn(code, at=at, links=links)
    for each in [code] if code else campaign_codes(Settings().database):
        if digest_is_due(each, at=at) and (waiting := waiting_views(read_waiting(each, at=at, limit=NAMED))):
            await units.write_digest.fn(each, waiting, board=None, at=at)


def _sent(database: str, *, at: datetime) -> Iterator[Leaving]:
    """Yield the letters that leave, each of which counts as sent from then on: not those that wait for a person, nor
    those whose words do not hold any more, which are called off."""
    with transaction(database) as session:
        due = (col(Notice.status) == NoticeStatus.queued, col(Notice.due_at) <= at)
        waiting = session.exec(select(Notice.id, col(Notice.kind)).where(*due)).all()
        drop_what_is_over(session, {number or 0: kind for number, kind in waiting}, at=at)
        for one in session.exec(select(Notice).where(*due).order_by(col(Notice.id))):
            yield Leaving(one.kind, one.recipient, one.subject, one.text)
        session.execute(update(Notice).where(*due).values(status=NoticeStatus.sent, sent_at=at, due_at=None))
