"""How a version of a text differs from another: what was removed and added; its amendments and signatories."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.members.texts.text import ReferenceDocument, TextAmendment, TextSignatory
from models.members.texts.workflow import TEXTS
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.texts.difference import ADDED, REMOVED, difference
from tasks.members.texts.versions import content_of
from tasks.reading.files.documents import READABLE, read_document
from tasks.reading.sandbox.process import NotDone, run_in_sandbox


class Passage(NamedTuple):
    """A part of a text: whether it was added, or removed; else it is in both."""

    text: str
    is_added: bool
    is_removed: bool


class Comparison(NamedTuple):
    """A version beside another of the same text, None where it is the first. `passages` is None where they cannot be
    compared, and `why` says it then; `others` are the versions that it may be compared with."""

    title: str
    document: ReferenceDocument
    other: ReferenceDocument | None
    others: Sequence[ReferenceDocument]
    passages: Sequence[Passage] | None
    why: str
    amendments: Sequence[TextAmendment]
    signatories: Sequence[TextSignatory]

    @property
    def changes(self) -> tuple[int, int]:
        """How many passages were removed, and how many were added."""
        found = self.passages or ()
        return sum(one.is_removed for one in found), sum(one.is_added for one in found)


def read_comparison(number: int, other: int | None) -> Comparison | None:
    """Return a version beside another of the same text, the one before it unless told; None where it is not there."""
    with reading(Settings().database) as session:
        document = session.get(ReferenceDocument, number)
        if document is None:
            return None
        others = _others(session, document)
        beside = _beside(document, others, other)
        amendments = select(TextAmendment).where(TextAmendment.document_id == number).order_by(col(TextAmendment.id))
        found = session.exec(amendments).all()
        signing = select(TextSignatory).where(TextSignatory.document_id == number).order_by(col(TextSignatory.id))
        signatories = session.exec(signing).all()
    passages, why = _compared(beside, document) if beside else (None, "Il n'y a pas d'autre version de ce texte.")
    return Comparison(TEXTS[document.document], document, beside, others, passages, why, found, signatories)


def _others(session: Session, document: ReferenceDocument) -> Sequence[ReferenceDocument]:
    of_text = select(ReferenceDocument).where(
        ReferenceDocument.region_id == document.region_id,
        ReferenceDocument.document == document.document,
        ReferenceDocument.id != document.id,
    )
    return session.exec(of_text.order_by(col(ReferenceDocument.id).desc())).all()


def _beside(
    document: ReferenceDocument, others: Sequence[ReferenceDocument], asked: int | None
) -> ReferenceDocument | None:
    """Return the version asked for; else the latest that was put in before this one, or any."""
    before = (one for one in others if (one.id or 0) < (document.id or 0))
    named = (one for one in others if one.id == asked)
    return next(named, None) or next(before, None) or next(iter(others), None)


def _compared(former: ReferenceDocument, now: ReferenceDocument) -> tuple[Sequence[Passage] | None, str]:
    texts = [_text_of(one) for one in (former, now)]
    if not all(texts):
        unread = [one.version for one, text in zip((former, now), texts, strict=True) if not text]
        return None, f"Le fichier n'est pas conservé, ou ne se lit pas : version {' et version '.join(unread)}."
    try:
        parts = run_in_sandbox(difference, *texts)
    except NotDone:
        return None, "Ces textes sont trop longs pour être comparés ici : téléchargez-les."
    return [Passage(text, kind == ADDED, kind == REMOVED) for kind, text in parts], ""


def _text_of(document: ReferenceDocument) -> str:
    """Return what a version says; nothing where its file is not kept, or cannot be read."""
    content = content_of(document) if document.format in READABLE else None
    return read_document(content, document.format or "").text.strip() if content else ""
