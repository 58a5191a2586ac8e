"""Delivery reports (RFC 3464) in the deposit mailbox: which of our mails did not arrive, and who is alerted.

Read without trusting them, as any mail: no input makes reading raise, and little of each is looked at.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser, HeaderParser
from itertools import islice
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import await_people
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.catalogue import KINDS
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import ReturnedView
from tasks.reading.mail.mail import header, ids
from tasks.reading.mail.text import without_addresses

_PARTS, _RECIPIENTS, _DIAGNOSTIC = 20, 50, 300
"""What is looked at of a report: an honest one has three parts, and one recipient since our mails have one."""

_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED = frozenset({"message/rfc822", "message/global", "message/global-headers"})
_HEADERS = "text/rfc822-headers"
_TYPE = re.compile(r"^[\w-]+\s*;\s*")


class Report(NamedTuple):
    """What a report says of one mail: its Message-ID, or those it may have; whether it did not arrive, and why."""

    message_ids: tuple[str, ...]
    failed: bool
    diagnostic: str


class Returned(NamedTuple):
    """A notice that came back: the session that it was written in, its kind, and the dossier that it is about."""

    session: str
    kind: NoticeKind
    reference: str | None


def read_report(raw: bytes) -> Report | None:
    """Return what a delivery report says, or None for any other mail."""
    try:
        message = message_from_bytes(raw)
    except RecursionError:  # parts within parts, beyond any honest report
        return None
    parts = list(_parts(message)) if message.get_content_type() == "multipart/report" else []
    statuses = [part for part in parts if part.get_content_type() in _STATUSES]
    if not statuses:
        return None
    failed = [block for part in statuses for block in _recipients(part) if _action(block) == "failed"]
    return Report(
        message_ids=_returned(parts) or (*ids(message, "In-Reply-To"), *ids(message, "References")),
        failed=bool(failed),
        diagnostic=_diagnostic(failed[0]) if failed else "",
    )


def _parts(message: Message) -> Iterator[Message]:
    payload = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return islice((part for part in parts if isinstance(part, Message)), _PARTS)


def _recipients(part: Message) -> Iterator[Message]:
    return islice(_blocks(part), _RECIPIENTS)


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the blocks of fields of a status: about the mail first, then one a recipient. The library cuts them where
    it knows the type, and leaves the others in the text of the first one."""
    for block in _parts(part):
        yield block
        rest = block.get_payload()
        if isinstance(rest, str):
            yield from (HeaderParser().parsestr(text) for text in re.split(r"\r?\n\r?\n", rest, maxsplit=_RECIPIENTS))


def _action(block: Message) -> str:
    return header(block, "Action", 20).lower()


def _diagnostic(block: Message) -> str:
    """Return what the mail server answered: « 550 5.1.1 … », or its status alone (RFC 3463)."""
    said = _TYPE.sub("", header(block, "Diagnostic-Code", _DIAGNOSTIC))
    return said or header(block, "Status", 20) or "sans explication"


def _returned(parts: list[Message]) -> tuple[str, ...]:
    """Return the Message-ID of the mail that a report returns, whole or by its headers."""
    for part in parts:
        if part.get_content_type() in _RETURNED:
            found = [ids(whole, "Message-ID") for whole in islice(_parts(part), 1)]
        elif part.get_content_type() == _HEADERS:
            payload = part.get_payload(decode=True)
            found = [ids(BytesHeaderParser().parsebytes(payload), "Message-ID")] if isinstance(payload, bytes) else []
        else:
            found = []
        if found and found[0]:
            return found[0]
    return ()


def heed(session: Session, report: Report, *, at: datetime) -> Returned | None:
    """Record that a mail of ours came back, tell people, and return it: the next morning, and at once where it was
    about a dossier or a meeting. None where the report changes nothing: the mail is late, has arrived, or is not ours.
    """
    of_it = col(Notice.message_id).in_(report.message_ids) & (col(Notice.status) == NoticeStatus.sent)
    notice = session.exec(select(Notice).where(of_it).with_for_update()).first() if report.failed else None
    if notice is None:
        return None
    notice.status, notice.last_error = NoticeStatus.bounced, report.diagnostic
    session.add(notice)
    campaign = session.get_one(Campaign, notice.campaign_id)
    await_people(campaign, at=at)
    dossier = select(Application.reference, Organisation.name).join(Organisation)
    reference, name = session.exec(dossier.where(Application.id == notice.application_id)).first() or (None, None)
    if KINDS[notice.kind].return_alerts:
        _alert(session, campaign, notice, _view(session, notice, reference, name), at=at)
    return Returned(campaign.code, notice.kind, reference)


def _view(session: Session, notice: Notice, reference: str | None, organisation: str | None) -> ReturnedView:
    decided = select(Notice.id).where(Notice.id == notice.id, letters_of_decisions())
    return ReturnedView(
        title=KINDS[notice.kind].title,
        reference=reference,
        organisation=organisation,
        reason=without_addresses(notice.last_error or ""),
        is_decision=session.exec(decided).first() is not None,
    )


def _alert(session: Session, campaign: Campaign, notice: Notice, returned: ReturnedView, *, at: datetime) -> None:
    said = {"approaching": (), "returned": returned}
    letter = Letter(f"{notice.key}/returned", campaign.rules.roles.examining_service.email, said)
    enqueue(session, campaign, NoticeKind.alert, [letter], at=at)
