"""Reply limits: a sender answered too often in a day gets no reply, so that an undeclared auto-responder cannot
loop."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.notices import Notice
from notifications.catalogue import KINDS

ENOUGH, MANY, WITHIN = 6, 200, timedelta(days=1)
"""How many answers an address gets, and in what time, before its mails go to a person unanswered: those without a file,
and all. The head of a network may deposit for a hundred structures in a day; what is abusive by its number need not be
acknowledged (CRPA L112-11)."""

SAID = "Trop de messages de cette adresse en un jour : celui-ci n'a pas eu de réponse."

_ANSWERS = [kind for kind, row in KINDS.items() if row.answers_a_mail]


def had_enough(session: Session, address: str, *, brings_files: bool, at: datetime) -> bool:
    """Return True if an address was answered so often that its mails may be answers themselves."""
    return answered(session, [address], at=at)[address] >= (MANY if brings_files else ENOUGH)


def answered(session: Session, addresses: Iterable[str], *, at: datetime) -> Counter[str]:
    """Count the answers that some addresses got of late."""
    answers = select(Notice.recipient, func.count()).where(
        col(Notice.recipient).in_(set(addresses)),
        col(Notice.kind).in_(_ANSWERS),
        col(Notice.enqueued_at) > at - WITHIN,
    )
    return Counter(dict(session.exec(answers.group_by(Notice.recipient)).all()))
