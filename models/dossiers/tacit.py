"""Acceptances that silence has given (CRPA L231-1): decisions that created rights, though nobody took them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Decision, Organisation
from models.dossiers.lifecycle import chunks
from models.vocabulary import CLOCKED


def accepted_by_silence(session: Session, ids: Sequence[int]) -> dict[int, Decision]:
    """Return the acceptance that silence gave of each of some applications on which nothing was decided since; none
    where the organisation turned out to be a public body."""
    latest: dict[int, Decision] = {}
    for part in chunks(ids):
        made = select(Decision, Organisation).join(Application, col(Application.id) == col(Decision.application_id))
        theirs = made.join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        undecided = theirs.where(col(Decision.application_id).in_(part), col(Application.status).in_(CLOCKED))
        for decision, organisation in session.exec(undecided.order_by(col(Decision.version))):
            if not organisation.is_public:
                latest[decision.application_id] = decision
    return {i: decision for i, decision in latest.items() if decision.by_silence}
