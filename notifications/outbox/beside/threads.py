"""The thread of a dossier: which mails of either side a letter follows, so that its reader's program shows them
together (RFC 5322, 3.6.4)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import null, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.columns import among
from models.intake.deposit import Deposit
from models.notices import Notice
from notifications.catalogue import KINDS

LONGEST = 10
"""Mails that a letter names at most: the first of the dossier, and the latest."""


_MAILS = union_all(
    columns(*map(col, (Notice.application_id, Notice.enqueued_at, Notice.message_id, Notice.kind))).where(
        among(Notice.application_id)
    ),
    columns(*map(col, (Deposit.application_id, Deposit.received_at, Deposit.message_id)), null()).where(
        among(Deposit.application_id), col(Deposit.message_id).is_not(None)
    ),
)


def threads(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the identifiers of the mails of some applications, those that came and those that we wrote to their
    applicants, in the order of their instants."""
    found: defaultdict[int, list[tuple[datetime, str]]] = defaultdict(list)
    # The kind is looked at here: asked for it, SQLite would look at all letters of these kinds.
    for application_id, at, message_id, kind in session.execute(_MAILS, {"ids": ids}):
        if kind is None or KINDS[kind].is_for_applicants:
            found[application_id].append((at, message_id))
    return {application_id: [one for _, one in sorted(mails)] for application_id, mails in found.items()}


def thread_of(mails: Sequence[str], in_reply_to: str | None) -> str | None:
    """Return what a letter follows: the mails of its dossier, the one that it answers last; None where there are
    none."""
    bare = [mail.strip() for mail in mails if mail != in_reply_to] + ([in_reply_to.strip()] if in_reply_to else [])
    named = [mail for mail in dict.fromkeys(bare) if mail and " " not in mail]
    return " ".join(named if len(named) <= LONGEST else [named[0], *named[1 - LONGEST :]]) or None
