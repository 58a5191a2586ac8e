"""A letter sent once more, as a copy: to another address or the same, under another Message-ID, in its thread."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, select

from models.calendar.business_days import business_days
from models.notices import Notice
from models.region.model import Region
from models.storage.pages import HANDED
from models.vocabulary import NoticeStatus
from notifications.catalogue import KINDS
from notifications.outbox.beside.threads import thread_of
from notifications.outbox.enclosures import attach, files_of
from notifications.outbox.enqueue import message_id
from notifications.writing.copy import copied
from notifications.writing.mentions import told_remedies
from notifications.writing.render import Rendered


def opens_a_dossier(letter: Notice) -> bool:
    """Return True if a letter carried a link for its reader alone, which is not kept: no copy holds it."""
    return f"{HANDED}/" in letter.text


def queue_copy(session: Session, region: Region, letter: Notice, recipient: str, *, at: datetime) -> bool:
    """Queue a copy of a letter, with its files, and tell whether it is new: to one address, once a day."""
    return add_copy(session, letter, _copy(region, letter, recipient, at=at))


def add_copy(session: Session, letter: Notice, copy: Notice) -> bool:
    """Add a copy of a letter, with its files, and tell whether it is new: there is one of a key."""
    if session.exec(select(Notice.id).where(Notice.key == copy.key)).first() is not None:
        return False
    session.add(copy)
    session.flush()
    attach(session, {copy.key: files_of(session, [letter.id or 0]).get(letter.id or 0, ())})
    return True


def copy_of(region: Region, letter: Notice, *, key: str, recipient: str, at: datetime, **said: Any) -> Notice:  # noqa: ANN401  columns
    """Return a letter as it leaves once more, under another Message-ID; `said` is what else it says of itself."""
    row: dict[str, Any] = {
        "key": key,
        "kind": letter.kind,
        "campaign_id": letter.campaign_id,
        "application_id": letter.application_id,
        "sender": letter.sender,
        "recipient": recipient,
        "message_id": message_id(key, region),
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "enqueued_at": at,
        "due_at": None,
        "copy_of": letter.id,
    }
    return Notice(**(row | said))


def _copy(region: Region, letter: Notice, recipient: str, *, at: datetime) -> Notice:
    days = business_days(region)
    key = f"{letter.key}/copy/{days.local(at)}/{sha256(recipient.encode()).hexdigest()[:8]}"
    said = copied(
        Rendered(letter.subject, letter.text, letter.html),
        on=days.local(letter.sent_at or letter.enqueued_at),
        to=letter.recipient,
        has_arrived=letter.status is NoticeStatus.sent,
        states_remedies=KINDS[letter.kind].states_remedies and told_remedies(letter.text),
    )
    return copy_of(
        region,
        letter,
        key=key,
        recipient=recipient,
        at=at,
        deposit_id=letter.deposit_id,
        in_reply_to=letter.message_id,
        thread=thread_of((letter.thread or "").split(), letter.message_id),
        reply_to=letter.reply_to,
        due_at=at,
        **said._asdict(),
    )
