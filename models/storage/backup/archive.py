"""The file of a backup: a zip with the parts of an installation, and a manifest that tells what each must be."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as BadDeflate  # noqa: N812  an exception with a name of its own

from pydantic import BaseModel, ValidationError

from models.errors import Refusal

MANIFEST = "manifeste.json"
CHUNK = 1 << 20

Engine = Literal["sqlite", "postgresql"]


class Entry(BaseModel):
    """What a file of the backup must be."""

    sha256: str
    size: int


class About(BaseModel):
    """What a backup is of: the version of the program and of the schema, the engine of the database, when."""

    program: str
    schema_version: str | None
    engine: Engine
    taken_at: datetime


class Manifest(About):
    """All of it, and each file by its name."""

    format: Literal[1] = 1
    files: Mapping[str, Entry]


class Writer:
    """A backup that is being written: `files` are those that it has."""

    def __init__(self, packed: ZipFile) -> None:
        self._packed = packed
        self.files: dict[str, Entry] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, is_packed_already: bool = True) -> Entry:
        """Add a file, and return what it is."""
        digest, size, described = sha256(), 0, ZipInfo(name)
        described.compress_type = ZIP_STORED if is_packed_already else ZIP_DEFLATED
        with self._packed.open(described, "w", force_zip64=True) as written:
            for chunk in chunks:
                digest.update(chunk)
                size += written.write(chunk)
        self.files[name] = Entry(sha256=digest.hexdigest(), size=size)
        return self.files[name]

    def seal(self, about: About) -> None:
        """Write the manifest, last: a backup without one was not finished."""
        manifest = Manifest(**about.model_dump(), files=self.files)
        self._packed.writestr(MANIFEST, manifest.model_dump_json(indent=1))


class Reader:
    """A backup that is read. `path` is where it lies."""

    def __init__(self, path: Path, packed: ZipFile) -> None:
        self._path, self._packed = path, packed
        self.manifest = self._read_manifest()

    def _read_manifest(self) -> Manifest:
        try:
            return Manifest.model_validate_json(self._packed.read(MANIFEST))
        except KeyError:
            raise Refusal("Sauvegarde", self._path, "elle n'a pas de manifeste : elle n'a pas été achevée.") from None
        except (BadZipFile, BadDeflate, ValidationError) as error:
            raise Refusal("Sauvegarde", self._path, "son manifeste est abîmé.") from error

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a file. Raises Refusal at its end if it is not what was saved, or not there."""
        digest, told = sha256(), self.manifest.files[name]
        try:
            with self._packed.open(name) as content:
                while chunk := content.read(CHUNK):
                    digest.update(chunk)
                    yield chunk
        except KeyError:
            raise Refusal("Fichier", name, "il manque dans la sauvegarde. Rien n'a été écrit.") from None
        except (BadZipFile, BadDeflate, OSError, EOFError):
            raise _damaged(name) from None
        if digest.hexdigest() != told.sha256:
            raise _damaged(name)

    def check(self) -> None:
        """Read all of it. Raises Refusal for the first file that is damaged, missing, or not of the manifest."""
        for name in self.manifest.files:
            if not _stays_inside(name):
                raise Refusal("Fichier", name, "il sortirait du dossier où il serait remis. Rien n'a été écrit.")
            for _ in self.chunks(name):
                pass
        for name in sorted(set(self._packed.namelist()) - self.manifest.files.keys() - {MANIFEST}):
            raise Refusal("Fichier", name, "il n'est pas dans le manifeste de la sauvegarde. Rien n'a été écrit.")


def _damaged(name: str) -> Refusal:
    return Refusal("Fichier", name, "il est abîmé : ce n'est plus ce qui avait été sauvegardé. Rien n'a été écrit.")


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


@contextmanager
def read(path: Path) -> Iterator[Reader]:
    """Open a backup. Raises Refusal where there is none, or what is there is no whole one."""
    try:
        with ZipFile(path) as packed:
            yield Reader(path, packed)
    except FileNotFoundError:
        raise Refusal("Sauvegarde", path, "ce fichier n'existe pas.") from None
    except (BadZipFile, IsADirectoryError):
        raise Refusal("Sauvegarde", path, "ce n'est pas une sauvegarde, ou il en manque la fin.") from None
