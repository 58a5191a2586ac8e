"""The files that go with an answer: mails as they came, their files, letters as they left."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from models.intake.deposit import EXAMINED, Deposit, File
from models.notices import Notice
from notifications.delivery.message import build
from notifications.documents.archive import distinct
from notifications.outbox.enclosures import files_of
from tasks.console.person.held import is_own, sent_at
from tasks.intake.store import Missing, Store
from tasks.reading.mail.text import file_name

MAILS, LETTERS = "envois", "lettres"


class Files:
    """The folder of an answer, being filled. `lost` says in French what the store does not give any more."""

    def __init__(self, session: Session, store: Store, folder: Path) -> None:
        """Fill a folder that is there."""
        self._session, self._store, self.folder = session, store, folder
        self.lost: list[str] = []

    def of_arrival(self, arrival: Deposit, number: str) -> list[str]:
        """Write the mail of an arrival and its sound files, and return their names."""
        contents = [("courriel.eml", arrival.raw_digest)] if arrival.raw_digest else []
        contents += [(f"{file.position:02}-{file_name(file.name)}", file.digest) for file in self._sound(arrival)]
        names = distinct(f"{MAILS}/{number}/{name}" for name, _ in contents)
        return [name for name, (_, digest) in zip(names, contents, strict=True) if self._copied(name, digest)]

    def of_letter(self, letter: Notice) -> list[str]:
        """Write a letter of its reader's own as it left, its files in it, and return its name; none of another."""
        if not is_own(letter):
            return []
        enclosed = files_of(self._session, [letter.id or 0]).get(letter.id or 0, ())
        name = f"{LETTERS}/{letter.id:06}.eml"
        self._write(name, build(letter, at=sent_at(letter), files=enclosed))
        return [name]

    def withheld(self, arrival: Deposit) -> list[str]:
        """Return the names of the files of an arrival that lie in quarantine."""
        return [file.name for file in self._files(arrival) if file.trouble]

    def _sound(self, arrival: Deposit) -> Iterator[File]:
        """Yield what the store keeps one by one: files that were looked at, and may be opened."""
        if arrival.sorted_at and arrival.nature in EXAMINED:
            yield from (file for file in self._files(arrival) if not file.trouble)

    def _files(self, arrival: Deposit) -> Sequence[File]:
        theirs = select(File).where(File.deposit_id == arrival.id)
        return self._session.exec(theirs.order_by(col(File.position))).all()

    def _copied(self, name: str, digest: str) -> bool:
        try:
            self._write(name, self._store.get(digest))
        except Missing as missing:
            self.lost.append(f"Fichier « {name} » : {missing.said}.")
            return False
        return True

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
