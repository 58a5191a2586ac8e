"""The letters to the applicant of a dossier, each with all that is kept of how it left, and of what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays
from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.intake.deposit import Deposit, number_of
from models.notices import Document, Notice, NoticeFile, Posting, SentMail, sent_mails
from models.storage.proof.form import LineKind
from models.storage.proof.seals import SealBlock, SealedLine
from models.vocabulary import Event, NoticeStatus
from notifications.catalogue import KINDS
from notifications.loading.proof_of_notification import postings
from notifications.views.documents import EvidenceFile, EvidenceLetter
from notifications.writing.wording import long_date, zone_name
from tasks.dossiers.letters.on_paper import told_of_post
from tasks.incidents.proof.erased import left_of
from tasks.incidents.proof.lines import read_lines

LEFT = (NoticeStatus.sent, NoticeStatus.bounced, NoticeStatus.failed)
"""How a letter stands of which there is something to show."""

CHANGED = "modifié depuis : ce qui est conservé n'est plus ce qui a été scellé"
_BY_ITSELF = "le système, à une date ou pour une règle, sans l'intervention d'une personne"


class Shown(NamedTuple):
    """A letter as the document says it, its mail, and the arrival that reports what became of it, if any."""

    view: EvidenceLetter
    mail: bytes | None
    report: Deposit | None


def shown_letters(session: Session, application: Application, days: BusinessDays) -> list[Shown]:
    """Return what shows each letter to the applicant of a dossier, in the order in which they left."""
    rows = select(Notice).where(Notice.application_id == application.id, col(Notice.status).in_(LEFT))
    letters = [one for one in session.exec(rows.order_by(col(Notice.id))) if KINDS[one.kind].is_for_applicants]
    letters.sort(key=lambda one: one.sent_at or one.enqueued_at)
    case = _case(session, application, letters)
    return [_shown(session, case, one, place, days.zone) for place, one in enumerate(letters, start=1)]


class _Case(NamedTuple):
    """What is known of the letters of a dossier: their mails, postings and files by their numbers, and the acts that
    caused them."""

    mails: Mapping[int, SentMail]
    posted: Mapping[int, Posting]
    files: Mapping[int, Sequence[EvidenceFile]]
    acts: Sequence[JournalLine]


def _case(session: Session, application: Application, letters: Sequence[Notice]) -> _Case:
    ids = [letter.id or 0 for letter in letters]
    acts = select(JournalLine).where(JournalLine.application_id == application.id).order_by(col(JournalLine.id))
    return _Case(sent_mails(session, ids), postings(session, ids), _files(session, ids), session.exec(acts).all())


def _files(session: Session, ids: Sequence[int]) -> dict[int, list[EvidenceFile]]:
    carried = select(NoticeFile, Document.digest).join(Document).where(col(NoticeFile.notice_id).in_(ids))
    found: dict[int, list[EvidenceFile]] = {}
    for file, digest in session.exec(carried.order_by(col(NoticeFile.notice_id), col(NoticeFile.position))):
        found.setdefault(file.notice_id, []).append(EvidenceFile(name=file.name, digest=digest))
    return found


def _shown(session: Session, case: _Case, letter: Notice, place: int, zone: ZoneInfo) -> Shown:
    sent = case.mails.get(letter.id or 0)
    mail = sent.mail if sent else None
    report = session.get(Deposit, letter.attested_by) if letter.attested_by else None
    seal = _seal(session, sent, zone) if sent else None
    posted = case.posted.get(letter.id or 0)
    title = KINDS[letter.kind].title
    view = EvidenceLetter(
        title=title,
        subject=letter.subject,
        sender=letter.sender,
        recipient=letter.recipient,
        message_id=letter.message_id,
        written=moment(letter.enqueued_at, zone),
        by=_cause(case.acts, letter),
        let_go=tuple(_let_go(case.acts, letter, title, zone)),
        sent=moment(letter.sent_at, zone) if letter.sent_at else None,
        server=sent.server if sent else None,
        answer=sent.answer if sent else None,
        recorded=moment(sent.recorded_at, zone) if sent and sent.recorded_at else None,
        posted=f"à {posted.addressed_to}, {told_of_post(posted)}" if posted else None,
        fate=_fate(letter, zone),
        report=f"envoi n° {number_of(report, zone)}, reçu {moment(report.received_at, zone)}" if report else None,
        files=tuple(case.files.get(letter.id or 0, ())),
        name=f"{place:02} {title}.eml" if mail else None,
        digest=sent.digest if sent else None,
        sealed=_sealed_words(sent, seal),
        block=seal.hash if seal else None,
    )
    return Shown(view, mail, report)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return « le lundi 2 mars 2026 à 10 h 00 min 00 s (heure de Paris) »."""
    local = at.astimezone(zone)
    return f"le {long_date(local)} à {local.hour} h {local.minute:02d} min {local.second:02d} s ({zone_name(zone)})"


def _cause(acts: Sequence[JournalLine], letter: Notice) -> str:
    """Return who did what caused a letter: the act that was noted at the instant at which it was written."""
    who = next((act.by for act in reversed(acts) if act.at == letter.enqueued_at), str(SYSTEM))
    return _BY_ITSELF if who == str(SYSTEM) else who


def _let_go(acts: Sequence[JournalLine], letter: Notice, title: str, zone: ZoneInfo) -> Iterator[str]:
    for act in acts:
        is_of_it = act.event is Event.settle_letter and (act.reason or "").startswith(f"« {title} »")
        if is_of_it and act.at >= letter.enqueued_at:
            yield f"{act.reason}, par {act.by}, {moment(act.at, zone)}"


def _fate(letter: Notice, zone: ZoneInfo) -> str:
    if letter.status is NoticeStatus.bounced:
        return f"revenue sans avoir été remise : {letter.last_error or 'sans explication du serveur'}"
    if letter.status is NoticeStatus.failed:
        return f"non partie : {letter.last_error or 'sans explication du serveur'}"
    if letter.delivered_at:
        return f"remise attestée par le serveur du destinataire {moment(letter.delivered_at, zone)}"
    return "prise par le serveur, sans rapport depuis : ni remise attestée, ni retour"


class _Seal(NamedTuple):
    """The block that has a mail: its words, its hash, and whether the row is still what was sealed."""

    words: str
    hash: str
    is_whole: bool


def _seal(session: Session, sent: SentMail, zone: ZoneInfo) -> _Seal | None:
    found = session.exec(
        select(SealedLine, SealBlock)
        .join(SealBlock, col(SealBlock.number) == col(SealedLine.block_number))
        .where(SealedLine.kind == LineKind.mail, SealedLine.row_id == sent.id)
    ).first()
    if found is None:
        return None
    line, block = found
    [row] = read_lines(session, LineKind.mail, [line.row_id])
    return _Seal(
        f"bloc n° {block.number}, ligne {line.number}, {moment(block.sealed_at, zone)}",
        block.hash,
        left_of(line, row) == line.digest,
    )


def _sealed_words(sent: SentMail | None, seal: _Seal | None) -> str | None:
    """Return in which block a mail is, or that it is no more what it was."""
    if sent is None:
        return None
    is_whole = sent.is_whole and (seal is None or seal.is_whole)
    return CHANGED if not is_whole else seal.words if seal else None
