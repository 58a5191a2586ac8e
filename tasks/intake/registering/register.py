"""A mail is registered: kept once and told at once, whatever is wrong with it.

What it is about is found afterwards, in `tasks.intake.sorting.sort`; nothing that reads a file, or knows an
organisation, stands between a sender and the notice.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from prefect.logging import get_logger
from sqlmodel import Session, col, insert, or_, select, update

from models.dossiers.application import Application
from models.dossiers.completeness import await_people
from models.intake.deposit import Deposit, File
from models.intake.words import Nature
from models.notices import Notice
from models.sessions.campaign import Campaign, Prospect
from models.storage.addresses import DEPOSIT
from models.vocabulary import ENDED
from tasks.intake.opened_mail import Arrival
from tasks.intake.registering.bounces import Returned, heed, read_report
from tasks.intake.registering.reply_limits import SAID, had_enough
from tasks.intake.replies.answers import take_answer
from tasks.intake.replies.to_senders import tell_misdirected, tell_registered
from tasks.intake.store import Store
from tasks.reading.mail.mail import Head, content_key

_LOG = get_logger("spro")

ONCE_MORE = timedelta(days=1)
"""Within what time the same words and files, sent under another Message-ID, are the same sending."""

_ORNAMENTS = (".eml", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".webp", ".ics", ".vcf", ".p7s", ".asc")
"""What no piece ends with, and many a signature brings."""

_UNANSWERED = frozenset({Nature.automatic, Nature.bulk, Nature.spam, Nature.nameless})


def register(session: Session, campaign: Campaign, arrival: Arrival, *, store: Store) -> Deposit | Returned | None:
    """Register a mail and return its deposit, or the notice of ours that it brings back.

    None for the same mail again, and for what no person wrote: those change no application and get no answer.
    """
    nature = Nature.ours if _is_ours(session, arrival.head) else arrival.head.nature
    content = content_key(arrival.mail) if arrival.mail and nature is Nature.written else None
    if _is_known(session, campaign, arrival, content):
        return None
    deposit = _keep(session, campaign, arrival, nature, content)
    if nature is not Nature.written:
        deposit.sorted_at = arrival.at
        _mind(campaign, deposit, arrival)
        report = read_report(store.get(arrival.kept.digest)) if nature is Nature.report and arrival.mail else None
        return heed(session, report, at=arrival.at) if report else None
    note_prospects(session, campaign, {deposit.sender, deposit.reply_to}, at=arrival.at)
    if had_enough(session, deposit.reply_to, brings_files=brings_files(arrival), at=arrival.at):
        deposit.sorted_at, deposit.trouble = arrival.at, SAID
        await_people(campaign, at=arrival.at)
        return deposit
    if arrival.mailbox != DEPOSIT:
        tell_misdirected(session, campaign, deposit, at=arrival.at)
    if not _is_answer(session, deposit, arrival):
        tell_registered(session, campaign, deposit, at=arrival.at, is_opened=arrival.mail is not None)
    return deposit


def _mind(campaign: Campaign, deposit: Deposit, arrival: Arrival) -> None:
    """Have a person look at what gets no answer and yet brings pieces, or is too large to tell: a scanner, or a portal,
    sent a dossier."""
    if deposit.nature in _UNANSWERED and _brings_pieces(campaign, arrival):
        deposit.trouble = "Message automatique, ou tenu pour indésirable, qui apporte des pièces."
        await_people(campaign, at=arrival.at)


def _brings_pieces(campaign: Campaign, arrival: Arrival) -> bool:
    names = (attachment.name for attachment in arrival.mail.attachments) if arrival.mail else ()
    return arrival.mail is None or any(map(campaign.rules.recognise, names))


def brings_files(arrival: Arrival) -> bool:
    """Tell whether a mail brings a file of its sender's: a program that answers sends back no more than our mail, and
    what adorns its own."""
    return arrival.mail is None or any(not one.name.lower().endswith(_ORNAMENTS) for one in arrival.mail.attachments)


def is_for_us(session: Session, campaign: Campaign, arrival: Arrival) -> bool:
    """Tell whether a mail to another desk is a deposit: it brings a piece, or answers a notice. The others are its own
    (CRPA L114-2 has it forward those that it is not competent for)."""
    if arrival.head.nature is not Nature.written or arrival.received_at < campaign.opens_at:
        return False  # What that desk held before the session opened is its own.
    ours = select(Notice.id).where(col(Notice.message_id).in_(arrival.head.threads))
    return _brings_pieces(campaign, arrival) or session.exec(ours).first() is not None


def _is_ours(session: Session, head: Head) -> bool:
    """Tell whether a mail is one of our own notices, on its way back to us: answering it would never end."""
    ours = select(Notice.id).where(Notice.message_id == head.message_id)
    return head.message_id is not None and session.exec(ours).first() is not None


def _is_known(session: Session, campaign: Campaign, arrival: Arrival, content: str | None) -> bool:
    """Tell whether a mail came before: under the same Message-ID of the same sender, or with the same content.

    One that says something else under a Message-ID that was used already is kept, for a person to look at.
    """
    known = session.exec(select(Deposit).where(Deposit.identity == arrival.head.identity)).first()
    if known and content and known.content and content != known.content:
        said = "Même identifiant de message qu'un envoi précédent, mais contenu différent."
        identity = f"{known.identity} {content}"
        _keep_beside(session, campaign, arrival, known, content=content, identity=identity, trouble=said)
    twin = None if known else _twin(session, arrival, content)
    if twin:
        _keep_beside(session, campaign, arrival, twin, content=content, identity=arrival.head.identity)
    return known is not None or twin is not None


def _twin(session: Session, arrival: Arrival, content: str | None) -> Deposit | None:
    """Return the deposit that a mail repeats, if any: sent once more for safety's sake. Later, or once its dossier is
    over, the same words and files may well be meant anew."""
    if content is None:
        return None
    ended = select(Application.id).where(col(Application.status).in_(ENDED))
    same = select(Deposit).where(
        Deposit.content == content,
        Deposit.nature == Nature.written,
        col(Deposit.received_at) > arrival.received_at - ONCE_MORE,
        or_(col(Deposit.application_id).is_(None), col(Deposit.application_id).not_in(ended)),
    )
    return session.exec(same.order_by(col(Deposit.id))).first()


def _keep_beside(
    session: Session,
    campaign: Campaign,
    arrival: Arrival,
    first: Deposit,
    *,
    content: str | None,
    identity: str,
    trouble: str | None = None,
) -> None:
    """Keep a mail that adds nothing to one before, unless it is kept already."""
    if session.exec(select(Deposit.id).where(Deposit.identity == identity)).first() is None:
        again = replace(arrival, head=replace(arrival.head, identity=identity))
        deposit = _keep(session, campaign, again, Nature.again, content)
        deposit.application_id, deposit.sorted_at, deposit.trouble = first.application_id, arrival.at, trouble


def _keep(session: Session, campaign: Campaign, arrival: Arrival, nature: Nature, content: str | None) -> Deposit:
    deposit = deposit_of(campaign, arrival, nature, content)
    session.add(deposit)
    session.flush()
    if nature is Nature.written:
        keep_files(session, [deposit], [arrival])
    return deposit


def deposit_of(campaign: Campaign, arrival: Arrival, nature: Nature, content: str | None) -> Deposit:
    """Return the row of a mail."""
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


def keep_files(session: Session, deposits: Iterable[Deposit], arrivals: Iterable[Arrival]) -> None:
    """Keep the files of mails, as far as they could be opened, by name, size and digest."""
    rows = [
        {
            "deposit_id": deposit.id,
            "position": position,
            "name": attachment.name,
            "size": attachment.size,
            "digest": attachment.digest,
        }
        for deposit, arrival in zip(deposits, arrivals, strict=True)
        if arrival.mail
        for position, attachment in enumerate(arrival.mail.attachments)
    ]
    if rows:
        session.connection().execute(insert(File), rows)


def _is_answer(session: Session, deposit: Deposit, arrival: Arrival) -> bool:
    """Settle what answers one of our notices, and tell whether it did. Whatever goes wrong there, the mail is
    registered like any other and sorted later."""
    if arrival.mail is None:
        return False
    try:
        with session.begin_nested():
            return take_answer(session, deposit, arrival.mail, at=arrival.at)
    except Exception:  # noqa: BLE001  a sender never waits for what an answer changes
        _LOG.exception("L'envoi %s n'a pas pu être rapproché de son dossier ; il est enregistré.", deposit.id)
        session.refresh(deposit)
        return False


def note_prospects(session: Session, campaign: Campaign, addresses: Iterable[str], *, at: datetime) -> None:
    """Remember who has deposited: nobody is reminded of what they did."""
    statement = update(Prospect).where(
        col(Prospect.campaign_id) == campaign.id,
        col(Prospect.address).in_(list(addresses)),
        col(Prospect.deposited_at).is_(None),
    )
    session.execute(statement.values(deposited_at=at))
