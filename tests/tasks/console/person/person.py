"""A session in which somebody stands wherever an address may, beside others whose address ends or begins as theirs."""

from datetime import date

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application
from models.dossiers.handling import DossierLink
from models.dossiers.lifecycle import note
from models.intake.words import Trouble
from models.meetings.meeting import Meeting
from models.storage.settings import Settings
from models.vocabulary import Event, NoticeKind
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with, completion_request, file_of, notice, paris

SHE = "anne@cidff.example"
OTHERS = ("joanne@cidff.example", "anne@cidff.example.invalid", "paul@mlj.example")
AT = paris("2026-05-04 10:00")
RAW, PIECE, INFECTED = b"From: anne@cidff.example\r\n\r\nBonjour", b"%PDF annexe", b"MZ"


def write(session: Session) -> Application:
    """Write all that may be held about her, and the same of others; return her dossier."""
    campaign = campaign_with(session, {"bodies.commission_omspp.members.region.email": "Anne@cidff.example"})
    store = Store(Settings().store)
    hers = application(session, campaign, contact=SHE)
    completion_request(session, campaign, hers, due_on=date(2026, 3, 2))
    mail = arrival(session, campaign, hers, sender="Anne@CIDFF.example", reply_to=SHE, raw_digest=store.put(RAW))
    file_of(session, mail, name="../annexe.pdf", digest=store.put(PIECE))
    quarantined = store.put(INFECTED, is_quarantined=True)
    file_of(session, mail, name="facture.exe", digest=quarantined, trouble=Trouble.infected)
    notice(session, campaign, due_at=None, application=hers, sent_at=AT, text="Bonjour Anne,\n")
    notice(session, campaign, due_at=None, recipient=SHE, kind=NoticeKind.digest, text="De paul@mlj.example")
    for address in OTHERS:
        theirs = application(session, campaign, name=address.title(), contact=address)
        arrival(session, campaign, theirs, sender=address, reply_to=address)
        notice(session, campaign, due_at=None, application=theirs, subject="Pour autrui")
        note(session, theirs, Event.correct, at=AT, by=Person("Mme Essai"), reason=f"Contact : {address}")
    _write_beside(session, theirs)
    note(session, hers, Event.correct, at=AT, by=Person("Mme Essai"), reason=f"Contact : {OTHERS[2]}, et non {SHE}.")
    note(session, hers, Event.assign, at=AT, by=Person(SHE))
    return hers


def _write_beside(session: Session, theirs: Application) -> None:
    """Have her consulted about the dossier of another and convened to a body, each with a link; that seat of another
    body is not hers."""
    asked = AdviceRequest(
        application_id=theirs.id or 0,
        whom="Mme Anne",
        address=SHE,
        question="Qu'en pensez-vous ?",
        by="M. Essai",
        asked_at=AT,
        due_on=date(2026, 6, 1),
        due_at=AT,
    )
    session.add(asked)
    session.flush()
    session.add(DossierLink(digest="a", holder="Mme Anne", advice_id=asked.id, issued_at=AT))
    session.add(DossierLink(digest="b", holder="M. Paul", application_id=theirs.id, issued_at=AT))
    for stage in ("working_group", "commission"):
        meeting = Meeting(campaign_id=theirs.campaign_id, stage=stage, number=1, set_by="M. Essai", set_at=AT)
        session.add(meeting)
        session.flush()
        session.add(DossierLink(digest=stage, holder=stage, meeting_id=meeting.id, seat="region", issued_at=AT))
    session.flush()
