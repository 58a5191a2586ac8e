"""What shows the letters of a dossier: one PDF, and the mails themselves."""

from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlmodel import select

from models.dossiers.actor import Person
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.notices import Notice, Posting, SentMail
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Event, NoticeKind, NoticeStatus
from notifications.delivery.delivery import deliver
from notifications.delivery.routes import Route
from notifications.mailserver.sink import Sink
from tasks.console.evidence.bundle import evidence_of, write_evidence
from tasks.incidents.proof.seal import seal
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with, notice, paris

AT = paris("2026-03-02 10:00")
REPORT = b"Subject: Undelivered\r\n\r\nUnknown mailbox\r\n"


@pytest.fixture
async def reference(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the reference of a dossier of which two letters left: a person let the first go, the second came back."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path / "installation"))
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    with transaction(database) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign)
        said = dossier.reference
        notice(session, campaign, application=dossier, due_at=AT, kind=NoticeKind.refused, enqueued_at=AT)
        notice(session, campaign, application=dossier, due_at=AT, kind=NoticeKind.withdrawn, enqueued_at=AT)
        notice(session, campaign, application=dossier, due_at=None, kind=NoticeKind.late)
        reason = "« Décision de refus » partie"
        note(session, dossier, Event.settle_letter, at=AT, by=Person("Mme Essai"), reason=reason)
    with Sink(tmp_path / "mails") as sink:
        await deliver(database, Route.parse(sink.url), at=AT)
    with transaction(database) as session:
        report = arrival(session, campaign, raw_digest=Store(Settings().store).put(REPORT))
        returned = session.exec(select(Notice).where(Notice.kind == NoticeKind.withdrawn)).one()
        returned.status, returned.last_error, returned.attested_by = NoticeStatus.bounced, "550 inconnu", report.id
        session.add(returned)
    seal(database, at=AT)
    return said


def _told(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_document_says_how_each_letter_fared(database: str, reference: str) -> None:
    """Its server's answer, who let it go, its hash, its block, and what came back; what has not left is not in it."""
    found = evidence_of(reference.lower(), at=AT)
    told = _told(found.pdf)

    with transaction(database) as session:
        digests = session.exec(select(SentMail.digest)).all()

    assert (found.reference, found.letters) == (reference, 2)
    assert all(digest in told.replace(" ", "") for digest in digests)
    for words in ("250 ", "par Mme Essai", "550 inconnu", "bloc n° 1", "le lundi 2 mars 2026 à 10 h 00 min 00 s"):
        assert words in told.replace("\xa0", " ")


def test_the_archive_holds_the_mails_and_the_reports(database: str, reference: str) -> None:
    """Each mail is that whose hash the document says; the report of what came back is beside them, as it came."""
    with ZipFile(BytesIO(evidence_of(reference, at=AT).archive)) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}

    with transaction(database) as session:
        digests = set(session.exec(select(SentMail.digest)))

    names = [f"preuve-{reference}.pdf", "01 Décision de refus.eml", "02 Retrait enregistré.eml"]
    assert list(held) == [*names, "rapports/01 Retrait enregistré, rapport.eml"]
    assert {sha256(held[name]).hexdigest() for name in names[1:]} == digests
    assert held["rapports/01 Retrait enregistré, rapport.eml"] == REPORT


def test_a_mail_that_was_changed_is_told(database: str, reference: str) -> None:
    """What is kept and is no more what was sealed proves nothing, and the document says so."""
    with transaction(database) as session:
        kept = session.exec(select(SentMail)).first()
        assert kept
        kept.answer = "250 autre"
        session.add(kept)

    assert "modifié depuis" in _told(evidence_of(reference, at=AT).pdf)


def test_what_left_on_paper_is_told(database: str, reference: str) -> None:
    """By which way, under which number, on which days."""
    with transaction(database) as session:
        returned = session.exec(select(Notice).where(Notice.kind == NoticeKind.withdrawn)).one()
        row = {"notice_id": returned.id, "batch": 1, "addressed_to": "CIDFF, Bourg-en-Bresse", "is_registered": True}
        days = {"at": AT, "posted_on": date(2026, 3, 4), "delivered_on": date(2026, 3, 6)}
        session.add(Posting.model_validate(row | days | {"by": "Mme Essai", "number": "1A 234"}))

    told = _told(evidence_of(reference, at=AT).pdf).replace("\xa0", " ")

    assert (
        "à CIDFF, Bourg-en-Bresse, en recommandé avec avis de réception, n° 1A 234, postée le mercredi 4 mars" in told
    )
    assert "remise le vendredi 6 mars 2026" in told


def test_it_is_written_into_a_new_folder(reference: str, tmp_path: Path) -> None:
    """Nothing is overwritten, and no other account may read it."""
    found = evidence_of(reference, at=AT)

    paths = write_evidence(found, tmp_path / "preuve")

    assert [path.name for path in paths] == [f"preuve-{reference}.pdf", f"preuve-{reference}.zip"]
    assert (tmp_path / "preuve").stat().st_mode & 0o077 == 0
    with pytest.raises(Refusal, match="existe déjà"):
        write_evidence(found, tmp_path / "preuve")


def test_a_dossier_that_there_is_not_is_refused(reference: str) -> None:
    """In words that say what is wrong."""
    with pytest.raises(Refusal, match="aucun dossier"):
        evidence_of("ARA-2026-9999", at=AT)
