"""What may be wrong and is seen without Prefect: by the looks that boards take too, and the watcher's own knowledge of
the mailboxes."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.intake.deposit import Deposit, File, number_of
from models.sessions.campaign import Campaign
from models.storage.addresses import DEPOSIT
from models.storage.database import reading
from models.storage.pages import arrival_path
from models.storage.settings import Settings
from models.vocabulary import IncidentKind
from notifications.writing.wording import capital
from tasks.incidents.health.look import Case, Look
from tasks.incidents.health.ours import UTC
from tasks.incidents.health.rows import PATIENCE, disks_of, rows_at
from tasks.incidents.health.table import DISK, OUTBOX, UNANSWERED
from tasks.incidents.record import Seen
from tasks.intake.store import Store

LOOKS: Mapping[IncidentKind, Look[Case]] = {
    IncidentKind.outbox: OUTBOX,
    IncidentKind.unanswered: UNANSWERED,
    IncidentKind.disk: DISK,
}
"""The looks of which what they find wrong is an incident."""

CHECKED = (*LOOKS, IncidentKind.mailbox, IncidentKind.altered)
"""What `check` judges."""


def check(settings: Settings, unread: Mapping[str, timedelta], *, at: datetime) -> Iterator[Seen]:
    """Yield what is wrong at an instant; `unread` tells, by role, since how long each mailbox was not read."""
    with reading(settings.database) as session:
        rows = rows_at(session, at=at)
        yield from check_store(session, Store(settings.store))
    yield from judged(Case(at=at, zone=UTC, rows=rows, disks=disks_of(settings)))
    for role, since in unread.items():
        if since >= PATIENCE:
            where = "La boîte de dépôt" if role == DEPOSIT else f"La boîte « {role} »"
            yield Seen(IncidentKind.mailbox, role, f"{where} n'a pas pu être lue depuis une heure.")


def judged(case: Case) -> Iterator[Seen]:
    """Yield what the looks find wrong, as incidents."""
    for kind, look in LOOKS.items():
        for found in look.ask(case):
            if not found.is_well:
                yield Seen(kind, "", f"{capital(found.said)}.")


def check_store(session: Session, store: Store) -> Iterator[Seen]:
    """Yield an incident for each content of the store that turned out to be no more what came."""
    for digest in store.altered():
        of_file = select(Deposit).join(File, col(File.deposit_id) == col(Deposit.id)).where(File.digest == digest)
        mail = session.exec(select(Deposit).where(Deposit.raw_digest == digest)).first()
        deposit = mail or session.exec(of_file).first()
        if deposit is None:
            yield Seen(IncidentKind.altered, digest, f"Le fichier {digest} n'est plus ce qu'il était à sa réception.")
        else:
            number = number_of(deposit, session.get_one(Campaign, deposit.campaign_id).rules.zone)
            what = "Le courriel" if mail else "Un fichier"
            said = f"{what} de l'envoi {number} n'est plus ce qu'il était à sa réception."
            yield Seen(IncidentKind.altered, digest, said, arrival_path(number))
