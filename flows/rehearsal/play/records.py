"""What a rehearsal looks up in the records, as the people whom it plays would know it."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.intake import PaperForm
from models.intake.deposit import Deposit
from models.notices import Notice
from models.sessions.campaign import Campaign
from tasks.dossiers.paper import paper_identity


def deposited(session: Session, *, message_id: str, sender: str) -> str:
    """Return the reference of the application that a mail was about."""
    about = select(Application.reference).join(Deposit, col(Deposit.application_id) == col(Application.id))
    return session.exec(about.where(Deposit.message_id == message_id, Deposit.sender == sender)).one()


def paper_recorded(session: Session, form: PaperForm, received_on: date) -> str:
    """Return the reference of the application that a paper was about."""
    about = select(Application.reference).join(Deposit, col(Deposit.application_id) == col(Application.id))
    return session.exec(about.where(Deposit.identity == paper_identity(form, received_on))).one()


def sessions_of(session: Session, references: Collection[str]) -> dict[str, str]:
    """Return the code of the session in which each application is now."""
    standing = select(Application.reference, Campaign.code).join(Campaign)
    return dict(session.exec(standing.where(col(Application.reference).in_(references))).all())


def latest_notice(session: Session, reference: str, kind: str | None = None) -> Notice:
    """Return the latest notice to an application, or the latest of a kind that has left. Raises Refusal where there is
    none."""
    latest = select(Notice).join(Application).where(Application.reference == reference)
    if kind:
        latest = latest.where(Notice.kind == kind, col(Notice.sent_at).is_not(None))
    notice = session.exec(latest.order_by(col(Notice.id).desc())).first()
    if notice is None:
        raise Refusal("Notification", kind, f"aucune n'est partie vers {reference} à cet instant du scénario.")
    return notice
