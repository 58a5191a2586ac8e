"""Zip files, opened within bounds. What a header declares is never believed: what counts is what really comes out."""

import re
import stat
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

from models.intake.words import Trouble
from tasks.reading.mail.text import clean, file_name

_CHUNK = 1 << 16
_ENTRIES = 65_535  # more than a zip of the first kind may list: nobody sends that
_HARMLESS = 1 << 20  # octets that an archive may unpack to, however small it is itself
_NAME_LENGTH = 150
_ENCRYPTED, _UTF8 = 0x1, 0x800

# What systems leave beside the files that somebody packed.
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__MACOSX/|\._[^/]*$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


class TooMuch(Exception):  # noqa: N818  an outcome that callers expect
    """More comes out of an archive than is allowed."""


class Corrupted(Exception):  # noqa: N818  an outcome that callers expect
    """It is no archive that can be opened."""


class Unpacked(NamedTuple):
    """A file that came out; where it could not, what is wrong with it."""

    name: str
    content: bytes
    trouble: Trouble | None


class Budget:
    """What may still come out of an archive, and of the archives in it: one budget for all of them."""

    def __init__(self, *, files: int, octets: int) -> None:
        self._files, self._octets = files, octets

    def spend(self, *, files: int = 0, octets: int = 0) -> None:
        """Count what came out. Raise TooMuch beyond what was allowed."""
        self._files -= files
        self._octets -= octets
        if self._files < 0 or self._octets < 0:
            raise TooMuch


def allowance(size: int, *, octets: int, ratio: int) -> int:
    """Return how many octets may come out of an archive of a size."""
    return min(octets, max(_HARMLESS, ratio * size))


def open_zip(content: bytes) -> ZipFile:
    """Open a zip file. Raise Corrupted where it is none, TooMuch where reading its list alone would cost too much."""
    if content.count(b"PK\x01\x02") > _ENTRIES:
        raise TooMuch
    try:
        return ZipFile(BytesIO(content))
    except MemoryError:
        raise
    except Exception as error:  # the library's own, and whatever a damaged header makes of its arithmetic
        raise Corrupted from error


def packed_files(archive: ZipFile) -> list[ZipInfo]:
    """Return the files that somebody packed: neither folders nor what systems leave beside."""
    named = ((info, _slashed(info)) for info in archive.infolist())
    return [info for info, name in named if not name.endswith("/") and not _LEFT_BEHIND.search(name)]


def encrypted(info: ZipInfo) -> bool:
    """Whether a file of an archive asks for a password."""
    return bool(info.flag_bits & _ENCRYPTED)


def unpack(archive: ZipFile, budget: Budget) -> Iterator[Unpacked]:
    """Yield the files of an archive. A file that cannot be unpacked does not keep the others in."""
    files = packed_files(archive)
    budget.spend(files=len(files))
    for info in files:
        name = _path(info)
        if encrypted(info):
            yield Unpacked(name, b"", Trouble.encrypted)
        elif stat.S_ISLNK(info.external_attr >> 16):
            yield Unpacked(name, b"", Trouble.wrong_format)
        else:
            yield _unpacked(archive, info, name, budget)


def _unpacked(archive: ZipFile, info: ZipInfo, name: str, budget: Budget) -> Unpacked:
    try:
        return Unpacked(name, b"".join(unpacked(archive, info, budget)), None)
    except Corrupted:
        return Unpacked(name, b"", Trouble.corrupted)


def unpacked(archive: ZipFile, info: ZipInfo, budget: Budget) -> Iterator[bytes]:
    """Yield what a file holds. Raise Corrupted where it does not come out whole (its checksum told), TooMuch beyond the
    budget."""
    try:
        with archive.open(info) as packed:
            while chunk := packed.read(_CHUNK):
                budget.spend(octets=len(chunk))
                yield chunk
    except (TooMuch, MemoryError):
        raise
    except Exception as error:  # each compression has errors of its own
        raise Corrupted from error


def _slashed(info: ZipInfo) -> str:
    """Return a name as it was packed, its folders parted by strokes. Names that do not say that they are UTF-8 are so
    all the same where a Mac packed them; else they are in the code page of a French Windows."""
    name = info.orig_filename.partition("\0")[0]
    if not info.flag_bits & _UTF8:
        octets = name.encode("cp437")
        try:
            name = octets.decode()
        except UnicodeDecodeError:
            name = octets.decode("cp850")
    return name.replace("\\", "/")


def _path(info: ZipInfo) -> str:
    """Return where a file lies in its archive: no way up, no drive, nothing that is not seen."""
    *folders, name = re.sub(r"^[A-Za-z]:", "", _slashed(info)).split("/")
    seen = [folder for part in folders if (folder := clean(part, _NAME_LENGTH)).strip(". ")]
    return fitting("/".join([*seen, file_name(name) or "sans-nom"]))


def fitting(path: str) -> str:
    """Return a path cut to what a name may take: outer folders go first, the file's own name last."""
    while len(path) > _NAME_LENGTH and "/" in path:
        path = path.partition("/")[2]
    return path
