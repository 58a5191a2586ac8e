"""A mail that brings a dossier, as an applicant's program writes it; and mails that are read without Prefect."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from flows.installation.register_now import Reception
from flows.installation.watch import sort_by_hand
from flows.rehearsal.play.postman import page
from models.storage.settings import Settings
from tasks.mailboxes.lookout import look_out

SENDER = "direction@cidff01.example"
PATIENT = 120.0
"""Seconds for which a mailbox is waited for where a test counts on its round: a machine may have more to do."""

DESK = "contenu-spro@example.invalid"


def deposit_mail(name: str, *, received_at: datetime) -> bytes:
    """Return a mail whose Message-ID and file are made of `name`, and which our server received at that instant."""
    message = EmailMessage()
    stamp = format_datetime(received_at)
    message["Received"] = f"from mx.cidff01.example by mx.example.invalid; {stamp}"
    message["From"], message["To"], message["Date"] = SENDER, "spro@example.invalid", stamp
    message["Subject"], message["Message-ID"] = "Candidature au SPRO", f"<{name}@cidff01.example>"
    message.set_content("Madame, Monsieur,\n\nOrganisme : CIDFF de l'Ain\nSIRET : 99900001100018\n")
    content = page(f"Dossier de candidature ({name})")
    message.add_attachment(content, maintype="application", subtype="pdf", filename="Dossier.pdf")
    return message.as_bytes()


def desk_mail(files: Mapping[str, bytes], *, received_at: datetime) -> bytes:
    """Return a mail by which a desk of the region file sends files."""
    message = EmailMessage()
    stamp = format_datetime(received_at)
    message["Received"] = f"from mx.example.invalid by mx.example.invalid; {stamp}"
    message["From"], message["To"], message["Date"] = DESK, "depot-spro@example.invalid", stamp
    message["Subject"], message["Message-ID"] = "Pour la session", f"<{'-'.join(files)}@example.invalid>"
    message.set_content("Bonjour,\n\nVoici.\n")
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


async def read_by_hand(at: datetime) -> None:
    """Read the mailboxes as the watcher does where there is no Prefect: registered and told, then sorted at a look a
    little later, since the clock runs while they are read."""
    with look_out(Settings(), lambda: None) as mails:
        await Reception(Settings(), mails.names, beside=PATIENT).receive(at)
    await sort_by_hand(at + timedelta(seconds=10))
