"""The files that go with notices: kept in the transaction of their notice, read when it leaves."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models.columns import among, chunks
from models.notices import Document, Notice, NoticeFile
from models.storage.database import add_new

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:; [\w-]+=[\w.+-]+){0,3}", re.ASCII)


class Enclosure(NamedTuple):
    """A file of a mail. Its media type may have parameters: « text/calendar; method=REQUEST; charset=utf-8 »."""

    name: str
    media_type: str
    content: bytes


def attach(session: Session, files: Mapping[str, Sequence[Enclosure]]) -> None:
    """Give their files to the notices of these keys; a notice that has some already keeps those.

    Equal contents are kept once, under the media type of the first of them that was ever kept.
    """
    enclosed = [
        (key, position, file, sha256(file.content).hexdigest())
        for key, those in files.items()
        for position, file in enumerate(those, start=1)
    ]
    if not enclosed:
        return
    documents = keep(session, {digest: file for _, _, file, digest in enclosed})
    notices = _notices(session, list(files))
    rows = [
        {"notice_id": notices[key], "position": position, "name": file.name, "document_id": documents[digest]}
        for key, position, file, digest in enclosed
    ]
    add_new(session, NoticeFile, rows)


def keep(session: Session, files: Mapping[str, Enclosure]) -> dict[str, int | None]:
    """Keep files by their digest (hexadecimal SHA-256), each content once, and return where each is kept."""
    rows = [
        {"digest": digest, "media_type": _checked(file.media_type), "content": file.content}
        for digest, file in files.items()
    ]
    add_new(session, Document, rows)
    return _documents(session, list(files))


def _checked(media_type: str) -> str:
    """Return a media type. Raises ValueError if it could begin another header of the mail."""
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise ValueError(f"« {media_type} » is no media type")
    return media_type


_DOCUMENTS = select(Document.digest, Document.id).where(col(Document.digest).in_(bindparam("digests", expanding=True)))
_NOTICES = select(Notice.key, Notice.id).where(col(Notice.key).in_(bindparam("keys", expanding=True)))


def _documents(session: Session, digests: Sequence[str]) -> dict[str, int | None]:
    return {
        digest: document_id
        for part in chunks(digests)
        for digest, document_id in session.exec(_DOCUMENTS, params={"digests": part})
    }


def _notices(session: Session, keys: Sequence[str]) -> dict[str, int | None]:
    return {key: notice_id for part in chunks(keys) for key, notice_id in session.exec(_NOTICES, params={"keys": part})}


_THEIRS = (
    select(NoticeFile).where(among(NoticeFile.notice_id)).order_by(col(NoticeFile.notice_id), col(NoticeFile.position))
)


def files_of(session: Session, notice_ids: Sequence[int]) -> dict[int, tuple[Enclosure, ...]]:
    """Return the files of some notices, in their order; a notice without any is left out."""
    rows = session.scalars(_THEIRS, {"ids": notice_ids}).all()
    if not rows:
        return {}
    # Apart from the rows above: an agenda that goes to ten members is read once.
    kept = select(Document).where(col(Document.id).in_({row.document_id for row in rows}))
    documents = {document.id: document for document in session.exec(kept)}
    found: defaultdict[int, list[Enclosure]] = defaultdict(list)
    for row in rows:
        document = documents[row.document_id]
        found[row.notice_id].append(Enclosure(row.name, document.media_type, document.content))
    return {notice_id: tuple(files) for notice_id, files in found.items()}
