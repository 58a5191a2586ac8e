"""Mails as applicants and hostile senders write them, and a desk that registers them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select
from stdnum import luhn

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application, Organisation, Piece
from models.dossiers.journal import JournalLine
from models.intake.deposit import Deposit, File
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.addresses import DEPOSIT
from models.vocabulary import PieceState
from notifications.writing.typography import typed
from tasks.intake.opened_mail import arrive, bounds_of, open_kept
from tasks.intake.published.files import versions
from tasks.intake.registering.bounces import Returned
from tasks.intake.registering.register import register
from tasks.intake.sorting.examine import examine_deposit
from tasks.intake.sorting.sort import sort_deposit
from tasks.intake.store import Store
from tests.factories import paris

PIECES = ("dossier", *(f"annexe-{number}" for number in range(1, 8)))
RECEIVED = "2026-04-15 10:00"
SENDER = "direction@cidff01.example"

_numbers = count(1)


def siret(entity: int = 1, site: int = 1) -> str:
    """Return the sound SIRET of a fictitious establishment: `entity` makes its SIREN, `site` its NIC."""
    siren = f"{99900000 + entity}"
    siren += luhn.calc_check_digit(siren)
    number = f"{siren}{site:04d}"
    return number + luhn.calc_check_digit(number)


def stamp(instant: str) -> str:
    """Return a Received header's value for what a clock shows in Paris: « 2026-04-15 10:00 »."""
    received = format_datetime(paris(instant).astimezone(ZoneInfo("Europe/Paris")))
    return f"from mx.sender.example by mx.example.invalid with ESMTPS; {received}"


def said(organisation: str | None = "CIDFF de l'Ain", **numbers: str) -> str:
    """Return the labelled lines of a deposit's text."""
    named = {"organisme": organisation} if organisation else {}
    lines = [f"{label.upper()} : {value}" for label, value in (named | numbers).items()]
    return "\n".join(["Madame, Monsieur,", "", *lines, "", "Cordialement,"])


def pdfs(pieces: Iterable[str] = PIECES, *, version: int = 1) -> dict[str, bytes]:
    """Return a file for each piece, named by its id."""
    return {f"{piece}.pdf": page(f"{piece} {version}") for piece in pieces}


def compose(
    text: str | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
    sender: str | None = SENDER,
    subject: str = "Candidature",
    received: str | None = RECEIVED,
    message_id: str | None = "",
    **headers: str | None,
) -> EmailMessage:
    """Return a mail: a complete deposit of an organisation with a SIRET unless told otherwise.

    `headers` are added by name, « _ » for « - »; an empty `message_id` stands for one of its own, None for none.
    """
    message = EmailMessage(policy=SMTP)
    if message_id == "":
        message_id = f"<{next(_numbers)}@cidff01.example>"
    named = {"Received": stamp(received) if received else None, "From": sender, "Message-ID": message_id}
    for name, value in (named | {"To": "depot-spro@example.invalid", "Subject": subject} | headers).items():
        if value is not None:
            message[name.replace("_", "-")] = value
    message.set_content(said(siret=siret()) if text is None else text)
    for name, content in (pdfs() if files is None else files).items():
        if not message.is_multipart():
            message.make_mixed()
        message.attach(_attachment(name, content))
    return message


@lru_cache(maxsize=16)
def _attachment(name: str, content: bytes) -> EmailMessage:
    """Return a file as a mail carries it, encoded and folded once: nobody changes it."""
    part = EmailMessage(policy=SMTP)
    part.set_content(content, maintype="application", subtype="pdf", filename=name, disposition="attachment")
    return message_from_bytes(part.as_bytes(), _class=EmailMessage, policy=SMTP)


def wanted(notice: Notice) -> list[str]:
    """Return the labels of the missing pieces that a notice asks for."""
    return re.findall(r"^- (.+?) : pièce manquante –", typed(notice.text), re.MULTILINE)


@dataclass(frozen=True)
class Desk:
    """A session of candidacies, its store, and what they hold."""

    session: Session
    campaign: Campaign
    store: Store

    def receive(
        self, mail: EmailMessage | bytes, *, at: datetime | None = None, mailbox: str = DEPOSIT
    ) -> Deposit | Returned | None:
        """Register a mail at its stamp, read at once unless `at` says when. Its dossier is not looked for yet."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        opened = open_kept(self.store, self.store.put_stream([raw]), bounds_of(self.campaign.rules))
        received_at = opened.head.stamp or paris(RECEIVED)
        arrival = arrive(opened, received_at=received_at, at=at or received_at, mailbox=mailbox)
        read = register(self.session, self.campaign, arrival, store=self.store)
        self.session.flush()
        return read

    def sort(self, deposit: Deposit, *, at: datetime | None = None) -> Application | None:
        """Sort a registered deposit, as soon as it was registered unless `at` says when."""
        known = versions(self.session, self.campaign.region_id)
        found = examine_deposit(self.store, deposit, self.campaign.rules, known=known)
        application = sort_deposit(self.session, deposit.id or 0, found, at=at or deposit.processed_at)
        self.session.flush()
        return application

    def register(
        self, mail: EmailMessage | bytes, *, at: datetime | None = None, mailbox: str = DEPOSIT
    ) -> Application | Returned | None:
        """Register a mail and sort it: what `relever-depots` does."""
        read = self.receive(mail, at=at, mailbox=mailbox)
        return self.sort(read) if isinstance(read, Deposit) else read

    def deposit(
        self, mail: EmailMessage | bytes | None = None, *, at: datetime | None = None, mailbox: str = DEPOSIT
    ) -> Application:
        """Register a mail that is about a dossier, by default a complete one."""
        application = self.register(mail or compose(), at=at, mailbox=mailbox)
        assert isinstance(application, Application)
        return application

    def kinds(self, application: Application) -> list[str]:
        """Return the kinds of the notices to an applicant, in order."""
        return [notice.kind for notice in self.notices(application)]

    def notices(self, application: Application | None = None, *, kind: str | None = None) -> Sequence[Notice]:
        """Return the notices, of one dossier, of one kind, or all, in order."""
        conditions = [Notice.application_id == application.id] if application else []
        conditions += [Notice.kind == kind] if kind else []
        return self.session.exec(select(Notice).where(*conditions).order_by(col(Notice.id))).all()

    def organisation(self, application: Application) -> Organisation:
        """Return whose dossier it is."""
        return self.session.get_one(Organisation, application.organisation_id)

    def pieces(self, application: Application) -> dict[str, PieceState]:
        """Return the state of each piece of a dossier."""
        found = self.session.exec(select(Piece).where(Piece.application_id == application.id).order_by(col(Piece.id)))
        return {piece.piece_id: piece.state for piece in found}

    def missing(self, application: Application) -> list[str]:
        """Return the pieces that have not come."""
        return [piece for piece, state in self.pieces(application).items() if state is PieceState.missing]

    def content(self, application: Application, piece_id: str) -> bytes:
        """Return the version of a piece that counts."""
        held = select(File).join(Piece).where(Piece.application_id == application.id, Piece.piece_id == piece_id)
        return self.store.get(self.session.exec(held).one().digest)

    def files(self) -> Sequence[File]:
        """Return every file that came, in order."""
        return self.session.exec(select(File).order_by(col(File.id))).all()

    def deposits(self) -> Sequence[Deposit]:
        """Return every mail that was kept, in order."""
        return self.session.exec(select(Deposit).order_by(col(Deposit.id))).all()

    def applications(self) -> Sequence[Application]:
        """Return the dossiers, in order."""
        return self.session.exec(select(Application).order_by(col(Application.id))).all()

    def journal(self, application: Application) -> list[str]:
        """Return the statuses that a dossier went through."""
        lines = select(JournalLine).where(JournalLine.application_id == application.id).order_by(col(JournalLine.id))
        return [line.status.value for line in self.session.exec(lines)]
