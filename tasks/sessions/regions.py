"""The region files that a session may be opened with: those that come with the program, and the one that the
installation names. A person chooses among them, and types no path."""

from models.errors import Refusal
from models.forms.parts import SEPARATOR
from models.region.file import RegionFile, load_file, shipped_regions
from models.storage.settings import Settings

INSTALLED = "installation"
"""What the region file that the installation names is called in forms."""


def offered_regions() -> tuple[str, ...]:
    """Return the region files as a form offers them, that of the installation first."""
    given = Settings().region_file
    return (*([SEPARATOR.join((INSTALLED, given.name))] if given else []), *shipped_regions())


def load_offered(name: str) -> RegionFile:
    """Return a region file that is offered. Raises Refusal for any other name, and FileError for a file that is
    unsound."""
    given = Settings().region_file
    if name == INSTALLED and given:
        return load_file(given)
    if name not in shipped_regions():
        raise Refusal("Région", name, "choisissez dans la liste.")
    return load_file(name)
