"""A backup holds all of an installation, is put back where there is none, and writes over nothing."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from models.dossiers.application import Organisation
from models.errors import Refusal
from models.storage.backup.restore import check, restore
from models.storage.backup.save import save
from models.storage.database import transaction
from models.storage.settings import Settings
from models.storage.version import HEAD
from tasks.intake.store import Store
from tests.models.storage.backup.conftest import Installed
from tests.support.transactions import rows_of

AT = datetime(2026, 5, 4, 8, tzinfo=UTC)

on_each_engine = pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])


@pytest.fixture
def backup(filled: Settings, tmp_path: Path) -> Path:
    """Give a backup of the installation."""
    save(filled, tmp_path / "sauvegarde.zip", at=AT)
    return tmp_path / "sauvegarde.zip"


def files(settings: Settings) -> dict[str, bytes]:
    """Return all files of an installation that a backup holds, by their place."""
    kept = ("store", "depots", "mails", "regle")
    found = [path for name in kept for path in (settings.home / name).rglob("*") if path.is_file()]
    return {str(path.relative_to(settings.home)): path.read_bytes() for path in found}


def rewritten(backup: Path, name: str, content: bytes | None) -> Path:
    """Return a copy of a backup in which a file holds something else, or is gone."""
    copy = backup.with_name("autre.zip")
    with ZipFile(backup) as source, ZipFile(copy, "w") as target:
        for there in source.namelist():
            if there != name:
                target.writestr(there, source.read(there))
            elif content is not None:
                target.writestr(there, content)
    return copy


@on_each_engine
def test_what_is_put_back_is_what_was_saved(filled: Settings, backup: Path, install: Installed) -> None:
    """Rows and files; nothing of Prefect, whose schedules are made at the next start."""
    other = install("seconde")

    manifest = restore(other, backup)

    assert (manifest.schema_version, manifest.taken_at) == (HEAD, AT)
    assert rows_of(other.database) == rows_of(filled.database)
    assert files(other) == files(filled)
    assert not (other.home / "prefect").exists()


@on_each_engine
def test_a_backup_that_is_put_back_twice_is_refused(backup: Path, install: Installed) -> None:
    """What goes on since would be lost."""
    other = install("seconde")
    restore(other, backup)

    with pytest.raises(Refusal, match=r"^Base « .*seconde » : elle sert déjà"):
        restore(other, backup)


def test_nothing_is_written_over(backup: Path, install: Installed) -> None:
    """Not even a mail that waits: the backup is refused before anything is written."""
    other = install("seconde")
    other.mailbox.mkdir(parents=True)
    (other.mailbox / "nouveau.eml").write_text("other", encoding="utf-8")

    with pytest.raises(Refusal, match="un autre est déjà à cette place"):
        restore(other, backup)

    assert files(other) == {"depots/nouveau.eml": b"other"}


def test_what_was_interrupted_is_ended_by_the_same_command(
    filled: Settings, backup: Path, install: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database comes last: what is there before it is looked at, and kept."""
    other = install("seconde")
    monkeypatch.setattr("models.storage.backup.restore.load", _fail)
    with pytest.raises(OSError, match="power"):
        restore(other, backup)

    monkeypatch.undo()
    restore(other, backup)

    assert files(other) == files(filled)
    assert rows_of(other.database) == rows_of(filled.database)


def _fail(_source: Path, _address: str) -> None:
    raise OSError("power")


def test_a_backup_is_checked_without_writing(backup: Path, tmp_path: Path) -> None:
    """All of it is read."""
    before = sorted(tmp_path.rglob("*"))

    manifest = check(backup)

    assert len(manifest.files) == 6
    assert sorted(tmp_path.rglob("*")) == before


def test_a_damaged_file_is_named(backup: Path) -> None:
    """Whichever it is."""
    for name in check(backup).files:
        with pytest.raises(Refusal, match=rf"^Fichier « {name} » : il est abîmé"):
            check(rewritten(backup, name, b"other"))


def test_a_missing_file_is_named(backup: Path) -> None:
    """Whichever it is."""
    for name in check(backup).files:
        with pytest.raises(Refusal, match=rf"^Fichier « {name} » : il manque"):
            check(rewritten(backup, name, None))


def test_a_file_that_was_slipped_in_is_named(backup: Path) -> None:
    """It was not saved."""
    with ZipFile(backup, "a") as packed:
        packed.writestr("archive/zz", b"other")

    with pytest.raises(Refusal, match=r"^Fichier « archive/zz » : il n'est pas dans le manifeste"):
        check(backup)


@pytest.mark.parametrize("octets", [0, 1_000, -40])
def test_a_backup_whose_end_is_missing_is_refused(backup: Path, octets: int) -> None:
    """A copy that was cut."""
    backup.write_bytes(backup.read_bytes()[:octets])

    with pytest.raises(Refusal, match="ce n'est pas une sauvegarde, ou il en manque la fin"):
        check(backup)


def test_a_backup_of_a_later_version_is_refused(backup: Path) -> None:
    """Its rows might mean something else."""
    with ZipFile(backup) as packed:
        manifest = packed.read("manifeste.json").replace(f'"{HEAD}"'.encode(), b'"9999"')

    with pytest.raises(Refusal, match=r"^Version de la base « 9999 »"):
        check(rewritten(backup, "manifeste.json", manifest))


def test_a_file_that_leads_out_of_its_folder_is_refused(backup: Path) -> None:
    """Whoever made that backup meant no good."""
    with ZipFile(backup) as packed:
        manifest = packed.read("manifeste.json").replace(b"depots/nouveau.eml", b"depots/../../x.eml")

    with pytest.raises(Refusal, match=r"^Fichier « depots/../../x.eml » : il sortirait"):
        check(rewritten(backup, "manifeste.json", manifest))


def test_a_backup_is_never_written_over(filled: Settings, backup: Path) -> None:
    """Yesterday's may be needed."""
    before = backup.read_bytes()

    with pytest.raises(Refusal, match="existe déjà"):
        save(filled, backup, at=AT)

    assert backup.read_bytes() == before


def test_what_changed_in_the_store_is_told(filled: Settings, tmp_path: Path) -> None:
    """It is saved as it is: nothing better is to be had, and somebody knows."""
    digest = sha256(b"mail").hexdigest()
    path = Path(Store(filled.store).path(digest))
    path.chmod(0o600)
    path.write_bytes(b"wail")

    saved = save(filled, tmp_path / "sauvegarde.zip", at=AT)

    assert saved.changed == (f"{digest[:2]}/{digest}",)


@on_each_engine
def test_nobody_waits_while_others_write(filled: Settings, install: Installed, tmp_path: Path) -> None:
    """Neither who saves nor who writes: what is not committed as the database is read is not in the backup."""
    before = rows_of(filled.database)
    with transaction(filled.database) as session:
        session.add(Organisation(name="Venue entre-temps"))
        session.flush()
        save(filled, tmp_path / "sauvegarde.zip", at=AT)

    other = install("seconde")
    restore(other, tmp_path / "sauvegarde.zip")

    assert rows_of(other.database) == before
    assert len(rows_of(filled.database)["organisation"]) == len(before["organisation"]) + 1
