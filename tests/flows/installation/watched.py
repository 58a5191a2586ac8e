"""An installation that a watcher minds: what is put in its mailbox, and what became of it."""

from datetime import UTC, datetime

from sqlmodel import col, select

from models.dossiers.application import Application
from models.notices import Notice
from models.storage.database import transaction
from models.storage.settings import Settings
from tests.flows.installation.mails import deposit_mail

AT = datetime(2021, 2, 10, 8, 30, tzinfo=UTC)


def drop_deposit(settings: Settings, name: str) -> None:
    """Put the mail of a dossier in the deposit folder."""
    (settings.mailbox / name).write_bytes(deposit_mail(name, received_at=AT))


def sent_kinds(settings: Settings) -> list[str]:
    """The kinds of the notices that left."""
    with transaction(settings.database) as session:
        return list(session.exec(select(Notice.kind).where(col(Notice.sent_at).is_not(None))))


def dossiers(settings: Settings) -> list[str]:
    """The references of the dossiers."""
    with transaction(settings.database) as session:
        return list(session.exec(select(Application.reference)))
