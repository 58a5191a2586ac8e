"""The thread of a dossier: which mails of either side a letter follows, so that its reader's program shows them
together (RFC 5322, 3.6.4)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.columns import chunks
from models.intake.deposit import Deposit
from models.notices import Notice
from notifications.catalogue import KINDS

LONGEST = 10
"""Mails that a letter names at most: the first of the dossier, and the latest."""


def threads(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the identifiers of the mails of some applications, those that came and those that we wrote to their
    applicants, in the order of their instants."""
    found: defaultdict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for part in chunks(ids):
        came = columns(*map(col, (Deposit.application_id, Deposit.received_at, Deposit.message_id)))
        wrote = columns(*map(col, (Notice.application_id, Notice.enqueued_at, Notice.message_id, Notice.kind)))
        of_each = came.where(col(Deposit.application_id).in_(part), col(Deposit.message_id).is_not(None))
        for application_id, at, message_id in session.execute(of_each):
            found[application_id].append((at, message_id))
        # The kind is looked at here: asked for it, SQLite would look at all letters of these kinds.
        for application_id, at, message_id, kind in session.execute(wrote.where(col(Notice.application_id).in_(part))):
            if KINDS[kind].is_for_applicants:
                found[application_id].append((at, message_id))
    return {application_id: [one for _, one in sorted(mails)] for application_id, mails in found.items()}


def thread_of(mails: Sequence[str], in_reply_to: str | None) -> str | None:
    """Return what a letter follows: the mails of its dossier, the one that it answers last; None where there are
    none."""
    bare = [mail.strip() for mail in mails if mail != in_reply_to] + ([in_reply_to.strip()] if in_reply_to else [])
    named = [mail for mail in dict.fromkeys(bare) if mail and " " not in mail]
    return " ".join(named if len(named) <= LONGEST else [named[0], *named[1 - LONGEST :]]) or None
