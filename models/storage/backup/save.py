"""An installation saved while it runs: one file, which appears under its name once it is whole."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple
from zipfile import ZipFile

from models.errors import Refusal
from models.storage.backup.archive import CHUNK, About, Writer
from models.storage.backup.databases import NAMES, dump, engine_of, has_tables, version_of
from models.storage.backup.durable import put_in_place
from models.storage.backup.places import STORE, Place, incoming, kept, region, region_files
from models.storage.settings import Settings


class Saved(NamedTuple):
    """How many files were saved, and which of the store are not what they were when they came."""

    files: int
    changed: tuple[str, ...]


def save(settings: Settings, target: Path, *, at: datetime) -> Saved:
    """Save an installation to a file, and return what was saved. Raises Refusal where there is none, where the file is
    there already, or where the database cannot be read whole."""
    if target.exists():
        raise Refusal("Sauvegarde", target, "ce fichier existe déjà. Donnez un autre nom : rien n'est écrasé.")
    if not has_tables(settings.database):
        raise Refusal("Installation", settings.home, "elle n'a pas encore de base : il n'y a rien à sauvegarder.")
    with TemporaryDirectory(prefix=".spro-", dir=_folder(target)) as folder:
        part = Path(folder) / "sauvegarde"
        with ZipFile(part, "w", allowZip64=True, compresslevel=1) as packed:
            saved = _fill(Writer(packed), settings, Path(folder), at=at)
        put_in_place(part, target)
    return saved


def _folder(target: Path) -> Path:
    if not target.absolute().parent.is_dir():
        raise Refusal("Sauvegarde", target, "son dossier n'existe pas.")
    return target.absolute().parent


def _fill(written: Writer, settings: Settings, folder: Path, *, at: datetime) -> Saved:
    """Mails that wait come first, then the database, then what it names.

    The store only grows, and what a row names was kept before the row was written: files that are read after the
    database hold all that it names, and perhaps some that no row names yet, which are kept for nothing. A mail that is
    registered meanwhile was read where it waited: once all is put back, it is registered then, or known already. The
    other way round it could lie among those that are dealt with, and in no row.
    """
    engine, copy = engine_of(settings.database), folder / "base"
    for place in incoming(settings):
        _add(written, place, place.listed())
    dump(settings.database, copy)
    written.add(NAMES[engine], _chunks(copy.open("rb")), is_packed_already=engine != "sqlite")
    changed = [name for place in kept(settings) for name in _add(written, place, place.listed())]
    _add(written, region(settings), region_files(settings))
    carried = version_of(settings.database)
    written.seal(About(program=version("spro-candidatures"), schema_version=carried, engine=engine, taken_at=at))
    return Saved(len(written.files), tuple(changed))


def _add(written: Writer, place: Place, names: Iterable[str]) -> list[str]:
    """Add files of a folder, and return those of the store whose content is not that of their name."""
    changed = []
    for name in names:
        with suppress(FileNotFoundError):  # a mail that was moved on meanwhile
            opened = place.files.open(place.path(name), "rb")
            entry = written.add(f"{place.name}/{name}", _chunks(opened))
            if place.name == STORE and entry.sha256 != PurePosixPath(name).name:
                changed.append(name)
    return changed


def _chunks(opened: IO[bytes]) -> Iterator[bytes]:
    with opened:
        while chunk := opened.read(CHUNK):
            yield chunk
