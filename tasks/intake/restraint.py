"""Whom we stop answering for a while: a program that does not say that it is one would be answered for ever."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.outbox import Notice

ENOUGH, WITHIN = 6, timedelta(days=1)
"""How many answers an address gets, and in what time, before its mails without a file go to a person unanswered."""

SAID = "Trop de messages sans fichier de cette adresse en un jour : celui-ci n'a pas eu de réponse."

_ANSWERS = frozenset({"registration", "misdirected", "completion_received", "duplicate", "file_refused"})
"""The kinds that a mail causes at once, whatever it says."""


def had_enough(session: Session, address: str, *, at: datetime) -> bool:
    """Tell whether an address was answered so often that its mails may be answers themselves."""
    answers = select(func.count()).where(
        Notice.recipient == address, col(Notice.kind).in_(_ANSWERS), col(Notice.enqueued_at) > at - WITHIN
    )
    return session.exec(answers.select_from(Notice)).one() >= ENOUGH
