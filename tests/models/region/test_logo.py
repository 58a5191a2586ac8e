"""The logo of a Région: a file of its folder, checked before any document bears it."""

import struct
import zlib
from pathlib import Path

import pytest

from models.region.file import REGIONS, load_file
from models.region.yaml_file import FileError

ALT = 'logo: {alt: "Logo de la Région"}'


def png(width: int = 600, height: int = 200, *, ends: bool = True) -> bytes:
    """Return a white image of a size."""

    def part(kind: bytes, said: bytes) -> bytes:
        return struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))

    header = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = part(b"IDAT", zlib.compress((b"\0" + b"\xff" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + rows + (part(b"IEND", b"") if ends else b"")


def region_file(folder: Path, *, said: str = ALT, content: bytes | None) -> Path:
    """Write a region file with a logo, and return it."""
    file = folder / "ma-region.yaml"
    shipped = (REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8")
    file.write_text(shipped.replace("signature: null, logo: null", f"signature: null, {said}"), encoding="utf-8")
    if content is not None:
        (folder / "ma-region.lettres").mkdir()
        (folder / "ma-region.lettres" / "logo.png").write_bytes(content)
    return file


def test_the_logo_is_read_from_the_folder_of_the_region(tmp_path: Path) -> None:
    """With what it shows, in the region file; it is kept with the session, as the rest of the file is."""
    region = load_file(region_file(tmp_path, content=png())).region

    assert region.documents.logo
    assert (region.documents.logo.alt, type(region).model_validate_json(region.model_dump_json())) == (
        "Logo de la Région",
        region,
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, r"aucun fichier logo\.png"),
        (b"<svg/>", "pas une image PNG entière"),
        (png()[:-30], "pas une image PNG entière"),
        (png(ends=False), "pas une image PNG entière"),
        (png(80, 60), "80 × 60 pixels"),
        (png(1_900, 200), "1900 × 200 pixels"),
        (png() + b"\0" * 60_000, "ko"),
    ],
)
def test_one_that_no_document_can_show_is_refused(tmp_path: Path, content: bytes | None, why: str) -> None:
    """With the reason and the mend, in one sentence."""
    with pytest.raises(FileError, match=why):
        load_file(region_file(tmp_path, content=content))


def test_one_that_nobody_described_is_refused(tmp_path: Path) -> None:
    """Whoever does not see it is told what it shows."""
    with pytest.raises(FileError, match=r"documents\.logo\.alt"):
        load_file(region_file(tmp_path, said="logo: null", content=png()))
