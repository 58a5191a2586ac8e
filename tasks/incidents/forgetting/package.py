"""What is proposed to be forgotten, written first for the archives: files that anybody reads without this program, in
the layout of BagIt (RFC 8493), which « sha256sum -c » verifies."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import JSON, LargeBinary
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col, select

from models.dossiers.forgetting import ArchivePackage
from models.dossiers.journal import JournalLine
from models.dossiers.workflow import EVENT_LABELS, LABELS
from models.intake.deposit import Deposit, File
from models.notices import ActFile, Document, Notice, sent_mails
from models.storage.aside.hidden import tables
from models.storage.database import reading, transaction
from models.storage.private import close, must_be_new
from models.storage.proof.seals import last_block
from models.storage.settings import Settings
from notifications.delivery.message import build
from notifications.documents.archive import distinct
from notifications.documents.sheets.tables import Column, as_csv
from notifications.outbox.enclosures import files_of
from tasks.incidents.forgetting.certificate import OUTCOMES
from tasks.incidents.forgetting.due import Unit
from tasks.incidents.forgetting.proposal import propose
from tasks.incidents.forgetting.reach import Rows, reach
from tasks.intake.store import Missing, Store
from tasks.reading.mail.text import file_name

README = """Ce dossier contient ce qui est arrivé au terme de sa durée de conservation, avant son effacement.

data/<nom>/donnees.json      toutes les lignes de la base, table par table
data/<nom>/journal.csv       le journal du dossier : date, acte, statut, auteur, motif (point-virgule, UTF-8)
data/<nom>/lettres/*.eml     les lettres, telles qu'elles sont parties, avec leurs pièces jointes
data/<nom>/actes/*.pdf       les décisions, telles qu'elles ont été exportées, puis signées
data/<nom>/envois/<n°>/      chaque envoi reçu : courriel.eml tel qu'il est arrivé, puis ses fichiers
manifest-sha256.txt          l'empreinte de chaque fichier ; pour vérifier : sha256sum -c manifest-sha256.txt
tagmanifest-sha256.txt       celle des autres fichiers, manifeste compris ; son empreinte est celle du versement

Les fichiers mis en quarantaine ne sont pas extraits ; le courriel qui les apportait peut en contenir.
"""

_JOURNAL = (
    Column("at", "Date", 22),
    Column("event", "Acte", 30),
    Column("status", "Statut", 20),
    Column("by", "Auteur", 24),
    Column("reason", "Motif", 60),
)


class Package(NamedTuple):
    """A package: how many units and files it has, its own hash, and what the store lost, in French."""

    units: int
    files: int
    hash: str
    lost: Sequence[str]


def write_package(settings: Settings, folder: Path, *, at: datetime) -> Package | None:
    """Write what is proposed into a new folder, which its user alone can read; return None where nothing is, and
    nothing was written. What was written is remembered by its hash. Raises Refusal for a folder that is there."""
    must_be_new(folder)
    with reading(settings.database) as session:
        units = propose(session, at=at).units
        if not units:
            return None
        folder.mkdir(mode=0o700, parents=True)
        bag = _Bag(session, Store(settings.store), folder)
        for unit, name in zip(units, distinct(unit.name.replace(" ", "-") for unit in units), strict=True):
            bag.add(unit, f"data/{name}")
        digest = bag.seal(units, at=at)
    close(folder)
    with transaction(settings.database) as session:
        session.add(ArchivePackage(hash=digest, at=at, units=[[*unit.key] for unit in units]))
    return Package(len(units), len(bag.payload), digest, bag.lost)


class _Bag:
    """A folder being filled: the digest of each file, and what the store does not give any more."""

    def __init__(self, session: Session, store: Store, folder: Path) -> None:
        self._session, self._store, self._folder = session, store, folder
        self.payload: dict[str, str] = {}
        self.lost: list[str] = []
        self._octets = 0

    def add(self, unit: Unit, place: str) -> None:
        rows = reach(self._session, unit.key)
        self._write(f"{place}/donnees.json", _as_json(self._session, unit, rows))
        if journal := rows.get("journal"):
            self._write(f"{place}/journal.csv", _as_csv(self._session, journal))
        self._letters(place, rows.get("notice", ()))
        self._acts(place, rows.get("act_file", ()))
        for number in rows.get("deposit", ()):
            self._arrival(f"{place}/envois/{number:06}", self._session.get_one(Deposit, number))

    def _letters(self, place: str, ids: Sequence[int]) -> None:
        left = select(Notice).where(col(Notice.id).in_(ids), col(Notice.sent_at).is_not(None))
        kept = sent_mails(self._session, ids)
        for letter in self._session.exec(left.order_by(col(Notice.id))):
            sent = kept.get(letter.id or 0)
            mail = sent.mail if sent else None
            self._write(f"{place}/lettres/{letter.id:06}.eml", mail or self._built(letter))

    def _built(self, letter: Notice) -> bytes:
        """Return the mail of a letter of which none was kept: one to a desk, or that left on paper."""
        enclosed = files_of(self._session, [letter.id or 0]).get(letter.id or 0, ())
        return build(letter, at=letter.sent_at or letter.enqueued_at, files=enclosed)

    def _acts(self, place: str, ids: Sequence[int]) -> None:
        """Write the acts as they were exported to be signed, and as they were signed."""
        for act in self._session.exec(select(ActFile).where(col(ActFile.id).in_(ids)).order_by(col(ActFile.id))):
            for name, number in (("acte", act.document_id), ("signe", act.signed_document_id)):
                if number:
                    document = self._session.get_one(Document, number)
                    self._write(f"{place}/actes/{act.id:06}-{name}.pdf", document.content)

    def _arrival(self, place: str, arrival: Deposit) -> None:
        files = select(File).where(File.deposit_id == arrival.id, col(File.trouble).is_(None))
        found = [("courriel.eml", arrival.raw_digest)] if arrival.raw_digest else []
        found += [
            (f"{file.position:02}-{file_name(file.name)}", file.digest)
            for file in self._session.exec(files.order_by(col(File.position)))
            if file.digest != arrival.raw_digest
        ]
        names = distinct(f"{place}/{name}" for name, _ in found)
        for name, (_, digest) in zip(names, found, strict=True):
            try:
                self._write(name, self._store.get(digest))
            except Missing as missing:
                self.lost.append(f"Fichier « {name} » : {missing.said}.")

    def seal(self, units: Sequence[Unit], *, at: datetime) -> str:
        """Write what describes the package, and return its hash."""
        block = last_block(self._session)
        info = [
            f"Bagging-Date: {at:%Y-%m-%d}",
            f"Payload-Oxum: {self._octets}.{len(self.payload)}",
            f"External-Description: {len(units)} ; {', '.join(sorted({OUTCOMES[unit.outcome] for unit in units}))}",
            *([f"External-Identifier: bloc {block.number}, {block.hash}"] if block else []),
        ]
        described = {
            "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": "\n".join(info) + "\n",
            "LISEZ-MOI.txt": README,
            "manifest-sha256.txt": _manifest(self.payload),
        }
        tags = {name: self._put(name, text.encode()) for name, text in described.items()}
        return self._put("tagmanifest-sha256.txt", _manifest(tags).encode())

    def _write(self, name: str, content: bytes) -> None:
        self.payload[name] = self._put(name, content)
        self._octets += len(content)

    def _put(self, name: str, content: bytes) -> str:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return sha256(content).hexdigest()


def _manifest(digests: dict[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def _as_json(session: Session, unit: Unit, rows: Rows) -> bytes:
    said = {
        "nom": unit.name,
        "règle": OUTCOMES[unit.outcome],
        "conservé jusqu'au": unit.due_on.isoformat(),
        "tables": {table: [*_rows(session, table, ids)] for table, ids in rows.items()},
    }
    return json.dumps(said, ensure_ascii=False, indent=2, default=str).encode()


def _rows(session: Session, table: str, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    model = tables()[table]
    told = [one for one in SQLModel.metadata.tables[table].columns if not isinstance(one.type, LargeBinary)]
    found = columns(*(getattr(model, one.name) for one in told)).where(col(model.id).in_(ids))  # type: ignore[attr-defined]
    for row in session.execute(found.order_by(model.id)):  # type: ignore[attr-defined]
        yield {one.name: _plain(value, one.type) for one, value in zip(told, row, strict=True)}


def _plain(value: object, kind: object) -> object:
    if isinstance(kind, JSON) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else value


def _as_csv(session: Session, ids: Sequence[int]) -> bytes:
    """Return the journal as a table; no cell of it is a formula."""
    lines = select(JournalLine).where(col(JournalLine.id).in_(ids)).order_by(col(JournalLine.at), col(JournalLine.id))
    told = [
        (line.at.isoformat(), EVENT_LABELS[line.event], LABELS[line.status], line.by, line.reason)
        for line in session.exec(lines)
    ]
    return as_csv(_JOURNAL, told)
