"""The answers of a form, kept with the deposit that brought it."""

from datetime import datetime

from sqlmodel import Session

from models.dossiers.actor import SYSTEM
from models.intake.answers import CommitmentAnswer, ServiceAnswer
from models.intake.deposit import Deposit
from tasks.intake.commitments.reading import Answers


def keep_answers(session: Session, deposit: Deposit, answers: Answers, *, at: datetime) -> None:
    """Keep what the form of a deposit answers: it is of whichever dossier that deposit is."""
    by, i = str(SYSTEM), deposit.id
    session.add_all(CommitmentAnswer(deposit_id=i, **one._asdict(), by=by, at=at) for one in answers.commitments)
    session.add_all(
        ServiceAnswer(deposit_id=i, service=service, offered=offered, by=by, at=at)
        for service, offered in answers.services
    )
