"""The files to fill in, read from the folder of a region file: what is wrong is said before a session opens."""

from pathlib import Path

import pytest

from models.region.file import load_file
from models.region.yaml_file import FileError
from tasks.intake.published.templates import read_templates
from tests.tasks.intake.conftest import SHIPPED, RegionFolder, words
from tests.tasks.reading.files.samples import docx, pdf


def refused(path: Path) -> str:
    """Return what is said of the files of a region file."""
    with pytest.raises(FileError) as error:
        read_templates(load_file(path))
    return str(error.value)


def test_each_file_is_read_with_its_version(folder: RegionFolder) -> None:
    """By the path from the folder of the region file, in the order of the pieces."""
    path = folder(annexe_2=words("Annexe 2"), annexe_1=words("Annexe 1"))

    given = read_templates(load_file(path))

    assert [(one.piece_id, one.name, one.version) for one in given] == [
        ("annexe-1", "annexe-1.docx", "2026-1"),
        ("annexe-2", "annexe-2.docx", "2026-1"),
    ]
    assert given[0].content == words("Annexe 1")


def test_the_shipped_region_gives_none() -> None:
    """What the annexes hold is not known: nothing is made up for them."""
    assert read_templates(load_file("auvergne-rhone-alpes")) == []


def test_a_file_that_is_absent_is_told_at_its_line(folder: RegionFolder) -> None:
    """With the place where it is looked for."""
    path = folder(annexe_1=words("Annexe 1"))
    (path.parent / "modeles/annexe-1.docx").unlink()
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "template:" in text)

    assert refused(path) == (
        f"{path}, ligne {line}, clé « pieces.annexe-1.template.file » : fichier introuvable, ou illisible "
        f"(valeur : modeles/annexe-1.docx). Placez-le ici, lisible : {path.parent}/modeles/annexe-1.docx."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (docx(parts={"word/vbaProject.bin": b"x"}), "le fichier contient des macros, ou un programme"),
        (b"MZ un programme", "le fichier contient des macros, ou un programme"),
        (b"PK\x03\x04 rompu", "le fichier est endommagé"),
        (b"", "le fichier est vide"),
        (b"Annexe en texte.", "le format du fichier n'est pas accepté"),
        (pdf("Annexe 1"), "son nom annonce un autre format"),
        (b"x" * 20_000_001, "fichier trop volumineux"),
    ],
)
def test_a_file_that_nobody_should_be_given_is_refused(folder: RegionFolder, content: bytes, said: str) -> None:
    """What is refused of applicants is not sent to them."""
    assert f": {said} (valeur : modeles/annexe-1.docx)." in refused(folder(annexe_1=content))


def test_a_name_that_tells_no_piece_is_refused(folder: RegionFolder) -> None:
    """It comes back under the name that it was given."""
    path = folder(annexe_1=words("Annexe 1"))
    (path.parent / "modeles/annexe-1.docx").rename(path.parent / "modeles/budget.docx")
    path.write_text(path.read_text().replace("modeles/annexe-1.docx", "modeles/budget.docx"))

    assert refused(path).endswith(
        "Renvoyé sous ce nom, il ne serait pas rattaché à « Annexe 1 » : nommez-le par exemple annexe-1.docx."
    )


@pytest.mark.parametrize("file", ["/etc/passwd", "../secret.docx", "modeles/.cache.docx", "C:\\annexe-1.docx"])
def test_only_the_folder_of_the_region_file_is_read(tmp_path: Path, file: str) -> None:
    """A path leads to nothing else of the machine."""
    path = tmp_path / "region.yaml"
    named = "annexe-1: {label: Annexe 1, "
    path.write_text(SHIPPED.replace(named, f"{named}template: {{file: '{file}', version: '1'}}, "), encoding="utf-8")

    with pytest.raises(FileError, match="ce n'est pas un chemin à partir du dossier de ce fichier"):
        load_file(path)
