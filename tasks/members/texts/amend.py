"""Amendments to a version that is not adopted yet: recorded by whom and where, then ruled upon, with the reason."""

import re
from datetime import datetime

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.membership.texts import OUTCOMES, AmendmentForm, AmendmentRulingForm
from models.forms.parts import SEPARATOR
from models.members.texts.text import AmendmentOutcome, ReferenceDocument, TextAmendment
from models.members.texts.workflow import TEXTS, TextEvent, move
from tasks.members.texts.versions import find_version

_NUMBER = re.compile(r"amendement-(\d{1,9})", re.IGNORECASE)
_SHOWN = 60
"""Characters of a name, and of a place, that a choice shows."""


def record_amendment(session: Session, form: AmendmentForm, *, at: datetime) -> list[Application]:
    """Record an amendment; the same again changes nothing. Raises Refusal for a version that was adopted."""
    _, document = find_version(session, form)
    said = form.model_dump(include={"organisation", "place", "proposed"})
    same = select(TextAmendment.id).where(
        TextAmendment.document_id == document.id,
        *(getattr(TextAmendment, name) == value for name, value in said.items()),
    )
    if session.exec(same).first() is not None:
        return []
    move(document, TextEvent.amend)
    session.add(TextAmendment(document_id=document.id or 0, by=form.by, at=at, **said))
    session.flush()
    return []


def rule_amendment(session: Session, form: AmendmentRulingForm, *, at: datetime) -> list[Application]:
    """Record what becomes of an amendment; the same again changes nothing. Raises Refusal for one that was ruled upon
    otherwise, or whose version is adopted."""
    amendment = find_amendment(session, form.amendment)
    if (amendment.outcome, amendment.reason) == (form.outcome, form.reason):
        return []
    if amendment.outcome is not AmendmentOutcome.open:
        mend = f"il est déjà tranché : {OUTCOMES[amendment.outcome]}."
        raise Refusal("Amendement", amendment.key, mend)
    move(session.get_one(ReferenceDocument, amendment.document_id), TextEvent.amend)
    ruled = {"outcome": form.outcome, "reason": form.reason, "ruled_by": form.by, "ruled_at": at}
    session.add(amendment.sqlmodel_update(ruled))
    session.flush()
    return []


def find_amendment(session: Session, said: str) -> TextAmendment:
    """Return the amendment that a form names. Raises Refusal where there is none."""
    number = _NUMBER.fullmatch(said)
    found = session.get(TextAmendment, int(number[1]), with_for_update=True) if number else None
    if found is None:
        raise Refusal("Amendement", said, "aucun amendement de ce nom ; choisissez-le dans la liste.")
    return found


def unruled(session: Session, document: ReferenceDocument) -> list[TextAmendment]:
    """Return the amendments to a version that nobody ruled upon yet, in their order."""
    found = select(TextAmendment).where(
        TextAmendment.document_id == document.id, TextAmendment.outcome == AmendmentOutcome.open
    )
    return list(session.exec(found.order_by(col(TextAmendment.id))))


def offered_amendments(session: Session, region_id: str) -> tuple[str, ...]:
    """Return the amendments that wait to be ruled upon, as a form offers them."""
    found = select(TextAmendment, ReferenceDocument).join(ReferenceDocument)
    waiting = found.where(ReferenceDocument.region_id == region_id, TextAmendment.outcome == AmendmentOutcome.open)
    return tuple(_choice(*row) for row in session.exec(waiting.order_by(col(TextAmendment.id))))


def _choice(amendment: TextAmendment, document: ReferenceDocument) -> str:
    of_text = f"{TEXTS[document.document]}, version {document.version}"
    said = (of_text, amendment.organisation, amendment.place)
    parts = (" ".join(one.replace(SEPARATOR.strip(), " ").split())[:_SHOWN] for one in said)
    return SEPARATOR.join((amendment.key, *parts))
