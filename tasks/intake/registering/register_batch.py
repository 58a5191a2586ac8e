"""Plain deposits registered several at a time: what the database is asked and told of one of them, it is asked and told
of all at once."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import all_campaigns, campaign_among
from models.storage.addresses import DEPOSIT
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import enqueue
from notifications.views.notices import FileView
from tasks.intake.identity.matching import may_answer
from tasks.intake.opened_mail import Arrival
from tasks.intake.registering.register import brings_files, deposit_of, keep_files, note_prospects, register
from tasks.intake.registering.reply_limits import MANY, answered
from tasks.intake.replies.to_senders import registration_letter
from tasks.intake.store import Store
from tasks.reading.mail.mail import content_key


class _Sorted(NamedTuple):
    """A mail with its session, and what makes two mails say the same; `is_new` where it says what none did, and its
    sender is still answered."""

    arrival: Arrival
    campaign: Campaign
    content: str | None
    is_new: bool


def is_plain(arrival: Arrival) -> bool:
    """Tell whether a mail can only bring a new dossier, or the same one again: somebody wrote it, to us, with files,
    and answers nothing."""
    mail = arrival.mail
    is_ours = mail is not None and mail.nature is Nature.written and arrival.mailbox == DEPOSIT and not may_answer(mail)
    return is_ours and brings_files(arrival)


def register_plain(session: Session, arrivals: Sequence[Arrival], *, store: Store) -> list[str]:
    """Register plain mails in their order, as `register` does each, and return the codes of their sessions."""
    mails = list(_sorted(session, arrivals))
    for (is_new, _), run in groupby(mails, key=lambda one: (one.is_new, one.campaign.id)):
        if is_new:
            _register_new(session, list(run))
        else:
            for one in run:
                register(session, one.campaign, one.arrival, store=store)
    return [one.campaign.code for one in mails]


def _sorted(session: Session, arrivals: Sequence[Arrival]) -> Iterator[_Sorted]:
    contents = [content_key(arrival.mail) if arrival.mail else None for arrival in arrivals]
    campaigns = all_campaigns(session)
    known = _known(session, arrivals, contents)
    answers = answered(session, (arrival.head.reply_to for arrival in arrivals), at=arrivals[0].at)
    for arrival, content in zip(arrivals, contents, strict=True):
        marks = {arrival.head.identity, arrival.head.message_id, content} - {None}
        campaign = campaign_among(campaigns, arrival.received_at)
        yield _Sorted(arrival, campaign, content, known.isdisjoint(marks) and answers[arrival.head.reply_to] < MANY)
        known |= marks
        answers[arrival.head.reply_to] += 1


def _known(session: Session, arrivals: Sequence[Arrival], contents: Sequence[str | None]) -> set[str | None]:
    """Return what is known of some mails: their identities, their contents, and Message-IDs that are our own."""
    identities = [arrival.head.identity for arrival in arrivals]
    message_ids = [arrival.head.message_id for arrival in arrivals]
    return {
        *session.exec(select(Deposit.identity).where(col(Deposit.identity).in_(identities))),
        *session.exec(select(Deposit.content).where(col(Deposit.content).in_(contents))),
        *session.exec(select(Notice.message_id).where(col(Notice.message_id).in_(message_ids))),
    }


def _register_new(session: Session, some: Sequence[_Sorted]) -> None:
    campaign, arrivals, at = some[0].campaign, [one.arrival for one in some], some[0].arrival.at
    deposits = [deposit_of(campaign, one.arrival, Nature.written, one.content) for one in some]
    session.add_all(deposits)
    session.flush()
    keep_files(session, deposits, arrivals)
    note_prospects(session, campaign, {address for one in deposits for address in (one.sender, one.reply_to)}, at=at)
    pairs = zip(deposits, arrivals, strict=True)
    letters = [registration_letter(campaign, deposit, _files(arrival)) for deposit, arrival in pairs]
    enqueue(session, campaign, NoticeKind.registration, letters, at=at)


def _files(arrival: Arrival) -> tuple[FileView, ...]:
    files = arrival.mail.attachments if arrival.mail else ()
    return tuple(FileView(name=file.name, size=file.size, digest=file.digest, piece=None) for file in files)
