"""An installation verified: what it keeps too, and whether it is the one of which a hash was noted."""

from pathlib import Path

import pytest
from sqlmodel import select

from models.intake.deposit import Deposit, File
from models.notices import Document
from models.storage.database import reading, transaction
from models.storage.proof.seals import last_block
from models.storage.settings import Settings
from tasks.incidents.proof.verified import Noted, verify
from tasks.intake.store import Store
from tests.conftest import Installation
from tests.tasks.incidents.proof.sealed import BLOCKS, LINES, sealed


def kept(digest: str | None) -> Path:
    """The file in which the store keeps a content."""
    return Path(Store(Settings().store).path(digest or ""))


@pytest.fixture
def proven(spro: Installation) -> Installation:
    """Give an installation in which something of each kind is sealed."""
    sealed(spro.database)
    return spro


def test_all_of_it_is_looked_at(any_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines, mails, files, what letters carry: on each engine a row says what it said when it was sealed."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    sealed(any_database)

    verified = verify(Settings())

    assert (verified.fault, verified.lines, verified.waiting, verified.contents) == (None, LINES, 0, 5)
    assert verified.last
    assert verified.last.number == BLOCKS


def test_a_changed_mail_of_the_store_is_named(proven: Installation) -> None:
    """By the arrival that it is of."""
    with reading(proven.database) as session:
        digest = session.exec(select(Deposit.raw_digest).where(Deposit.id == 2)).one()
    kept(digest).write_bytes(b"autre chose")

    assert verify(Settings()).fault == (
        f"Magasin de fichiers : le contenu {digest} (message de l'envoi n° 2) a été modifié."
    )


def test_a_file_that_is_gone_from_the_store_is_named(proven: Installation) -> None:
    """By the arrival that brought it."""
    with reading(proven.database) as session:
        digest = session.exec(select(File.digest)).one()
    kept(digest).unlink()

    assert verify(Settings()).fault == (
        f"Magasin de fichiers : le contenu {digest} (fichier de l'envoi n° 3) a disparu."
    )


def test_a_changed_attachment_is_named(proven: Installation) -> None:
    """Its digest is sealed with its letter."""
    with transaction(proven.database) as session:
        session.exec(select(Document)).one().content = b"%PDF-autre"

    assert (verify(Settings()).fault or "").endswith("son contenu a été modifié.")


def test_the_hash_that_was_noted_is_that_of_its_block(proven: Installation) -> None:
    """As it was printed, or typed in groups; another one tells that the chain was written anew."""
    with reading(proven.database) as session:
        block = last_block(session)
    assert block

    typed = f"{block.hash[:32].upper()} {block.hash[32:]}"
    assert verify(Settings(), noted=Noted(BLOCKS, typed)).fault is None
    assert (verify(Settings(), noted=Noted(BLOCKS, "0" * 64)).fault or "").endswith("la chaîne a été récrite.")
    assert (verify(Settings(), noted=Noted(BLOCKS + 1, block.hash)).fault or "").startswith("Bloc 4 : la chaîne ne l'a")
