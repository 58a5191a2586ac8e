"""An installation saved, put back and upgraded by what is typed."""

from pathlib import Path

import pytest

from flows.machine.lock import alone
from models.storage.database import connectable, forget, transaction
from models.storage.migrations.upgrade import lead_to, standing
from models.storage.settings import Settings
from models.storage.version import HEAD, MARK, VERSIONS
from tests.factories import campaign_with
from tests.flows.command.conftest import Typed


@pytest.fixture
def installed(typed: Typed) -> Settings:
    """Give an installation with a session."""
    settings = Settings()
    with transaction(settings.database) as session:
        campaign_with(session)
    forget(settings.database)
    return settings


def test_a_backup_is_checked_then_put_back(installed: Settings, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into another folder; what a backup holds is said of each step."""
    saved, checked = typed("backup", "sauvegarde.zip"), typed("restore", "sauvegarde.zip", "--check")
    monkeypatch.setenv("SPRO_HOME", str(installed.home.with_name("autre")))
    put_back = typed("restore", "sauvegarde.zip")

    assert (saved.returncode, saved.stdout) == (0, "sauvegarde.zip : 1 fichier sauvegardé.\n")
    assert (checked.returncode, checked.stdout.endswith(" : 1 fichier. Elle est entière.\n")) == (0, True)
    assert (put_back.returncode, "en place" in put_back.stdout) == (0, True)
    assert (Settings().home / "spro.db").exists()


def test_a_file_that_changed_in_the_store_is_named(installed: Settings, typed: Typed) -> None:
    """All is saved, and the command says that something is wrong."""
    (installed.home / "store" / "ab").mkdir(parents=True)
    (installed.home / "store" / "ab" / "abcd").write_bytes(b"other")

    said = typed("backup", "sauvegarde.zip")

    assert said.returncode == 1
    assert said.stderr == "Fichier « ab/abcd » : dans l'archive, il n'est plus ce qui avait été reçu.\n"
    assert Path("sauvegarde.zip").exists()


def test_a_damaged_backup_is_one_line(installed: Settings, typed: Typed) -> None:
    """Which names it."""
    Path("sauvegarde.zip").write_bytes(b"other")

    said = typed("restore", "sauvegarde.zip", "--check")

    assert (said.returncode, said.stderr) == (
        1,
        "Sauvegarde « sauvegarde.zip » : ce n'est pas une sauvegarde, ou il en manque la fin.\n",
    )


@pytest.fixture
def former(typed: Typed) -> Settings:
    """Give an installation whose database is of the first version, which carries no mark."""
    settings = Settings()
    made = connectable(settings.database)
    with made.begin() as connection:
        lead_to(connection, VERSIONS[0])
        MARK.drop(connection)
    made.dispose()
    return settings


def test_a_former_database_is_saved_then_upgraded(former: Settings, typed: Typed) -> None:
    """The copy is as it was; a second time there is nothing to do."""
    upgraded, again = typed("migrate"), typed("migrate")

    [copy] = (former.home / "bases-anterieures").iterdir()
    assert upgraded.stdout == f"Base de la version {VERSIONS[0]} : elle passe à la version {HEAD}. Sa copie : {copy}\n"
    assert again.stdout == f"La base est déjà à la version {HEAD}.\n"
    assert standing(f"sqlite:///{copy}") == VERSIONS[0]


def test_a_former_database_is_refused_by_all_other_commands(former: Settings, typed: Typed) -> None:
    """In a line that says which command upgrades it."""
    said = typed("plan")

    assert (said.returncode, "Lancez « spro migrate »" in said.stderr) == (1, True)


def test_a_system_that_runs_is_left_alone(former: Settings, typed: Typed) -> None:
    """What it reads and writes would change under it."""
    with alone(former.home, "spro up"):
        said = typed("migrate")

    assert (said.returncode, "le système y tourne déjà" in said.stderr) == (1, True)
