"""What a file is, and what may be wrong with it: told by its content, never by its name alone."""

from math import inf
from typing import NamedTuple

from models.intake.words import Trouble
from models.region.policies.procedure import Archives
from tasks.reading.files.antivirus import NotScanned, Scanner
from tasks.reading.files.inspect_in_sandbox import FileBounds, examine_file
from tasks.reading.mail.mail import Attachment
from tasks.reading.sandbox.allowance import spending
from tasks.reading.sandbox.process import NotDone, run_in_sandbox

_MB = 1_000_000


class Limits(NamedTuple):
    """What a file may be: its size, how far an archive is opened, and the formats that some piece takes."""

    max_bytes: int
    archives: Archives
    formats: frozenset[str]


class PackedFile(NamedTuple):
    """A file of an archive. `name` is its path inside, cleaned; `content` is empty where it could not be got out."""

    name: str
    content: bytes
    format: str | None
    trouble: Trouble | None


class Look(NamedTuple):
    """What a file is by its content (None: nobody knows), what is wrong with it, and the files of an archive, those of
    archives in it included. An archive with a trouble has no members; one without may hold members that have theirs."""

    format: str | None
    trouble: Trouble | None
    members: tuple[PackedFile, ...] = ()


def inspect_file(attachment: Attachment, limits: Limits, *, scanner: Scanner | None) -> Look:
    """Look at a file. Nothing that it may hold makes this raise: only a scanner that is down does (ScannerDown), and a
    mail that took longer than it may (Overspent)."""
    found = _look(attachment, limits)
    if scanner is None or found.trouble in (Trouble.empty, Trouble.too_large):
        return found
    members = tuple(_scanned(member, scanner) for member in found.members)
    if any(member.trouble is Trouble.infected for member in members):
        return found._replace(members=members)
    # The whole is scanned as well: what it holds beside its files, and what the scanner unpacks otherwise than we do.
    danger = _danger(attachment.content, scanner)
    return Look(found.format, danger) if danger else found._replace(members=members)


def _look(attachment: Attachment, limits: Limits) -> Look:
    content, archives = attachment.content, limits.archives
    if not content:
        return Look(None, Trouble.empty)
    # An archive may be larger than a file: it is judged by what it holds.
    if len(content) > max(limits.max_bytes, archives.max_mb * _MB):
        return Look(None, Trouble.too_large)
    bounds = FileBounds(
        limits.max_bytes, limits.formats, archives.files, archives.max_mb * _MB, archives.depth, archives.ratio
    )
    try:
        kind, trouble, held = run_in_sandbox(examine_file, content, attachment.name, bounds)
    except NotDone:
        return Look(None, Trouble.unreadable)
    return Look(kind, _trouble(trouble), tuple(PackedFile(*file[:3], _trouble(file[3])) for file in held))


def _trouble(value: str | None) -> Trouble | None:
    return Trouble(value) if value else None


def _scanned(member: PackedFile, scanner: Scanner) -> PackedFile:
    danger = _danger(member.content, scanner) if member.content else None
    return member._replace(trouble=danger or member.trouble)


def _danger(content: bytes, scanner: Scanner) -> Trouble | None:
    """Tell what the scanner says; a file that it will not examine is not taken for a clean one. Its time counts for the
    whole mail, and is not cut short: a scanner that is down would pass for a file that takes long."""
    try:
        with spending(inf):
            return Trouble.infected if scanner.infected(content) else None
    except NotScanned:
        return Trouble.unreadable
