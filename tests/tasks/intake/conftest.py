"""A region folder: a copy of the shipped region whose annexes 1 and 2 have files to fill in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.region.file import REGIONS
from tests.tasks.reading.files.samples import docx

SHIPPED = (REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8")
LABEL = "annexe-{}: {{label: Annexe {}, "

RegionFolder = Callable[..., Path]


def words(*lines: str) -> bytes:
    """Return a DOCX of some lines."""
    return docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines))


@pytest.fixture
def folder(tmp_path: Path) -> RegionFolder:
    """Give what writes a region file whose annexes have these files, by number, and returns its path."""

    def write(version: str = "2026-1", **files: bytes) -> Path:
        text = SHIPPED
        for name, content in files.items():
            number, _, suffix = name.removeprefix("annexe_").partition("_")
            file = f"modeles/annexe-{number}.{suffix or 'docx'}"
            (tmp_path / "modeles").mkdir(exist_ok=True)
            (tmp_path / file).write_bytes(content)
            named = LABEL.format(number, number)
            text = text.replace(named, f'{named}template: {{file: {file}, version: "{version}"}}, ')
        path = tmp_path / "region.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
