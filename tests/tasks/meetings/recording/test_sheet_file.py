"""The sheet to import is a file that a desk sent: whatever it is, it is read or refused in one sentence."""

from pathlib import Path

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.forms.meetings import MinutesFileForm
from models.intake.words import Trouble
from models.vocabulary import Status
from tasks.meetings.recording.import_sheet import import_minutes
from tests.factories import campaign_with, desk_file
from tests.tasks.meetings.sheet.sheets import at_of, filled, meeting_to_record

AT = at_of("working_group")

NO_SHEET: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "ce n'est pas un classeur .xlsx lisible ; ouvrez-le, puis "),
    "a text": (b"Bonjour", "ce n'est pas un classeur .xlsx lisible ; ouvrez-le, puis "),
    "too much": (b"PK" + b"\0" * 6_000_000, "il dépasse 5 Mo ; ne gardez que les onglets"),
}
"""What a file may hold, and what is said of it."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a store of its own."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))


@pytest.mark.parametrize("what", NO_SHEET)
def test_what_is_no_sheet_is_refused(session: Session, what: str) -> None:
    """By its name, with what to do."""
    content, why = NO_SHEET[what]
    campaign_with(session)
    file = desk_file(session, content, "pv.xlsx")

    with pytest.raises(Refusal) as refused:
        import_minutes(session, MinutesFileForm(file=file, by="Mme Essai"), at=AT)

    assert str(refused.value).startswith(f"Fichier « pv.xlsx » : {why}")


@pytest.mark.parametrize(
    "file", ["fichier-9", "/etc/passwd", "pv\0.xlsx", "fichier-²", "fichier-99999999999999999999", "fichier-"]
)
def test_what_names_no_file_of_a_desk_is_refused(session: Session, file: str) -> None:
    """A place on the server above all: none is ever opened."""
    campaign_with(session)

    with pytest.raises(Refusal, match="choisissez dans la liste un fichier qu'un service nous a envoyé"):
        import_minutes(session, MinutesFileForm(file=file, by="Mme Essai"), at=AT)


def test_a_file_in_quarantine_is_refused(session: Session) -> None:
    """Whoever typed its number does not open it either."""
    campaign_with(session)
    file = desk_file(session, b"MZ", trouble=Trouble.executable)

    with pytest.raises(Refusal, match="le fichier est un programme"):
        import_minutes(session, MinutesFileForm(file=file, by="Mme Essai"), at=AT)


def test_the_sheet_that_was_chosen_is_imported(session: Session) -> None:
    """As the list shows it, with its name and where it comes from."""
    case = meeting_to_record(session, "working_group")
    file = desk_file(session, filled(case))

    import_minutes(session, MinutesFileForm(file=f"{file} · saisie.xlsx · DFOR", by="Mme Essai"), at=AT)

    assert {dossier.status for dossier in case.dossiers} == {Status.studied}
