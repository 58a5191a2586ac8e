"""Mails that no person wrote: kept, answered to nobody, and heeded where they speak of one of our letters. What brings
something of a dossier is shown to a person all the same."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models.dossiers.completeness import await_people
from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.notices import Notice
from models.sessions.campaign import Campaign
from tasks.intake.identity.identify import identify
from tasks.intake.opened_mail import Arrival
from tasks.intake.registering.bounces import Returned, heed
from tasks.intake.replies.presence import take_presence
from tasks.intake.replies.to_senders import offer_of, told_of
from tasks.intake.replies.way_out import take_sent_way_out
from tasks.intake.store import Store
from tasks.reading.mail.mail import ORNAMENTS
from tasks.reading.mail.returned import Report, letters_named, read_report

_ORNAMENTS = (".eml", *(f".{suffix}" for suffix in sorted(ORNAMENTS)))
"""What is no file of a sender's own: what adorns a mail, and ours that a program sends back."""

_REPORTS = frozenset({Nature.report, Nature.automatic, Nature.nameless})
"""What may speak of a letter of ours."""

_UNANSWERED = frozenset({Nature.automatic, Nature.bulk, Nature.spam, Nature.nameless})
"""What may be a person's all the same: a scanner's, a portal's, a list's; or held to be unwanted by mistake."""

_SHOWN = "Message resté sans réponse (automatique, de liste ou tenu pour indésirable) qui apporte"


_OURS = select(Notice.id).where(col(Notice.message_id) == bindparam("message_id"))


def nature_of(session: Session, arrival: Arrival) -> Nature:
    """Return what a mail is, for whoever knows our own letters: one of them on its way back, which answering would send
    for ever; or what comes to the address that one left with, where nobody writes."""
    head = arrival.head
    ours = {"message_id": head.message_id}
    if head.message_id is not None and session.exec(_OURS, params=ours).first() is not None:
        return Nature.ours
    is_returned = head.nature is Nature.written and letters_named(head.recipients)
    return Nature.automatic if is_returned else head.nature


def set_aside(
    session: Session, campaign: Campaign, deposit: Deposit, arrival: Arrival, *, store: Store
) -> Returned | None:
    """Heed a mail that was kept and that no person wrote, where it is about a letter of ours, and return the one that
    came back; hear the way out that a program takes for its user; tell a secretary what a member's diary answers; show
    it to a person where it brings something that is to be looked at."""
    deposit.sorted_at = arrival.at
    if deposit.nature is Nature.automatic and take_sent_way_out(session, campaign, deposit, arrival):
        return None
    if arrival.mail is not None and take_presence(session, deposit, arrival, store):
        return None
    report = _report(deposit, arrival, store)
    if report:
        return heed(session, report, deposit, at=arrival.at)
    brought = _brought(arrival) if deposit.nature in _UNANSWERED else ""
    if brought:
        deposit.trouble = f"{_SHOWN} {brought}"
        await_people(campaign, at=arrival.at)
    return None


def _report(deposit: Deposit, arrival: Arrival, store: Store) -> Report | None:
    if deposit.nature not in _REPORTS or arrival.mail is None:
        return None
    letters = letters_named(arrival.head.recipients)
    report = read_report(store.get(arrival.kept.digest), is_ours=bool(letters))
    return report and report._replace(marks=(*letters, *report.marks))


def _brought(arrival: Arrival) -> str:
    """Return what a mail brings that a person has to look at, in French, or an empty text."""
    if arrival.mail is None or brings_files(arrival):
        return "des fichiers."
    if offered := offer_of(arrival.mail):
        return told_of(offered)
    return "un numéro d'organisme." if identify(arrival.mail).identity.known else ""


def brings_files(arrival: Arrival) -> bool:
    """Return True if a mail brings a file of its sender's: a program that answers sends back no more than our mail, and
    what adorns its own."""
    return arrival.mail is None or any(not one.name.lower().endswith(_ORNAMENTS) for one in arrival.mail.attachments)
