"""Every letter that could be written about a dossier now, on a copy of the database from which nothing leaves: those
that wait, those of the acts that may be done, and those of the dates to come if nothing arrives and nobody acts."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, update

from flows.sessions.ahead import do_what_is_due, next_instant, working_on
from models.dossiers.application import Application, CompletionRequest
from models.dossiers.completeness import find_applications
from models.intake.reading import MailboxReading
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.storage.preview.copied import copied
from models.storage.settings import Settings
from models.vocabulary import NoticeStatus, RequestOutcome, Status
from notifications.writing.wording import local_day, long_date
from tasks.console.foreseen.tried import Foreseen, letters, tried

_AHEAD = timedelta(days=366)
_WAITS = col(Notice.status) == NoticeStatus.queued


async def foresee(reference: str, *, at: datetime) -> list[Foreseen]:
    """Return the letters that could be written about a dossier, those that wait first; each says what would cause it.
    What answers a mail is left out. Raises Refusal for a dossier that does not exist."""
    with copied(Settings().database) as copy, working_on(copy):
        with transaction(copy) as session:
            [application] = find_applications(session, [reference])
            zone = session.get_one(Campaign, application.campaign_id).rules.zone
            _be_alone(session, application)
            found = [*letters(session, application, _WAITS, cause="attend de partir")]
            found += tried(session, application, at=at)
            _send(session, at=at)
        return found + [one async for one in _dated(copy, reference, zone, at=at)]


def _be_alone(session: Session, application: Application) -> None:
    """Have nothing be due of the other dossiers of a copy, nor of a mailbox: nobody asked about them."""
    others = col(Application.id) != application.id
    session.execute(update(Application).where(others).values(status=Status.withdrawn, acknowledge_at=None))
    of_others = col(CompletionRequest.application_id) != application.id
    session.execute(update(CompletionRequest).where(of_others).values(outcome=RequestOutcome.cancelled))
    session.execute(delete(MailboxReading))


def _send(session: Session, *, at: datetime) -> None:
    session.execute(update(Notice).where(_WAITS).values(status=NoticeStatus.sent, sent_at=at, due_at=None))


async def _dated(database: str, reference: str, zone: ZoneInfo, *, at: datetime) -> AsyncIterator[Foreseen]:
    """Yield the letters that dates cause within a year."""
    instant: datetime | None = at
    while instant and instant < at + _AHEAD:
        await do_what_is_due(None, at=instant)
        with transaction(database) as session:
            [application] = find_applications(session, [reference])
            day = long_date(local_day(instant, zone))
            for one in letters(session, application, _WAITS, cause=f"le {day}, si rien n'arrive"):
                yield one
            _send(session, at=instant)
        instant = next_instant(database, instant)
