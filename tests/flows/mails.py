"""A mail that brings a dossier, as an applicant's program writes it."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from flows.rehearsal.postman import page

SENDER = "direction@cidff01.example"


def deposit_mail(name: str, *, received_at: datetime) -> bytes:
    """Return a mail whose Message-ID is made of `name`, and which our server received at that instant."""
    message = EmailMessage()
    stamp = format_datetime(received_at)
    message["Received"] = f"from mx.cidff01.example by mx.example.invalid; {stamp}"
    message["From"], message["To"], message["Date"] = SENDER, "spro@example.invalid", stamp
    message["Subject"], message["Message-ID"] = "Candidature au SPRO", f"<{name}@cidff01.example>"
    message.set_content("Madame, Monsieur,\n\nOrganisme : CIDFF de l'Ain\nSIRET : 99900001100018\n")
    message.add_attachment(
        page("Dossier de candidature"), maintype="application", subtype="pdf", filename="Dossier.pdf"
    )
    return message.as_bytes()
