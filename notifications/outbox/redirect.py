"""What still waits to leave when a dossier's contact is replaced."""

from sqlmodel import Session, col, update

from models.dossiers.application import Application
from models.intake.postal import is_postal
from models.notices import Notice, withhold
from notifications.catalogue import KINDS
from notifications.outbox.leases import still_waits

_TO_THE_CONTACT = frozenset(name for name, kind in KINDS.items() if not kind.answers_a_mail)
"""What goes to whoever the contact is; an answer to a mail is for whoever wrote it."""


def redirect(session: Session, application: Application, former: str) -> None:
    """Have what still waits for the former contact of a dossier leave to the present one: nobody is notified of a
    decision at an address that was replaced. What a sender holds at this instant is on its way. What waited to be
    posted leaves by mail, since there is an address now."""
    waits = (
        col(Notice.application_id) == application.id,
        col(Notice.recipient) == former,
        col(Notice.kind).in_(_TO_THE_CONTACT),
        still_waits(),
    )
    moved = update(Notice).where(col(Notice.id).in_(withhold(session, *waits))).values(recipient=application.contact)
    if is_postal(former) and not is_postal(application.contact):
        moved = moved.values(due_at=Notice.enqueued_at)
    session.execute(moved)
