"""`spro purge` and `spro archive` as they are typed."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from models.dossiers.application import Application
from models.storage.database import transaction
from models.storage.private import open_to_others
from models.storage.settings import Settings
from tests.flows.command.conftest import Typed
from tests.tasks.console.person.person import PIECE, RAW
from tests.tasks.incidents.forgetting.over import DECIDED, LATER, approved, over, proposed


@pytest.fixture
def reference(typed: Typed) -> str:
    """Have her refused ten years ago, by whatever clock; give the reference of her dossier."""
    named = over(Settings().database)
    with transaction(Settings().database) as session:
        ago = update(Application).where(col(Application.reference) == named)
        session.execute(ago.values(status_at=DECIDED - timedelta(days=3_650)))
    return named


def test_what_is_over_is_proposed(typed: Typed, reference: str) -> None:
    """Which dossiers, what is erased, what stays, and who has it done."""
    said = typed("purge")

    assert (said.returncode, said.stderr) == (0, "")
    first, erased, stays, by = said.stdout.splitlines()
    assert first == f"À effacer, candidature refusée : 1 unité ({reference})."
    assert (erased.split(" :")[0], stays.split(" :")[0]) == ("Effacés", "Restent")
    assert "autoriser-effacement" in by


def test_the_certificate_is_read_by_its_number(typed: Typed, reference: str) -> None:
    """As JSON; a number that none has is refused."""
    approved(Settings().database, *proposed(Settings().database), at=LATER)

    assert json.loads(typed("purge", "--certificate", "1").stdout)["certificat"] == 1
    assert typed("purge", "--certificate", "2").returncode == 1


def test_the_archives_get_a_package_that_they_verify_by_themselves(typed: Typed, reference: str) -> None:
    """Each file by its hash, as « sha256sum -c » does, and all of it by its own."""
    said = typed("archive", "versement")

    manifest = Path("versement/manifest-sha256.txt").read_text(encoding="utf-8")
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in manifest.splitlines())}
    found = {str(path.relative_to("versement")) for path in Path("versement/data").rglob("*") if path.is_file()}
    assert (said.returncode, found) == (0, set(listed))
    assert {name: sha256(Path("versement", name).read_bytes()).hexdigest() for name in listed} == listed
    assert said.stdout.splitlines()[-1].endswith(
        sha256(Path("versement/tagmanifest-sha256.txt").read_bytes()).hexdigest()
    )
    assert open_to_others(Path("versement")) == 0


def test_it_holds_pieces_letters_and_journal(typed: Typed, reference: str) -> None:
    """In plain files, below the reference; what lies in quarantine is only named."""
    typed("archive", "versement")

    dossier = Path("versement/data", reference)
    names = {path.name for path in dossier.rglob("*")}
    contents = {path.read_bytes() for path in dossier.rglob("*") if path.is_file()}
    assert {"donnees.json", "journal.csv", "courriel.eml"} < names
    assert {RAW, PIECE} < contents
    assert "facture.exe" in (dossier / "donnees.json").read_text(encoding="utf-8")
    assert any(b"Bonjour Anne" in content for content in contents)


def test_nothing_that_is_there_is_overwritten(typed: Typed, reference: str) -> None:
    """Nor is anything written where nothing is over."""
    Path("versement").mkdir()

    assert typed("archive", "versement").returncode == 1
