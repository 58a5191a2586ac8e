"""Acceptances that silence has given (CRPA L231-1): decisions that created rights, though nobody took them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Decision
from models.dossiers.lifecycle import chunks
from models.vocabulary import CLOCKED


def accepted_by_silence(session: Session, ids: Sequence[int]) -> dict[int, Decision]:
    """Return the acceptance that silence gave of each of some applications on which nothing was decided since."""
    latest: dict[int, Decision] = {}
    for part in chunks(ids):
        made = select(Decision).join(Application).where(col(Decision.application_id).in_(part))
        undecided = made.where(col(Application.status).in_(CLOCKED)).order_by(col(Decision.version))
        latest |= {decision.application_id: decision for decision in session.exec(undecided)}
    return {i: decision for i, decision in latest.items() if decision.by_silence}
