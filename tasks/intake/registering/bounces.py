"""What mail servers say of our mails, in the deposit mailbox: which did not arrive, and which leaves once more and who
is alerted; which did, and by what that is proved."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import await_people
from models.dossiers.lifecycle import note
from models.intake.deposit import Deposit
from models.intake.words import Meaning
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import Event, NoticeKind, NoticeStatus
from notifications.catalogue import KINDS
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.attempts import settle
from notifications.outbox.beside.copies import opens_a_dossier, queue_copy
from notifications.outbox.enqueue import Letter, enqueue, marked_id
from notifications.views.notices import ReturnedView
from tasks.reading.mail.returned import Report, Verdict
from tasks.reading.mail.text import without_addresses


class Returned(NamedTuple):
    """A notice that came back: the session that it was written in, its kind, and the dossier that it is about."""

    session: str
    kind: NoticeKind
    reference: str | None


def heed(session: Session, report: Report, deposit: Deposit, *, at: datetime) -> Returned | None:
    """Record what became of a mail of ours. One that came back is told to people, and returned: the next morning, and
    at once where it was about a dossier or a meeting; of one that arrived, the report is kept as the proof. None where
    nothing came back: the mail is late, has arrived, or is not ours."""
    notice = None if report.verdict is Verdict.delayed else _notice(session, report, deposit)
    if notice is None:
        return None
    session.add(notice)
    notice.attested_by = deposit.id
    if report.verdict is Verdict.delivered:
        _has_left(notice)
        notice.delivered_at = notice.delivered_at or deposit.received_at
        return None
    notice.status, notice.last_error = NoticeStatus.bounced, report.diagnostic
    deposit.meaning = Meaning.bounce
    return _tell(session, notice, at=at)


def _notice(session: Session, report: Report, deposit: Deposit) -> Notice | None:
    """Return the notice that a report is about; one that cannot have left cannot come back."""
    settle(session.connection())  # of one that left a moment ago, its row may not tell yet
    region = session.get_one(Campaign, deposit.campaign_id).rules
    named = [*report.message_ids, *(marked_id(mark, region) for mark in report.marks)]
    may_have_left = (col(Notice.status) == NoticeStatus.sent) | col(Notice.doubted_at).is_not(None)
    of_it = col(Notice.message_id).in_(named) & may_have_left
    return session.exec(select(Notice).where(of_it).with_for_update()).first()


def _has_left(notice: Notice) -> None:
    """Note of a notice that may have left, and waits to leave again, that it did: it leaves no more."""
    if notice.status is not NoticeStatus.sent:
        notice.status, notice.due_at = NoticeStatus.sent, None
        notice.sent_at = notice.sent_at or notice.doubted_at


def _tell(session: Session, notice: Notice, *, at: datetime) -> Returned:
    campaign = session.get_one(Campaign, notice.campaign_id)
    await_people(campaign, at=at)
    dossier = select(Application.reference, Organisation.name).join(Organisation)
    reference, name = session.exec(dossier.where(Application.id == notice.application_id)).first() or (None, None)
    if KINDS[notice.kind].return_alerts and not _sent_to_second_address(session, campaign, notice, at=at):
        _alert(session, campaign, notice, _view(session, notice, reference, name), at=at)
    return Returned(campaign.code, notice.kind, reference)


def _sent_to_second_address(session: Session, campaign: Campaign, notice: Notice, *, at: datetime) -> bool:
    """Send what came back from the contact of a dossier to its second address, where a person gave one, and tell
    whether it was: people are alerted where that comes back too."""
    dossier = session.get(Application, notice.application_id) if notice.application_id else None
    is_letter = KINDS[notice.kind].is_for_applicants and notice.copy_of is None and not opens_a_dossier(notice)
    if not (dossier and dossier.second_contact and is_letter) or notice.recipient != dossier.contact:
        return False
    if queue_copy(session, campaign.rules, notice, dossier.second_contact, at=at):
        said = f"« {KINDS[notice.kind].title} », à la seconde adresse du dossier"
        note(session, dossier, Event.send_again, at=at, by=SYSTEM, reason=said)
    return True


def _view(session: Session, notice: Notice, reference: str | None, organisation: str | None) -> ReturnedView:
    decided = select(Notice.id).where(Notice.id == notice.id, letters_of_decisions())
    return ReturnedView(
        title=KINDS[notice.kind].title,
        reference=reference,
        organisation=organisation,
        reason=without_addresses(notice.last_error or ""),
        is_decision=session.exec(decided).first() is not None,
    )


def _alert(session: Session, campaign: Campaign, notice: Notice, returned: ReturnedView, *, at: datetime) -> None:
    said = {"approaching": (), "returned": returned}
    letter = Letter(f"{notice.key}/returned", campaign.rules.roles.examining_service.email, said)
    enqueue(session, campaign, NoticeKind.alert, [letter], at=at)
