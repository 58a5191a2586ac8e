"""Where the parts of an installation lie, and what each is called in a backup."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from fsspec.core import url_to_fs

from models.region.file import load_file
from models.region.yaml_file import FileError
from models.storage.addresses import FolderAddress
from models.storage.settings import Settings

STORE = "archive"


class Place(NamedTuple):
    """A folder of an installation. `name` is what it is called in a backup."""

    name: str
    files: Any
    root: str

    def listed(self) -> Iterator[str]:
        """Yield the files that it holds, as they are called below it; what is half written is none."""
        if self.files.exists(self.root):
            for path in sorted(self.files.find(self.root)):
                if not path.endswith(".part"):
                    yield path[len(self.root) :].lstrip("/")

    def path(self, below: str) -> str:
        """Return where one of its files lies."""
        return f"{self.root}/{below}"


def _place(name: str, address: str) -> Place:
    files, root = url_to_fs(address)
    return Place(name, files, root.rstrip("/"))


def incoming(settings: Settings) -> list[Place]:
    """Return the folders that mails arrive in, where they are of this machine."""
    own = [address for address in settings.mailboxes.values() if isinstance(address, FolderAddress)]
    return [_place("depots", str(address.path)) for address in own]


def kept(settings: Settings) -> list[Place]:
    """Return what else an installation keeps: mails and pieces by content, the embedded server's letters, documents."""
    home = settings.home.resolve()
    return [
        _place(STORE, settings.store),
        _place("courriels", str(settings.mails)),
        _place("documents", str(home / "documents")),
    ]


def region(settings: Settings) -> Place:
    """Return where the region file of an installation lies, or would."""
    path = (
        settings.region_file.resolve() if settings.region_file else settings.home.resolve() / "region" / "region.yaml"
    )
    return _place("region", str(path.parent))


def region_files(settings: Settings) -> Iterator[str]:
    """Yield the region file and the files to fill in that it names, as they are called below its folder."""
    if settings.region_file is None or not settings.region_file.exists():
        return
    yield settings.region_file.name
    with suppress(FileError):  # one that is being written is saved all the same
        pieces = load_file(settings.region_file.resolve()).region.pieces
        templates = {piece.template.file for piece in pieces.values() if piece.template}
        yield from sorted(file for file in templates if (settings.region_file.parent / file).is_file())


def all_places(settings: Settings) -> dict[str, Place]:
    """Return every folder by what it is called in a backup."""
    return {place.name: place for place in (*incoming(settings), *kept(settings), region(settings))}
