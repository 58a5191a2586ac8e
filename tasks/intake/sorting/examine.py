"""What is in a deposit: its files looked at one by one, and who it comes from. No database, and no trust."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from models.intake.deposit import Deposit
from models.intake.words import FILED, Nature, Trouble
from models.region.model import Region
from tasks.intake.commitments.reading import Answers, read_answers
from tasks.intake.identity.identify import Claim, identify
from tasks.intake.opened_mail import MB, bounds_of, open_mail
from tasks.intake.published.traces import Traced
from tasks.intake.replies.reports import reports_in
from tasks.intake.sorting.versions import HEADING, FormVersion, version_of
from tasks.intake.store import Kept, Store
from tasks.reading.files.antivirus import Scanner
from tasks.reading.files.documents import READABLE, Document, read_document
from tasks.reading.files.inspect import Limits, Look, inspect_file
from tasks.reading.files.inspect_in_sandbox import MAIL, OPENED
from tasks.reading.mail.mail import HEAD_BYTES, Attachment, Mail, read_mail

_READ = 12
"""How many documents of a deposit are read."""

_TELLING = (("dossier",), ())
"""What the names of documents that are read tell, the first first: the others are known by their names."""

Telling = Callable[[str], tuple[str, ...]]
"""Returns the pieces that a name tells."""

_FOREIGN = frozenset({"iwork", "heic"})
"""What is sent for a document, or a scan, and that few programs open: refused whatever its name."""

_PACKED = frozenset({"zip", "rar", "7z", "tar", "gz", "bz2", "xz"})
_ENCLOSED = frozenset(
    ["pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "doc", "xls", "ppt", "rtf", "txt", "jpg", "png"]
)
"""The formats of documents and pictures that go with a message."""


class Seen(NamedTuple):
    """A file as it was found: `parent` is the position of the archive that it was in, `proposed` are the pieces that it
    seems to hold besides its own, and `form` is the version of the form that it is on, where that is known."""

    name: str
    size: int
    digest: str
    format: str | None
    trouble: Trouble | None
    piece_id: str | None
    parent: int | None = None
    proposed: tuple[str, ...] = ()
    form: FormVersion | None = None


class Found(NamedTuple):
    """What is in a deposit. The first files are those of the mail, in its order; the members of archives follow. The
    `answers` are those of our form, where it came from one organisation; `reports` are the forms of a yearly report, as
    they were filled in."""

    mail: Mail
    claim: Claim
    files: tuple[Seen, ...]
    answers: Answers = Answers()
    reports: tuple[Mapping[str, str], ...] = ()


class _Opened(NamedTuple):
    """A file that was looked at; `named` are the pieces that its name tells."""

    attachment: Attachment
    named: tuple[str, ...]
    format: str | None
    trouble: Trouble | None
    parent: int | None


def examine_deposit(
    store: Store,
    deposit: Deposit,
    region: Region,
    *,
    scanner: Scanner | None = None,
    known: Collection[Traced] = (),
) -> Found:
    """Look at every file of a deposit, keep each in the store (in quarantine where something is wrong with it), and
    read who it comes from; `known` are the versions of the files to fill in, by which theirs is told.

    Raises ScannerDown where there should be a scanner and none answers.
    """
    kept = Kept(deposit.raw_digest or "", deposit.size)
    mail = open_mail(store, kept, bounds_of(region))
    if mail is None:
        start = open_head(store, deposit)
        whole = Seen("message entier", kept.size, kept.digest, None, Trouble.too_large, None)
        return Found(start, identify(start, ours=region.own_sirens), (whole,))
    # What a desk sends for the forms, or answers a letter of ours apart, is no piece, whatever its name is like.
    is_apart = deposit.nature in FILED | {Nature.desk}
    opened = list(_open(mail.attachments, region, _nothing if is_apart else region.told, scanner))
    documents = _documents(opened)
    claim = identify(mail, tuple(documents.values()), ours=region.own_sirens)
    telling = {} if is_apart else documents
    seen = [_see(store, region, one, telling.get(position)) for position, one in enumerate(opened)]
    read = documents | _filled_in(opened, known)
    seen = [_on_its_form(one, read.get(position), known) for position, one in enumerate(seen)]
    if claim.organisations and not is_apart:
        seen = [_unattached(one) for one in seen]
    answers = Answers() if claim.organisations or is_apart else read_answers(documents.values(), region)
    reports = tuple(reports_in(documents.values()))
    return Found(mail, claim, (*seen, *_beyond(mail, kept, region)), answers, reports)


def keep_apart(store: Store, deposit: Deposit, region: Region) -> None:
    """Keep the files of a deposit in quarantine without looking at them: nobody could."""
    mail = open_mail(store, Kept(deposit.raw_digest or "", deposit.size), bounds_of(region))
    for attachment in mail.attachments if mail else ():
        store.put(attachment.content, is_quarantined=True)


def open_head(store: Store, deposit: Deposit) -> Mail:
    """Return what the first bytes of a mail say: its headers, and most of its text."""
    return read_mail(store.head(deposit.raw_digest or "", HEAD_BYTES))


def _nothing(_name: str) -> tuple[str, ...]:
    return ()


def _open(
    attachments: Sequence[Attachment], region: Region, told: Telling, scanner: Scanner | None
) -> Iterator[_Opened]:
    """Yield the files of a mail, then those of its archives."""
    named = [(attachment, told(attachment.name)) for attachment in attachments]
    looks = [inspect_file(one, _limits(region, one.name, names), scanner=scanner) for one, names in named]
    for (attachment, names), one in zip(named, looks, strict=True):
        yield _Opened(attachment, names, one.format, one.trouble, None)
    for position, one in enumerate(looks):
        yield from _members(one, region, told, position)


def _members(archive: Look, region: Region, told: Telling, position: int) -> Iterator[_Opened]:
    for member in archive.members:
        named = told(member.name)
        limit = max((region.pieces[piece_id].max_mb * MB for piece_id in named), default=None)
        is_large = member.trouble is None and limit is not None and len(member.content) > limit
        trouble = Trouble.too_large if is_large else member.trouble
        yield _Opened(Attachment.of(member.name, member.content), named, member.format, trouble, position)


def _limits(region: Region, name: str, named: Sequence[str]) -> Limits:
    """Return what a file may be: an archive, or what its name says it is, holds to the bounds of the region file. Where
    no piece is asked for, a file goes with a message, and is of the formats of such."""
    sizes = [region.pieces[piece_id].max_mb for piece_id in named or region.pieces]
    is_packed = name.rpartition(".")[2].lower() in _PACKED
    formats = frozenset(extension for piece in region.pieces.values() for extension in piece.formats) or _ENCLOSED
    limit = region.intake.max_mb if is_packed else max(sizes, default=region.intake.max_mb)
    return Limits(max_bytes=limit * MB, archives=region.intake.archives, formats=formats)


def _documents(opened: Sequence[_Opened]) -> dict[int, Document]:
    """Return what the dossier says, whose form tells who it comes from, and those whose name tells no other piece, or
    several, with what a mail that is sent on says."""
    sound = [
        (position, one)
        for position, one in enumerate(opened)
        if (one.named in _TELLING or len(one.named) > 1) and not one.trouble and one.format in READABLE
    ]
    first = sorted(sound, key=lambda pair: pair[1].named != _TELLING[0])[:_READ]
    sent_on = {
        position: Document(read_mail(one.attachment.content).text, {})
        for position, one in enumerate(opened)
        if one.format == MAIL and not one.trouble
    }
    return sent_on | {position: read_document(one.attachment.content, one.format or "") for position, one in first}


def _filled_in(opened: Sequence[_Opened], known: Collection[Traced]) -> dict[int, Document]:
    """Return what the other files say whose piece the Région gave a file to fill in for."""
    given = {(one.piece_id,) for one in known} - {_TELLING[0]}
    theirs = [
        (position, one.attachment.content, one.format)
        for position, one in enumerate(opened)
        if one.named in given and not one.trouble and one.format in READABLE
    ]
    return {position: read_document(content, kind or "") for position, content, kind in theirs[:_READ]}


def _on_its_form(one: Seen, document: Document | None, known: Collection[Traced]) -> Seen:
    return one._replace(form=version_of(one.piece_id, one.digest, document, known)) if one.piece_id else one


def _see(store: Store, region: Region, one: _Opened, document: Document | None) -> Seen:
    """Keep a file, and tell which piece it is. An archive that was opened is none: its files are."""
    name, content = one.attachment.name, one.attachment.content
    is_opened = one.format in OPENED and not one.trouble
    piece_id, proposed = (None, ()) if is_opened else _told(region, one, document)
    trouble = one.trouble
    if piece_id and not trouble and one.format not in region.pieces[piece_id].formats:
        trouble = Trouble.wrong_format
    elif trouble is Trouble.wrong_format and piece_id is None and one.format not in _PACKED | _FOREIGN:
        trouble = None  # a picture of a signature, a map: kept, and asked for by nobody
    store.put(content, is_quarantined=trouble is not None)
    return Seen(name, len(content), one.attachment.digest, one.format, trouble, piece_id, one.parent, proposed)


def _unattached(one: Seen) -> Seen:
    """Return a file of a mail from several organisations: which piece it seems to be is known, whose is not."""
    proposed = (one.piece_id, *one.proposed) if one.piece_id else one.proposed
    return one._replace(piece_id=None, proposed=proposed)


def _told(region: Region, one: _Opened, document: Document | None) -> tuple[str | None, tuple[str, ...]]:
    """Return which piece a file is, by its name, else by its heading; and those that it seems to hold besides, which
    are proposed to a person. What names several, or begins several, is none of them by itself."""
    begun = {region.headed(start) for start in document.starts} if document else set()
    held = [piece_id for piece_id in region.pieces if piece_id in begun or piece_id in one.named]
    named = one.named[0] if len(one.named) == 1 else None
    headed = region.headed(document.text[:HEADING]) if document and not one.named and len(held) < 2 else None  # noqa: PLR2004
    piece_id = named or headed
    return piece_id, tuple(other for other in held if other != piece_id)


def _beyond(mail: Mail, kept: Kept, region: Region) -> Iterator[Seen]:
    """Yield one file for all that a mail held beyond the bound, or that could not be told from the rest."""
    if mail.damaged:
        yield Seen("message entier", kept.size, kept.digest, None, Trouble.damaged, None)
    elif mail.left:
        name = f"fichiers au-delà du {region.intake.files}e"
        yield Seen(name, kept.size, kept.digest, None, Trouble.too_many, None)
