"""What the store keeps, and what letters carry, read again: each content is still the one whose digest names it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import and_, case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.intake.deposit import EXAMINED, Deposit, File
from models.notices import Document, SentMail
from tasks.intake.store import Store

_PAGE = 500


class Wanted(NamedTuple):
    """A content that should be kept: its digest, what it is called, and whether its absence is a fault: the files of
    mails that no person wrote are in their mail alone."""

    digest: str
    name: str
    must_be: bool


class Contents:
    """The contents, looked at one by one, and counted."""

    def __init__(self, session: Session, store: Store) -> None:
        """Look at those that the rows of a session name."""
        self._session, self._store = session, store
        self.looked_at = 0

    def faults(self) -> Iterator[str]:
        """Yield what is wrong, in French: a content that is gone, or is another."""
        for digest, deposit_id in _mails(self._session):
            yield from self._wrong(Wanted(digest, f"message de l'envoi n° {deposit_id}", must_be=True))
        for wanted in _files(self._session):
            yield from self._wrong(wanted)
        yield from self._kept("Pièce jointe", _documents(self._session))
        yield from self._kept("Courriel envoyé", _sent_mails(self._session))

    def _kept(self, what: str, contents: Iterator[tuple[str, bool]]) -> Iterator[str]:
        for digest, is_whole in contents:
            self.looked_at += 1
            if not is_whole:
                yield f"{what} {digest} : son contenu a été modifié."

    def _wrong(self, wanted: Wanted) -> Iterator[str]:
        found = list(self._store.digests(wanted.digest))
        self.looked_at += len(found)
        if not found and wanted.must_be:
            yield f"Magasin de fichiers : le contenu {wanted.digest} ({wanted.name}) a disparu."
        elif any(digest != wanted.digest for digest in found):
            yield f"Magasin de fichiers : le contenu {wanted.digest} ({wanted.name}) a été modifié."


def _mails(session: Session) -> Iterator[tuple[str, int]]:
    first = columns(col(Deposit.raw_digest), func.min(Deposit.id)).group_by(col(Deposit.raw_digest))
    after = ""
    while page := session.execute(
        first.where(col(Deposit.raw_digest) > after).order_by(col(Deposit.raw_digest)).limit(_PAGE)
    ).all():
        yield from ((digest, deposit_id) for digest, deposit_id in page)
        after = page[-1][0]


def _files(session: Session) -> Iterator[Wanted]:
    """Yield the contents of the files that were looked at, each once."""
    is_kept = and_(col(Deposit.nature).in_(EXAMINED), col(Deposit.trouble).is_(None))
    digest = col(File.digest)
    each = columns(digest, func.min(File.deposit_id), func.max(case((is_kept, 1), else_=0)))
    each = each.join(Deposit).where(col(Deposit.sorted_at).is_not(None)).group_by(digest)
    after = ""
    while page := session.execute(each.where(digest > after).order_by(digest).limit(_PAGE)).all():
        for kept, deposit_id, must_be in page:
            yield Wanted(kept, f"fichier de l'envoi n° {deposit_id}", bool(must_be))
        after = page[-1][0]


def _documents(session: Session) -> Iterator[tuple[str, bool]]:
    """Yield the digest that each attachment of letters is kept under, and whether it is still that of what it holds."""
    after = 0
    while row := session.execute(
        columns(col(Document.id), col(Document.digest), col(Document.content))
        .where(col(Document.id) > after)
        .order_by(col(Document.id))
        .limit(1)
    ).first():
        after, digest, content = row
        yield digest, sha256(content).hexdigest() == digest


def _sent_mails(session: Session) -> Iterator[tuple[str, bool]]:
    """Yield the digest that each mail that left was kept with, and whether it is still that."""
    after = 0
    while page := session.exec(
        select(SentMail).where(col(SentMail.id) > after).order_by(col(SentMail.id)).limit(_PAGE)
    ).all():
        yield from ((one.digest, one.is_whole) for one in page)
        after = page[-1].id or 0
