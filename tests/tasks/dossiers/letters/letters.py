"""Letters as a person fills them in, and those that were written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.forms.letters import LetterForm, PrintingForm
from models.notices import Notice
from models.vocabulary import NoticeKind
from tasks.dossiers.letters.on_paper import print_letters
from tasks.dossiers.paper import record_paper
from tests.factories import paris
from tests.support.arrivals import letter
from tests.support.mails import Desk


def letter_to(**said: Any) -> LetterForm:  # noqa: ANN401  fields of the form
    """Fill in the form."""
    row = {"text": "Oui.", "by": "Camille Essai", "capacity": "chargée de mission"}
    return LetterForm.model_validate(row | said)


def letters(session: Session) -> Sequence[Notice]:
    """Return the letters that were written, in order."""
    session.flush()
    return session.exec(select(Notice).where(Notice.kind == NoticeKind.letter).order_by(col(Notice.id))).all()


def without_mail(desk: Desk) -> Application:
    """Return a late dossier whose applicant has no mail address: what was written to them waits to be posted."""
    said: dict[str, Any] = {"contact": None, "postal": "1 rue A / 01000 Bourg"}
    [one] = record_paper(desk.session, letter("2026-05-02", **said), at=paris("2026-05-20 10:00"))
    return one


def print_all(desk: Desk, _one: object, at: datetime) -> None:
    """Print all letters that wait to be posted."""
    print_letters(desk.session, PrintingForm(by="Mme Essai"), at=at)
