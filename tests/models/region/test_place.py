"""How a region file may call its sessions and applications."""

import pytest

from models.region.file import load_region
from models.region.yaml_file import FileError
from tests.factories import REGION


@pytest.mark.parametrize("reference", ["HDF-{year}-{number:03d}", "{year}/{number}", "ÉTÉ-{year}-{number}"])
def test_a_reference_is_written_in_capitals(reference: str) -> None:
    """Or without letters: forms put what people type in capitals, and find it."""
    region = load_region(REGION, {"session.reference": reference})

    assert region.reference(2026, 7) == region.reference(2026, 7).upper()


def test_a_reference_in_small_letters_is_refused() -> None:
    """Nobody could ever type it."""
    with pytest.raises(FileError, match="référence en minuscules"):
        load_region(REGION, {"session.reference": "hdf-{year}-{number}"})
