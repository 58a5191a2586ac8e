"""Territories of the region file: which one a commune or a département lies in."""

import pytest

from models.region.file import load_region
from models.region.place import Territory, of_place
from models.region.yaml_file import FileError
from tests.factories import REGION

TERRITORIES = {
    "forez": Territory(label="Forez", communes=["42147"]),
    "loire": Territory(label="Loire", departments=["42"]),
    "rhone": Territory(label="Rhône", departments=["69D"]),
    "lyon": Territory(label="Métropole de Lyon", departments=["69M"]),
    "choisi": Territory(label="Sur choix"),
}


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("42147", ("forez",)),
        ("42218", ("loire",)),
        ("42", ("loire",)),
        ("69M", ("lyon",)),
        ("69123", ("rhone", "lyon")),
        ("75", ()),
    ],
)
def test_the_most_precise_holds(place: str, found: tuple[str, ...]) -> None:
    """A commune that is named, else the very département, else the one that the commune is of."""
    assert of_place(TERRITORIES, place) == found


def test_a_territory_is_of_the_region() -> None:
    """A département of another one is refused with its key."""
    with pytest.raises(FileError, match=r"territories\.paris\.departments"):
        load_region(REGION, {"territories": {"paris": {"label": "Paris", "departments": ["75"]}}})
