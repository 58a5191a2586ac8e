"""The logo that members receive: kept as the session opens, and sent with the letter of effect."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.notices import NoticeFile
from models.region.file import RegionFile, load_file
from models.region.yaml_file import FileError
from models.vocabulary import Status
from tasks.intake.published.files import files_of, publish, versions
from tasks.intake.published.logo import LOGO, read_logo
from tasks.members.joining.effect import take_effect
from tests.factories import application, campaign_with
from tests.support.members import SEPTEMBER

SHIPPED = Path("models/region/shipped/auvergne-rhone-alpes.yaml")


def beside(folder: Path, content: bytes | None, name: str = "logo.png") -> RegionFile:
    """Return a region file that names a logo beside it."""
    text = SHIPPED.read_text(encoding="utf-8").replace("members_logo: null", f"members_logo: {name}")
    file = folder / "ma-region.yaml"
    file.write_text(text, encoding="utf-8")
    if content is not None:
        (folder / name).write_bytes(content)
    return load_file(file)


def test_it_goes_with_the_letter_of_effect(session: Session, tmp_path: Path) -> None:
    """After the certificate; it is no file to fill in, and no version of one."""
    campaign = campaign_with(session)
    application(session, campaign, Status.accepted)
    publish(session, campaign, [*read_logo(beside(tmp_path, b"\x89PNG"))])

    take_effect(session, campaign, at=SEPTEMBER)

    assert list(session.exec(select(NoticeFile.name))) == ["certificat-ADH-2026-0001.pdf", "logo.png"]
    assert LOGO not in {one.piece_id for one in files_of(session, campaign)}
    assert versions(session, campaign.region_id) == []


def test_a_region_without_one_gives_none() -> None:
    """As the shipped file has it."""
    assert [*read_logo(load_file(SHIPPED))] == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (None, "logo.png", "fichier introuvable"),
        (b"MZ", "logo.exe", "ce n'est pas un logo"),
        (b"", "logo.png", "ce n'est pas un logo"),
        (b"x" * 2_000_001, "logo.png", "ce n'est pas un logo"),
    ],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, content: bytes | None, name: str, said: str) -> None:
    """With the key, and what to give."""
    with pytest.raises(FileError, match=f"documents.members_logo.*{said}"):
        [*read_logo(beside(tmp_path, content, name))]
