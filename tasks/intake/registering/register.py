"""Mails are registered: each kept once and its sender told at once, whatever is wrong with it.

What a mail is about is found afterwards, in `tasks.intake.sorting.sort`; nothing that reads a file, or knows an
organisation, stands between a sender and the notice. Neighbours that bring nothing but a new dossier are registered
together: what the database is asked and told of one of them, it is asked and told of all at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import NamedTuple

from prefect.logging import get_logger
from sqlalchemy import and_, bindparam
from sqlmodel import Session, col, or_, select

from models.columns import add_rows
from models.dossiers.application import Application
from models.dossiers.completeness import await_people
from models.intake.deposit import Deposit, File
from models.intake.words import Nature
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import all_campaigns, campaign_among
from models.storage.addresses import DEPOSIT
from models.vocabulary import ENDED, NoticeKind, Status
from notifications.outbox.enqueue import enqueue
from notifications.views.notices import FileView
from tasks.intake.desks.telling import may_be_of_a_desk, told_of_a_desk
from tasks.intake.identity.matching import may_answer
from tasks.intake.opened_mail import Arrival
from tasks.intake.registering.bounces import Returned
from tasks.intake.registering.reply_limits import Answers, thread_of
from tasks.intake.registering.set_aside import brings_files, nature_of, set_aside
from tasks.intake.replies.advice import asked_at, take_advice
from tasks.intake.replies.answers import take_answer
from tasks.intake.replies.members import take_member_answer
from tasks.intake.replies.reports import take_report_answer
from tasks.intake.replies.to_senders import offer_of, registration_letter, tell_misdirected
from tasks.intake.replies.way_out import take_way_out
from tasks.intake.store import Store
from tasks.reading.mail.mail import content_key
from tasks.reading.mail.returned import letters_named

_LOG = get_logger("spro")

_APART = (take_advice, take_member_answer, take_report_answer, take_way_out)
"""What is filed with what it answers, and is of no dossier."""

ONCE_MORE = timedelta(days=1)
"""Within what time the same words and files, sent under another Message-ID, are the same sending."""


class _Mail(NamedTuple):
    """A mail with its session, and what makes two mails say the same; `is_new` where it says what none did, its sender
    is still answered, and is no desk of ours."""

    arrival: Arrival
    campaign: Campaign
    content: str | None
    is_new: bool = True


_Kept = Sequence[tuple[Deposit, Arrival]]


def is_plain(arrival: Arrival) -> bool:
    """Return True if a mail can only bring a new dossier, or the same one again: a person wrote it, to us, with files,
    and it answers nothing."""
    mail = arrival.mail
    if mail is None or mail.nature is not Nature.written or arrival.mailbox != DEPOSIT:
        return False
    return brings_files(arrival) and not may_answer(mail) and not letters_named(mail.recipients)


def register_together(session: Session, arrivals: Sequence[Arrival], *, store: Store) -> list[str]:
    """Register plain mails in their order, and return the codes of their sessions."""
    mails = list(_looked_up(session, arrivals))
    for (is_new, _), run in groupby(mails, key=lambda mail: (mail.is_new, mail.campaign.id)):
        if is_new:
            some = list(run)
            _welcome(session, some[0].campaign, _keep_written(session, some))
        else:
            for mail in run:
                register(session, mail.campaign, mail.arrival, store=store)
    return [mail.campaign.code for mail in mails]


def register(session: Session, campaign: Campaign, arrival: Arrival, *, store: Store) -> Deposit | Returned | None:
    """Register a mail and return its deposit, or the notice of ours that it brings back.

    None for the same mail again, and for what no person wrote: those change no application and get no answer.
    """
    arrival = _addressed(campaign, arrival)
    nature = nature_of(session, arrival)
    content = content_key(arrival.mail) if arrival.mail and nature is Nature.written else None
    if _is_known(session, campaign, arrival, content):
        return None
    if nature is not Nature.written:
        return set_aside(session, campaign, _keep(session, campaign, arrival, nature, None), arrival, store=store)
    [(deposit, _)] = _keep_written(session, [_Mail(arrival, campaign, content)])
    deposit.thread_id = thread_of(session, arrival.head.threads)
    answers = Answers(session, [deposit.reply_to], thread=deposit.thread_id, at=arrival.at)
    if bound := answers.beyond(deposit.reply_to, brings_files=brings_files(arrival)):
        deposit.sorted_at, deposit.trouble = arrival.at, bound.said
        await_people(campaign, at=arrival.at)
    else:
        _take(session, campaign, deposit, arrival)
    return deposit


def _take(session: Session, campaign: Campaign, deposit: Deposit, arrival: Arrival) -> None:
    """Tell the sender of a mail that it came: apart where it is an advice that was asked, what a member of a body
    answers, or wants no announcement any more; not at once where it is files of a desk of ours, which are looked at
    first."""
    if any(_settled(session, deposit, partial(take, session, campaign, deposit, arrival)) for take in _APART):
        return
    told = told_of_a_desk(session, campaign, arrival)
    if told is not None:
        deposit.nature, deposit.trouble = Nature.desk, told or None
        if told:
            await_people(campaign, at=arrival.at)
        return
    if arrival.mailbox != DEPOSIT:
        tell_misdirected(session, campaign, deposit, at=arrival.at)
    if not _is_answer(session, deposit, arrival):
        _welcome(session, campaign, [(deposit, arrival)])


def _keep_written(session: Session, mails: Sequence[_Mail]) -> _Kept:
    """Keep mails of one session that people wrote, with their files."""
    campaign, arrivals = mails[0].campaign, [mail.arrival for mail in mails]
    deposits = [_deposit(campaign, mail.arrival, Nature.written, mail.content) for mail in mails]
    session.add_all(deposits)
    session.flush()
    kept = list(zip(deposits, arrivals, strict=True))
    _keep_files(session, kept)
    return kept


def _welcome(session: Session, campaign: Campaign, kept: _Kept) -> None:
    """Tell the senders of mails that they are registered."""
    letters = [
        registration_letter(campaign, deposit, _views(arrival), offered=offer_of(arrival.mail))
        for deposit, arrival in kept
    ]
    enqueue(session, campaign, NoticeKind.registration, letters, at=kept[0][1].at)


def _views(arrival: Arrival) -> tuple[FileView, ...] | None:
    if arrival.mail is None:
        return None
    return tuple(
        FileView(name=file.name, size=file.size, digest=file.digest, piece=None) for file in arrival.mail.attachments
    )


def _addressed(campaign: Campaign, arrival: Arrival) -> Arrival:
    """Return a mail that asks to be answered at one of our own desks as one that is answered where it came from."""
    head, ours = arrival.head, campaign.rules.own_addresses
    is_ours = head.reply_to in ours and head.sender and head.sender not in ours
    return replace(arrival, head=replace(head, reply_to=head.sender)) if is_ours else arrival


def _looked_up(session: Session, arrivals: Sequence[Arrival]) -> Iterator[_Mail]:
    campaigns = all_campaigns(session)
    arrivals = [_addressed(campaign_among(campaigns, one.received_at), one) for one in arrivals]
    contents = [content_key(arrival.mail) if arrival.mail else None for arrival in arrivals]
    known = _known(session, arrivals, contents)
    answers = Answers(session, (arrival.head.reply_to for arrival in arrivals), at=arrivals[0].at)
    asked = asked_at(session, (address for one in arrivals for address in (one.head.sender, one.head.reply_to)))
    for arrival, content in zip(arrivals, contents, strict=True):
        marks = {arrival.head.identity, content} - {None}
        campaign = campaign_among(campaigns, arrival.received_at)
        is_new = known.isdisjoint({*marks, arrival.head.message_id}) and not may_be_of_a_desk(campaign, arrival)
        is_new = is_new and asked.isdisjoint({arrival.head.sender, arrival.head.reply_to})
        is_new = is_new and not answers.beyond(arrival.head.reply_to, brings_files=True)
        yield _Mail(arrival, campaign, content, is_new)
        known |= marks
        answers.add(arrival.head.reply_to)


def _known(session: Session, arrivals: Sequence[Arrival], contents: Sequence[str | None]) -> set[str | None]:
    """Return what is known of some mails: their identities, their contents, and Message-IDs that are our own."""
    identities = [arrival.head.identity for arrival in arrivals]
    message_ids = [arrival.head.message_id for arrival in arrivals]
    return {
        *session.exec(select(Deposit.identity).where(col(Deposit.identity).in_(identities))),
        *session.exec(select(Deposit.content).where(col(Deposit.content).in_(contents))),
        *session.exec(select(Notice.message_id).where(col(Notice.message_id).in_(message_ids))),
    }


def _brings_pieces(campaign: Campaign, arrival: Arrival) -> bool:
    names = (attachment.name for attachment in arrival.mail.attachments) if arrival.mail else ()
    return arrival.mail is None or any(map(campaign.rules.recognise, names))


def is_for_us(session: Session, campaign: Campaign, arrival: Arrival) -> bool:
    """Return True if a mail to another desk is a deposit: it brings a piece, or answers a notice. The others are its
    own (CRPA L114-2 has it forward those that it is not competent for)."""
    if arrival.head.nature is not Nature.written or arrival.received_at < campaign.opens_at:
        return False  # What that desk held before the session opened is its own.
    ours = select(Notice.id).where(col(Notice.message_id).in_(arrival.head.threads))
    return _brings_pieces(campaign, arrival) or session.exec(ours).first() is not None


_SAME = select(Deposit.id).where(col(Deposit.identity) == bindparam("identity")).limit(1)


def _is_known(session: Session, campaign: Campaign, arrival: Arrival, content: str | None) -> bool:
    """Return True if a mail came before, whole or by what it says; what says something else is an arrival of its own,
    be its Message-ID one that was used already."""
    known = session.exec(_SAME, params={"identity": arrival.head.identity}).first()
    twin = None if known else _twin(session, arrival, content)
    if twin:
        _keep_beside(session, campaign, arrival, twin, content=content)
    return known is not None or twin is not None


def _twin(session: Session, arrival: Arrival, content: str | None) -> Deposit | None:
    """Return the deposit that a mail repeats, if any: sent once more for safety's sake, or put together anew on its
    way. Under another Message-ID later, or once its dossier is over, it may well be meant anew; received before one
    that is late, and read after it, it tells that the dossier was in time."""
    if content is None:
        return None
    said = {
        "content": content,
        "message_id": arrival.head.message_id or "",
        "received_at": arrival.received_at,
        "since": arrival.received_at - ONCE_MORE,
    }
    return session.exec(_TWINS, params=said).first()


_IS_LATE = and_(col(Application.status) == Status.late, col(Application.received_at) > bindparam("received_at"))
_OVER = select(Application.id).where(or_(col(Application.status).in_(ENDED), _IS_LATE))
_TWINS = (
    select(Deposit)
    .where(
        col(Deposit.content) == bindparam("content"),
        Deposit.nature == Nature.written,
        or_(col(Deposit.received_at) > bindparam("since"), col(Deposit.message_id) == bindparam("message_id")),
        or_(col(Deposit.application_id).is_(None), col(Deposit.application_id).not_in(_OVER)),
    )
    .order_by(col(Deposit.id))
    .limit(1)
)


def _keep_beside(
    session: Session, campaign: Campaign, arrival: Arrival, first: Deposit, *, content: str | None
) -> None:
    """Keep a mail that adds nothing to one before."""
    deposit = _keep(session, campaign, arrival, Nature.again, content)
    deposit.application_id, deposit.sorted_at = first.application_id, arrival.at


def _keep(session: Session, campaign: Campaign, arrival: Arrival, nature: Nature, content: str | None) -> Deposit:
    deposit = _deposit(campaign, arrival, nature, content)
    session.add(deposit)
    session.flush()
    return deposit


def _deposit(campaign: Campaign, arrival: Arrival, nature: Nature, content: str | None) -> Deposit:
    head = arrival.head
    return Deposit(
        campaign_id=campaign.id or 0,
        identity=head.identity,
        content=content,
        nature=nature,
        mailbox=arrival.mailbox,
        message_id=head.message_id,
        sender=head.sender,
        reply_to=head.reply_to,
        subject=head.subject,
        raw_digest=arrival.kept.digest,
        size=arrival.kept.size,
        received_at=arrival.received_at,
        processed_at=arrival.at,
        claimed_date=head.claimed_date,
    )


def _keep_files(session: Session, kept: _Kept) -> None:
    """Keep the files of mails, as far as they could be opened, by name, size and digest."""
    rows = [
        {
            "deposit_id": deposit.id,
            "position": position,
            "name": attachment.name,
            "size": attachment.size,
            "digest": attachment.digest,
        }
        for deposit, arrival in kept
        if arrival.mail
        for position, attachment in enumerate(arrival.mail.attachments)
    ]
    add_rows(session, File, rows)


def _is_answer(session: Session, deposit: Deposit, arrival: Arrival) -> bool:
    """Settle what answers one of our notices, and tell whether it did."""
    mail = arrival.mail
    return mail is not None and _settled(session, deposit, lambda: take_answer(session, deposit, mail, at=arrival.at))


def _settled(session: Session, deposit: Deposit, settle: Callable[[], bool]) -> bool:
    """Tell whether a mail was settled. Whatever goes wrong there, it is registered like any other and sorted later."""
    try:
        with session.begin_nested():
            return settle()
    except Exception:  # noqa: BLE001  a sender never waits for what an answer changes
        _LOG.exception("L'envoi %s n'a pas pu être rapproché de son dossier ; il est enregistré.", deposit.id)
        session.refresh(deposit)
        return False
