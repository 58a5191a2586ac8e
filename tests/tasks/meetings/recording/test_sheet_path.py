"""Where the sheet to import is on the server: a whole path, or one from the folder of documents."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.forms.meetings import MinutesFileForm
from models.vocabulary import StageName, Status
from tasks.meetings.recording.import_sheet import import_minutes
from tests.tasks.meetings.sheet.sheets import at_of, filled, meeting_to_record

AT = at_of(StageName.working_group)
NOWHERE = "introuvable, ou illisible sur le serveur ; indiquez un chemin complet, ou depuis "

NO_SHEET: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda path: None, NOWHERE),
    "a folder": (lambda path: path.mkdir(), NOWHERE),
    "a text": (lambda path: path.write_text("Bonjour"), "ce n'est pas un classeur .xlsx lisible ; ouvrez-le, puis "),
    "too much": (
        lambda path: path.write_bytes(b"PK" + b"\0" * 6_000_000),
        "il dépasse 5 Mo ; ne gardez que les onglets",
    ),
}
"""What may stand at a path, and what is said of it."""


@pytest.mark.parametrize("what", NO_SHEET)
def test_what_is_no_sheet_is_refused(session: Session, tmp_path: Path, what: str) -> None:
    """The path, why it is not read, and what to do."""
    make, why = NO_SHEET[what]
    path = tmp_path / "pv.xlsx"
    make(path)

    with pytest.raises(Refusal) as refused:
        import_minutes(session, MinutesFileForm(file=str(path), by="Mme Essai"), at=AT)

    assert str(refused.value).startswith(f"Fichier « {path} » : {why}")


def test_a_path_that_no_machine_has_is_refused(session: Session) -> None:
    """A form may send any sign."""
    with pytest.raises(Refusal, match="introuvable"):
        import_minutes(session, MinutesFileForm(file="pv\0.xlsx", by="Mme Essai"), at=AT)


def test_a_path_starts_in_the_folder_of_documents(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless it is a whole one."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    case = meeting_to_record(session, StageName.working_group)
    folder = tmp_path / "documents" / "ara-2026"
    folder.mkdir(parents=True)
    (folder / "pv.xlsx").write_bytes(filled(case))

    import_minutes(session, MinutesFileForm(file="ara-2026/pv.xlsx", by="Mme Essai"), at=AT)

    assert {dossier.status for dossier in case.dossiers} == {Status.studied}
