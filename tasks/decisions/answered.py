"""An appeal ended by what its author answers, whichever act says so."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.appeal import Appeal, end
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.vocabulary import AppealOutcome, Event
from notifications.loading.appeals import APPEALS


class Answer(NamedTuple):
    """What is answered to an appeal, why, by which texts, and who signs it, where
    somebody does; `by` is who records it."""

    outcome: AppealOutcome
    reasons: str | None
    by: str
    law: str | None = None
    signatory_name: str | None = None
    signatory_capacity: str | None = None


def answer(session: Session, application: Application, appeal: Appeal, said: Answer, *, at: datetime) -> None:
    """End an appeal about a dossier, and journal what was answered."""
    appeal.law, appeal.reasons = said.law, said.reasons
    appeal.signatory_name, appeal.signatory_capacity = said.signatory_name, said.signatory_capacity
    end(appeal, said.outcome, by=said.by, at=at)
    session.add(appeal)
    told = f"{APPEALS[appeal.kind]} {'rejeté' if said.outcome is AppealOutcome.rejected else 'accueilli'}"
    reason = f"{told} : {said.reasons}" if said.reasons else told
    note(session, application, Event.appeal_decision, at=at, by=Person(said.by), reason=reason)
