"""The mails that come to us, composed and delivered as a mail server would: real MIME, in a real Maildir."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime
from itertools import count
from mailbox import Maildir
from pathlib import Path

from flows.rehearsal.scenario.event_parts import MESSAGE_ID, Complement, Deposit, Mail
from flows.rehearsal.scenario.values import PARIS
from models.notices import Notice
from models.region.model import Region

RELAY = "relais.example"
"""The mail server of others: it reports what it could not deliver."""

_PAGE = (
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    "<</Length {length}>>stream\n{text}\nendstream",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
)
"""The objects of a PDF of one page, whose content is drawn by `text`."""


def deposit_mail(region: Region, said: Deposit, *, message_id: str, received_at: datetime) -> EmailMessage:
    """Compose the mail that brings a dossier."""
    pieces = list(region.pieces) if said.pieces == "all" else said.pieces
    lines = [
        "Madame, Monsieur,",
        "",
        "Veuillez trouver ci-joint notre dossier de candidature au SPRO.",
        "",
        f"Organisme : {said.organisation}",
        *(f"{name.upper()} : {number}" for name, number in _numbers(said)),
        *([f"Réseau : {said.network}"] if said.network else []),
        "",
        "Cordialement,",
        said.organisation,
    ]
    subject = f"Candidature de {said.organisation}"
    message = _mail(region, said.from_, subject=subject, lines=lines, message_id=message_id, received_at=received_at)
    _attach(region, message, said.organisation, pieces)
    return message


def answer_mail(
    region: Region, said: Complement, answered: Notice, *, message_id: str, received_at: datetime
) -> EmailMessage:
    """Compose the mail that answers one of our notices."""
    lines = ["Madame, Monsieur,", "", "Voici les pièces demandées.", "", "Cordialement,"]
    subject = f"Re: {answered.subject}"
    message = _mail(region, said.from_, subject=subject, lines=lines, message_id=message_id, received_at=received_at)
    message["In-Reply-To"] = message["References"] = answered.message_id
    _attach(region, message, said.application, said.pieces)
    return message


def report_mail(region: Region, returned: Notice, *, server: str, message_id: str, received_at: datetime) -> Message:
    """Compose the report of a mail server that could not deliver one of our notices (RFC 3464): no such mailbox."""
    report = MIMEMultipart("report", report_type="delivery-status", policy=SMTP)
    report["Return-Path"] = "<>"
    _stamp(report, region, server, received_at)
    report["From"] = f"mailer-daemon@{server}"
    report["To"] = region.roles.deposit_mailbox.email
    report["Subject"] = "Message non remis"
    report["Auto-Submitted"] = "auto-replied"
    report["Message-ID"] = message_id
    report.attach(MIMEText(f"Votre message n'a pas pu être remis à {returned.recipient}.\n", policy=SMTP))
    report.attach(_delivery_status(server, returned.recipient, received_at))
    report.attach(MIMEText(_headers_of(returned), "rfc822-headers", policy=SMTP))
    return report


def _delivery_status(server: str, recipient: str, received_at: datetime) -> Message:
    said, failed = Message(), Message()
    said["Reporting-MTA"] = f"dns; {server}"
    said["Arrival-Date"] = format_datetime(received_at.astimezone(PARIS))
    failed["Final-Recipient"] = f"rfc822; {recipient}"
    failed["Action"] = "failed"
    failed["Status"] = "5.1.1"
    failed["Diagnostic-Code"] = f"smtp; 550 5.1.1 <{recipient}>: mailbox unknown"
    status = MIMEBase("message", "delivery-status", policy=SMTP)
    status.set_payload([said, failed])
    return status


def _headers_of(notice: Notice) -> str:
    headers = EmailMessage(policy=SMTP)
    headers["From"] = notice.sender
    headers["To"] = notice.recipient
    headers["Subject"] = notice.subject
    headers["Message-ID"] = notice.message_id
    return headers.as_string()


_NUMBERS = count(1)


def filed_mail(region: Region, said: Mail, message_id: str | None) -> bytes:
    """Return the octets of a mail from a file, where it answers one of our notices with that notice's Message-ID, and
    under the stamp of the receiving server where the scenario says when it came."""
    content = said.file.read_bytes()
    if message_id:
        content = content.replace(MESSAGE_ID, message_id.encode())
    if said.received_at is None:
        return content
    stamp = Message()
    _stamp_of(stamp, region, RELAY, said.received_at)
    return stamp.as_bytes(policy=SMTP).removesuffix(b"\r\n") + content


def put_in_mailbox(maildir: Path, content: bytes) -> None:
    """Put a mail where the deposit mailbox's server would, under a name that sorts after those put before it: mails of
    one instant are read in the order of their names, and the library writes microseconds without leading zeros."""
    Maildir(maildir, create=True)
    name = f"{next(_NUMBERS):09}.repetition"
    beside = maildir / "tmp" / name
    beside.write_bytes(content)
    beside.rename(maildir / "new" / name)


def _numbers(said: Deposit) -> list[tuple[str, str]]:
    numbers = (("siret", said.siret), ("rna", said.rna), ("uai", said.uai))
    return [(name, number) for name, number in numbers if number]


def _mail(
    region: Region, sender: str, *, subject: str, lines: Sequence[str], message_id: str, received_at: datetime
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    _stamp(message, region, f"mx.{_domain(sender)}", received_at)
    message["From"] = sender
    message["To"] = region.roles.deposit_mailbox.email
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message.set_content("\n".join(lines))
    return message


def _stamp(message: Message, region: Region, server: str, received_at: datetime) -> None:
    """Add what the servers on the way add, and the sender's own clock."""
    _stamp_of(message, region, server, received_at)
    message["Date"] = format_datetime(received_at.astimezone(PARIS))


def _stamp_of(message: Message, region: Region, server: str, received_at: datetime) -> None:
    stamp = format_datetime(received_at.astimezone(PARIS))
    message["Received"] = f"from {server} by mx.{_domain(region.roles.deposit_mailbox.email)} with ESMTPS; {stamp}"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _attach(region: Region, message: EmailMessage, organisation: str, pieces: Sequence[str]) -> None:
    for piece_id in pieces:
        label = region.pieces[piece_id].label
        name = f"{label}.pdf"
        content = page(f"{label} - {organisation}")
        filename = name if region.recognise(name) == piece_id else f"{piece_id}.pdf"
        message.add_attachment(content, maintype="application", subtype="pdf", filename=filename)


def page(title: str) -> bytes:
    """Return a sound PDF of one page that says its title."""
    shown = "".join(rf"\{char}" if char in r"\()" else char for char in title)
    text = f"BT /F1 18 Tf 60 760 Td ({shown}) Tj ET"
    written, places = b"%PDF-1.4\n", []
    for number, said in enumerate(_PAGE, start=1):
        places.append(len(written))
        drawn = said.replace("{length}", str(len(text.encode("cp1252", "replace")))).replace("{text}", text)
        written += f"{number} 0 obj{drawn}endobj\n".encode("cp1252", "replace")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(_PAGE) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()
