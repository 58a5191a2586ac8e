"""`spro verify` as it is typed."""

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from flows.command.proof import app
from models.dossiers.journal import JournalLine
from models.storage.database import transaction
from tests.conftest import Installation
from tests.tasks.incidents.proof.sealed import BLOCKS, sealed

TYPED = CliRunner()


def test_a_sound_chain_is_said_with_the_hash_to_note(spro: Installation) -> None:
    """And that nothing is sealed yet, where nothing is."""
    before = TYPED.invoke(app, ["verify"])
    sealed(spro.database)
    after = TYPED.invoke(app, ["verify"])

    assert (before.exit_code, before.stdout) == (0, "Rien n'est encore scellé.\n")
    first, last, noted = after.stdout.splitlines()
    assert first == "Rien n'a été modifié : 3 blocs, 18 lignes scellées, 5 contenus."
    assert last.startswith(f"Dernier bloc : n° {BLOCKS}, scellé le ")
    assert len(noted.removeprefix("Empreinte : ")) == 64


def test_the_first_line_that_was_changed_is_named(spro: Installation) -> None:
    """On the standard error, and the command exits with 1."""
    sealed(spro.database)
    with transaction(spro.database) as session:
        session.exec(select(JournalLine).where(JournalLine.id == 5)).one().reason = "Autre motif."

    said = TYPED.invoke(app, ["verify"])

    assert said.exit_code == 1
    assert said.stdout == ""
    assert said.stderr == (
        "Ligne 5 du bloc 1, acte du journal n° 5, ARA-2026-0002, du 02/03/2026 à 10:00 : modifiée depuis qu'elle est "
        "scellée (diffère : motif).\n"
    )


@pytest.mark.parametrize("noted", [("--block", "3", "ab" * 32), ("--block", "9", "ab" * 32)])
def test_a_hash_that_is_not_the_chain_s_is_said(spro: Installation, noted: tuple[str, ...]) -> None:
    """The chain may be sound all the same: it was written anew, or cut."""
    sealed(spro.database)

    assert TYPED.invoke(app, ["verify", *noted]).exit_code == 1
