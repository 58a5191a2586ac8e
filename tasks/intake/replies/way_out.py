"""« Ne plus recevoir »: whoever was told of a session and wants no such letter any more is heard at once, and so for
every session. Never for the letters of a dossier: those are owed."""

import re
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature
from models.notices import Notice
from models.sessions.announcing import choose, declined_among
from models.sessions.campaign import AnnouncementChoice, Campaign
from notifications.catalogue import KINDS
from notifications.outbox.dropped import drop
from notifications.outbox.enqueue import marked_id
from notifications.outbox.leases import still_waits
from tasks.intake.opened_mail import Arrival
from tasks.reading.mail.own_words import own_words
from tasks.reading.mail.returned import letters_named
from tasks.reading.mail.signs import folded

_LONGEST = 300
"""Characters of an answer that says nothing else; a person reads what says more, or asks."""

_MARK = re.compile(r"\b[0-9a-f]{32}\b")
_SAYS_SO = re.compile(
    r"\bne (?:plus|pas) (?:recevoir|etre (?:informee?s?|contactee?s?|sollicitee?s?|destinataires?))"
    r"|\bdesinscri\w*|\bdesabonn\w*|\bunsubscribe\b|\bretire[rz]?[ -](?:moi|nous|notre|mon|cette)\b.{0,40}\bliste"
    r"|^\W*stop\W*$"
)
_DECLINABLE = [name for name, kind in KINDS.items() if kind.may_be_declined]


def take_way_out(session: Session, campaign: Campaign, deposit: Deposit, arrival: Arrival) -> bool:
    """Note that an address wants no announcement any more, and tell whether a mail says that: it answers one, in so
    many words, or comes of the way out that the letter offers to programs. What waits for that address leaves no
    more."""
    mail = arrival.mail
    if mail is None or mail.attachments or not says_so(f"{deposit.subject}\n{own_words(mail.text)}"):
        return False
    letter = _announcement(session, {*_ids(campaign, deposit, arrival)})
    if letter is None:
        return False
    deposit.nature, deposit.meaning, deposit.sorted_at = Nature.opt_out, Meaning.opt_out, arrival.at
    decline(session, deposit, letter.recipient, by="le destinataire, par courriel", at=arrival.at)
    return True


def take_sent_way_out(session: Session, campaign: Campaign, deposit: Deposit, arrival: Arrival) -> bool:
    """Note what a program sends in its user's name, and says to be automatic (RFC 3834): it is their word where its
    subject names the letter as the way out of that letter has it, which nobody else knows."""
    return bool(_MARK.search(deposit.subject)) and take_way_out(session, campaign, deposit, arrival)


def says_so(text: str) -> bool:
    """Return True if words ask for no more letters, and for nothing else."""
    lines = [folded(line) for line in text.splitlines()]
    return len(text) <= _LONGEST and "?" not in text and any(map(_SAYS_SO.search, lines))


def decline(session: Session, deposit: Deposit, address: str, *, by: str, at: datetime) -> None:
    """Announce no session to an address any more, as an arrival asks, and call off what waits for it."""
    choose(session, address, wanted=False, by=by, at=at, deposit_id=deposit.id)
    to_it = (col(Notice.recipient) == address, col(Notice.application_id).is_(None))
    drop(session, *to_it, col(Notice.kind).in_(_DECLINABLE), still_waits())


def take_back(session: Session, deposit: Deposit, *, by: str, reason: str | None, at: datetime) -> None:
    """Announce sessions again to the address of which an arrival was held to want none."""
    said = select(AnnouncementChoice.address).where(AnnouncementChoice.deposit_id == deposit.id)
    for address in declined_among(session, set(session.exec(said))):
        choose(session, address, wanted=True, by=by, reason=reason, at=at, deposit_id=deposit.id)


def _ids(campaign: Campaign, deposit: Deposit, arrival: Arrival) -> Iterator[str]:
    """Yield the Message-IDs of ours that a mail answers: by its thread, by the address that it came to, by what the way
    out has it say in its subject."""
    yield from arrival.head.threads
    named = letters_named(arrival.mail.recipients) if arrival.mail else ()
    yield from (marked_id(mark, campaign.rules) for mark in (*named, *_MARK.findall(deposit.subject)))


def _announcement(session: Session, ids: set[str]) -> Notice | None:
    found = select(Notice).where(col(Notice.message_id).in_(ids), col(Notice.kind).in_(_DECLINABLE))
    return session.exec(found.where(col(Notice.application_id).is_(None)).order_by(col(Notice.id).desc())).first()
