"""A file examined, in the process apart: what it is, what is wrong with it, and what an archive holds.

Only plain values go in and come out, as `apart` wants.
"""

from collections.abc import Iterable
from typing import NamedTuple
from zipfile import ZipFile

from models.intake.words import Trouble
from tasks.reading.files.archives import Budget, Corrupted, TooMuch, Unpacked, allowance, fitting, open_zip, unpack
from tasks.reading.files.envelopes import signed_content, tnef_files
from tasks.reading.files.formats import EXECUTABLE, OLE, SIGNED, TNEF, WRAPPED, detect_format, told_ole
from tasks.reading.files.office import is_iwork, told_office, wrong_office
from tasks.reading.files.pdf import open_pdf
from tasks.reading.files.sent_on import mailed_files

ARCHIVE, MAIL, PORTFOLIO = "zip", "eml", "portfolio"
"""What holds files: an archive, a mail that is sent on as a file, a PDF that is but a cover."""

OPENED = frozenset({ARCHIVE, MAIL, PORTFOLIO, TNEF, SIGNED})
"""What is no piece itself once it was opened: its files are."""

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


_SHUT = {"encrypted": Trouble.encrypted, WRAPPED: Trouble.wrapped}
"""What cannot be opened, by what it is."""


class _Examination:
    """One file, and all that comes out of it, within one budget."""

    def __init__(self, bounds: FileBounds, budget: Budget) -> None:
        self._bounds, self._budget = bounds, budget

    def file(self, content: bytes, name: str, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        """Examine a file that lies so many archives deep, its own included."""
        if not content:
            return None, Trouble.empty, []
        if name.lower().endswith(f".{MAIL}"):
            return self._opened(MAIL, mailed_files(content, self._budget), depth)
        kind = detect_format(content, name)
        opener = {"pdf": self._pdf, ARCHIVE: self._archive, TNEF: self._tnef, SIGNED: self._signed}.get(kind or "")
        return opener(content, depth) if opener else (*self._single(content, kind), [])

    def _single(self, content: bytes, kind: str | None) -> Found:
        if kind == OLE:
            kind = told_ole(content)
        if kind == EXECUTABLE:
            return None, Trouble.executable
        if kind in _SHUT:
            return None, _SHUT[kind]
        return kind, self._unwelcome(kind, len(content))

    def _pdf(self, content: bytes, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        if trouble := self._unwelcome("pdf", len(content)):
            return "pdf", trouble, []
        trouble, files = open_pdf(content, self._budget)
        return self._opened(PORTFOLIO, files, depth) if files else ("pdf", trouble, [])

    def _tnef(self, content: bytes, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        try:
            return self._opened(TNEF, list(tnef_files(content, self._budget)), depth)
        except Corrupted:
            return None, Trouble.wrapped, []

    def _signed(self, content: bytes, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        """Open the envelope of a signature: the mail in it is one of its files, since it says who writes."""
        try:
            mail = signed_content(content, self._budget)
        except Corrupted:
            return None, Trouble.wrapped, []
        _, trouble, held = self._opened(MAIL, mailed_files(mail, self._budget), depth)
        return SIGNED, trouble, [(f"message.{MAIL}", mail, MAIL, None), *held]

    def _archive(self, content: bytes, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        try:
            archive = open_zip(content)
        except Corrupted:
            return ARCHIVE, Trouble.corrupted, []
        with archive:
            return self._zip(archive, len(content), depth)

    def _unwelcome(self, kind: str | None, size: int) -> Trouble | None:
        if kind not in self._bounds.formats:
            return Trouble.wrong_format
        return Trouble.too_large if size > self._bounds.size else None

    def _zip(self, archive: ZipFile, size: int, depth: int) -> tuple[str | None, Trouble | None, list[Held]]:
        office = told_office(archive)
        if is_iwork(archive):
            return "iwork", Trouble.wrong_format, []
        if office is None:
            return self._opened(ARCHIVE, unpack(archive, self._budget), depth)
        if office.format == EXECUTABLE:
            return None, Trouble.executable, []
        if office.format is None:
            return None, Trouble.corrupted, []
        trouble = self._unwelcome(office.format, size)
        return office.format, trouble or wrong_office(archive, office.main, octets=self._bounds.octets), []

    def _opened(
        self, kind: str, files: Iterable[Unpacked], depth: int
    ) -> tuple[str | None, Trouble | None, list[Held]]:
        if depth > self._bounds.depth:
            raise TooMuch
        held = [file for unpacked in files for file in self._held(unpacked, depth)]
        if not held and kind != MAIL:
            return kind, Trouble.empty, []
        if held and all(trouble == Trouble.encrypted for _, _, _, trouble in held):
            return kind, Trouble.encrypted, []
        return kind, None, held

    def _held(self, unpacked: Unpacked, depth: int) -> list[Held]:
        """Return a file of an archive; where it is an archive, the files of that one."""
        name, content, trouble = unpacked
        if trouble:
            return [(name, content, None, trouble.value)]
        kind, trouble, held = self.file(content, name, depth + 1)
        if held:
            return [(fitting(f"{name}/{inner[0]}"), *inner[1:]) for inner in held]
        return [(name, content, kind, _plain(trouble))]
