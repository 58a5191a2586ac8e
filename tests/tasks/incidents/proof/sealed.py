"""A session of which something of each kind was written, and sealed."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from zlib import compress

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.forgetting import Erasure, Outcome, Purge
from models.dossiers.lifecycle import note
from models.intake.deposit import Reclassification
from models.intake.words import Meaning
from models.notices import Document, NoticeFile, SentMail
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Event, NoticeStatus
from tasks.incidents.proof.seal import seal
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with, file_of, notice, paris

AT = paris("2026-03-02 10:00")
BLOCKS = 3
"""How many blocks `sealed` makes."""

LINES = 18
"""How many lines `sealed` seals: six acts, three letters and the mail of one, three arrivals, a file, two sayings of a
person, an erasure and its certificate."""


def write(session: Session) -> None:
    """Write something of each kind: two dossiers with three acts each, a letter to each and one to the Région, two
    arrivals, one with a file, of the other of which a person said something."""
    campaign, store = campaign_with(session), Store(Settings().store)
    for name in ("CIDFF de l'Ain", "Mission locale de Thiers"):
        dossier = application(session, campaign, name=name)
        for number in range(3):
            note(session, dossier, Event.correct, at=AT, by=Person("Mme Essai"), reason=f"Téléphone {number}, noté.")
        said = f"Bonjour {name},\n"
        notice(session, campaign, due_at=None, application=dossier, status=NoticeStatus.sent, sent_at=AT, text=said)
        arrival(session, campaign, dossier, raw_digest=store.put(name.encode()), subject=name, processed_at=AT)
    to_region = notice(session, campaign, due_at=None, status=NoticeStatus.bounced, sent_at=AT)
    kept = {"digest": sha256(b"mail").hexdigest(), "octets": compress(b"mail")}
    taken = {"notice_id": to_region.id, "sent_at": AT, "server": "mx.example", "answer": "250 OK"}
    session.add(SentMail.model_validate(taken | kept))
    document = Document(digest=Store(Settings().store).put(b"%PDF"), media_type="application/pdf", content=b"%PDF")
    session.add(document)
    session.flush()
    session.add(NoticeFile(notice_id=to_region.id or 0, position=1, name="pv.pdf", document_id=document.id or 0))
    came = arrival(session, campaign, received_at=AT)
    file_of(session, came, digest=store.put(b"annexe"))
    _write_purge(session)


def _write_purge(session: Session) -> None:
    """Write that an arrival of a former session was forgotten, and nothing else."""
    session.add(Purge(visa="Visa", by="Mme Essai", at=AT, units=[], done_at=AT, certificate="{}"))
    session.flush()
    said: dict[str, Any] = {"rows": {"deposit": 1}, "contents": [], "lines": {}}
    gone = Erasure(purge_id=1, of="deposit", row=99, outcome=Outcome.unattributed, name="envoi", at=AT, **said)
    gone.due_on = AT.date()
    session.add(gone)


def sealed(database: str) -> int:
    """Write something of each kind and seal it in three blocks, one an hour; return how many lines they hold."""
    with transaction(database) as session:
        write(session)
    total = seal(database, at=AT)
    for hour in (1, 2):
        with transaction(database) as session:
            session.add(
                Reclassification(deposit_id=1, at=AT, by="Mme Essai", meaning=Meaning.question, said={"a": hour})
            )
        total += seal(database, at=AT + timedelta(hours=hour))
    return total
