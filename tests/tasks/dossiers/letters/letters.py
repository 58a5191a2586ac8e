"""Letters as a person fills them in, and those that were written."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from models.forms.letters import LetterForm
from models.notices import Notice
from models.vocabulary import NoticeKind


def letter_to(**said: Any) -> LetterForm:  # noqa: ANN401  fields of the form
    """Fill in the form."""
    row = {"text": "Oui.", "by": "Camille Essai", "capacity": "chargée de mission"}
    return LetterForm.model_validate(row | said)


def letters(session: Session) -> Sequence[Notice]:
    """Return the letters that were written, in order."""
    session.flush()
    return session.exec(select(Notice).where(Notice.kind == NoticeKind.letter).order_by(col(Notice.id))).all()
