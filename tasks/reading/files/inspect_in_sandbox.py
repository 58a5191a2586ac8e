"""A file examined, in the process apart: what it is, what is wrong with it, and what an archive holds.

Only plain values go in and come out, as `apart` wants.
"""

from typing import NamedTuple
from zipfile import ZipFile

from models.intake.words import Trouble
from tasks.reading.files.archives import Budget, Corrupted, TooMuch, Unpacked, allowance, fitting, open_zip, unpack
from tasks.reading.files.formats import EXECUTABLE, OLE, detect_format, told_ole
from tasks.reading.files.office import told_office, wrong_office
from tasks.reading.files.pdf import wrong_pdf

ARCHIVE = "zip"

Found = tuple[str | None, Trouble | None]
Held = tuple[str, bytes, str | None, str | None]
"""A file of an archive: its path, its content, its format, its trouble."""
Examined = tuple[str | None, str | None, list[Held]]
"""A format, a trouble, and the files of an archive."""


class FileBounds(NamedTuple):
    """What a file may be, in plain numbers: its size and format; how many files and octets may come out of an archive,
    how many archives may lie in one another, and how many times its own size one may unpack to."""

    size: int
    formats: frozenset[str]
    files: int
    octets: int
    depth: int
    ratio: int


def examine_file(content: bytes, name: str, limits: FileBounds) -> Examined:
    """Examine a file. An archive that goes beyond a bound, itself or by those in it, is refused whole."""
    budget = Budget(files=limits.files, octets=allowance(len(content), octets=limits.octets, ratio=limits.ratio))
    try:
        kind, trouble, held = _Examination(limits, budget).file(content, name, 1)
    except TooMuch:
        return ARCHIVE, Trouble.too_many.value, []
    return kind, _plain(trouble), held


def _plain(trouble: Trouble | None) -> str | None:
    return trouble and trouble.value


class _Examination:
    """One file, and all that comes out of it, within one budget."""

    def __init__(self, bounds: FileBounds, budget: Budget) -> None:
        self._bounds, self._budget = bounds, budget

    def file(self, content: bytes, name: str, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        """Examine a file that lies so many archives deep, its own included."""
        if not content:
            return None, Trouble.empty, []
        kind = detect_format(content, name)
        if kind != ARCHIVE:
            return *self._single(content, kind), []
        try:
            archive = open_zip(content)
        except Corrupted:
            return ARCHIVE, Trouble.corrupted, []
        with archive:
            return self._zip(archive, len(content), depth)

    def _single(self, content: bytes, kind: str | None) -> Found:
        if kind == OLE:
            kind = told_ole(content)
        if kind == EXECUTABLE:
            return None, Trouble.executable
        if kind == "encrypted":
            return None, Trouble.encrypted
        trouble = self._unwelcome(kind, len(content))
        return kind, trouble or (wrong_pdf(content) if kind == "pdf" else None)

    def _unwelcome(self, kind: str | None, size: int) -> Trouble | None:
        if kind not in self._bounds.formats:
            return Trouble.wrong_format
        return Trouble.too_large if size > self._bounds.size else None

    def _zip(self, archive: ZipFile, size: int, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        office = told_office(archive)
        if office is None:
            return self._archive(archive, depth)
        if office.format == EXECUTABLE:
            return None, Trouble.executable, []
        if office.format is None:
            return None, Trouble.corrupted, []
        trouble = self._unwelcome(office.format, size)
        return office.format, trouble or wrong_office(archive, office.main, octets=self._bounds.octets), []

    def _archive(self, archive: ZipFile, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        if depth > self._bounds.depth:
            raise TooMuch
        held = [file for unpacked in unpack(archive, self._budget) for file in self._held(unpacked, depth)]
        if not held:
            return ARCHIVE, Trouble.empty, []
        if all(trouble == Trouble.encrypted for _, _, _, trouble in held):
            return ARCHIVE, Trouble.encrypted, []
        return ARCHIVE, None, held

    def _held(self, unpacked: Unpacked, depth: int) -> list[Held]:
        """Return a file of an archive; where it is an archive, the files of that one."""
        name, content, trouble = unpacked
        if trouble:
            return [(name, content, None, trouble.value)]
        kind, trouble, held = self.file(content, name, depth + 1)
        if held:
            return [(fitting(f"{name}/{inner[0]}"), *inner[1:]) for inner in held]
        return [(name, content, kind, _plain(trouble))]
