"""`spro person` as it is typed."""

from pathlib import Path

import pytest

from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.intake.store import Store
from tests.flows.command.conftest import Typed
from tests.tasks.console.person.person import PIECE, SHE, write


@pytest.fixture(autouse=True)
def _furnished(typed: Typed) -> None:
    """Have the installation hold something about somebody."""
    with transaction(Settings().database) as session:
        write(session)


def test_what_is_held_is_counted(typed: Typed) -> None:
    """With where to read it; a folder that is there is left alone."""
    first, again = typed("person", SHE, "acces"), typed("person", SHE, "acces")

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[0] == "Dossiers : 1"
    assert first.stdout.splitlines()[-1] == "À relire avant de le remettre : acces/donnees.html"
    assert (again.returncode, again.stderr) == (
        1,
        "Dossier « acces » : il existe déjà. Donnez un autre nom : rien n'est écrasé.\n",
    )


def test_of_somebody_unknown_nothing_is_written(typed: Typed) -> None:
    """And that is said."""
    said = typed("person", "inconnue@cidff.example", "acces")

    assert (said.returncode, said.stdout) == (
        0,
        "Rien de ce qui est détenu ne nomme cette adresse ; rien n'a été écrit.\n",
    )
    assert not Path("acces").exists()


def test_what_could_not_be_read_is_an_error(typed: Typed) -> None:
    """The rest is written."""
    store = Store(Settings().store)
    Path(store.path(store.put(PIECE))).unlink()

    said = typed("person", SHE, "acces")

    assert said.returncode == 1
    assert "n'est plus dans le magasin de fichiers." in said.stderr
    assert Path("acces", "donnees.html").exists()
