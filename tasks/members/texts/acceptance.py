"""Members are asked to accept a version that was adopted, and reminded; people are told of those who are late.

A member that does not answer stays one: what follows is a person's to decide. Who has no dossier has no address: it is
listed to be written to.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import Reminder, business_days, owed
from models.dossiers.completeness import await_people
from models.members.membership import Membership
from models.members.texts.acceptance import OVER, acceptance_schedule, in_acceptance, is_asked, is_late
from models.members.texts.text import ReferenceDocument
from models.sessions.campaign import Campaign
from models.sessions.opening import is_in_hand
from models.vocabulary import NoticeKind
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import notify
from notifications.views.members import AcceptanceView
from tasks.members.texts.versions import content_of

MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}
"""The media type of each format in which a text is kept."""


def ask_acceptance(session: Session, campaign: Campaign, document: ReferenceDocument, *, at: datetime) -> int:
    """Ask the members whom a version engages to accept it, and return how many letters that makes."""
    return _tell(session, campaign, document, NoticeKind.acceptance_request, "1", at=at)


def tell_acceptances(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Remind the members who have not accepted a version yet, and have people told of those who are late. Return how
    many letters that makes. Members are of the region: this is the work of the session in hand."""
    if not is_in_hand(session, campaign, at):
        return 0
    return sum(_mind(session, campaign, document, at=at) for document in in_acceptance(session, campaign.rules))


def _mind(session: Session, campaign: Campaign, document: ReferenceDocument, *, at: datetime) -> int:
    due = owed(acceptance_schedule(campaign.rules, document), since=document.asked_at or at, at=at)
    if due is None:
        return 0
    if due.days_left == OVER:
        _tell_people(session, campaign, document, at=at)
        return 0
    return _tell(session, campaign, document, NoticeKind.acceptance_reminder, str(due.days_left), at=at, due=due)


def _tell_people(session: Session, campaign: Campaign, document: ReferenceDocument, *, at: datetime) -> None:
    """Have the morning's letter say that some are late, once."""
    today = business_days(campaign.rules).local(at)
    some = session.exec(select(Membership.id).where(is_late(document, today)).limit(1)).first()
    if document.late_told_at is None and some is not None:
        document.late_told_at = at
        await_people(campaign, at=at)
        session.add_all([document, campaign])


def _tell(
    session: Session,
    campaign: Campaign,
    document: ReferenceDocument,
    kind: NoticeKind,
    occurrence: str,
    *,
    at: datetime,
    due: Reminder | None = None,
) -> int:
    today = business_days(campaign.rules).local(at)
    asked = select(Membership.application_id).where(
        is_asked(document, today), col(Membership.application_id).is_not(None)
    )
    ids = [i for i in session.exec(asked.order_by(col(Membership.id))) if i]
    if not ids:
        return 0
    files = files_of(campaign, document)
    left = (document.accept_by - today).days if due and document.accept_by else None
    return notify(
        session,
        campaign,
        kind,
        ids,
        at=at,
        occurrence=f"texte-{document.id}/{occurrence}",
        files=dict.fromkeys(ids, files),
        acceptance=_view(document, days_left=left, is_enclosed=bool(files)),
    )


def _view(document: ReferenceDocument, *, days_left: int | None, is_enclosed: bool) -> AcceptanceView:
    return AcceptanceView(
        title=document.title,
        version=document.version,
        adopted_on=document.adopted_on,
        adopted_by=document.adopted_by,
        in_force_from=document.in_force_from,
        accept_by=document.accept_by,
        days_left=days_left,
        is_enclosed=is_enclosed,
    )


def files_of(campaign: Campaign, document: ReferenceDocument) -> tuple[Enclosure, ...]:
    """Return the file of a version, where the store has it and a mail may carry it."""
    content = content_of(document) if document.format in MEDIA else None
    if content is None or document.format is None or not campaign.rules.policies.in_hand.fits([len(content)]):
        return ()
    name = f"{document.document.replace('_', '-')}-{document.version}.{document.format}"
    return (Enclosure(name.replace("/", "-"), MEDIA[document.format], content),)
