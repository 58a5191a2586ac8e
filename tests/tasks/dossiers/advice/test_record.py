"""What people do about an advice that was asked: recorded, told to the applicant, asked for no more."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models.dossiers.advice import Advice
from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.advice import AdviceRevocationForm
from models.notices import Notice
from models.vocabulary import AdviceOutcome, NoticeKind, Status
from tasks.dossiers.advice.record import record_advice, revoke_advice
from tests.factories import application, campaign_with, paris
from tests.tasks.dossiers.advice.asking import EXPERT, consult, given

AT = paris("2026-04-20 10:00")


@pytest.fixture
def dossier(session: Session) -> Application:
    """Give a dossier under examination."""
    return application(session, campaign_with(session), Status.under_examination)


def revocation(dossier: Application) -> AdviceRevocationForm:
    """Return the form that asks for an advice no more."""
    return AdviceRevocationForm(reference=dossier.reference, reason="Plus nécessaire.", by="Mme Essai")


def letters(session: Session) -> list[tuple[str, str]]:
    """Return what was written after the request: which letter, to whom."""
    sent = select(Notice).where(Notice.kind != NoticeKind.advice_request).order_by(col(Notice.id))
    return [(one.kind, one.recipient) for one in session.exec(sent)]


def test_what_was_said_answers_the_request_and_writes_to_nobody(session: Session, dossier: Application) -> None:
    """On the day that the form says; sent twice, it is recorded once."""
    request = consult(session, dossier)

    for _ in range(2):
        record_advice(session, given(dossier, given_on="2026-04-17"), at=AT)

    [advice] = session.exec(select(Advice)).all()
    assert (advice.text, advice.given_at) == ("Rien à redire.", paris("2026-04-17 00:00"))
    assert (request.outcome, request.next_reminder_at) == (AdviceOutcome.answered, None)
    assert letters(session) == []


def test_the_applicant_reads_it_once_a_person_says_so(session: Session, dossier: Application) -> None:
    """Once; and the journal says who did."""
    request = consult(session, dossier)
    record_advice(session, given(dossier), at=AT)

    for _ in range(2):
        record_advice(session, given(dossier, text=None, is_shown=True), at=AT)

    assert letters(session) == [("advice_shown", dossier.contact)]
    assert (request.shown_at, request.shown_by) == (AT, "Mme Essai")
    assert [line.event for line in session.exec(select(JournalLine))] == ["ask_advice", "give_advice", "show_advice"]


def test_nothing_is_shown_before_the_answer(session: Session, dossier: Application) -> None:
    """There is nothing to tell."""
    consult(session, dossier)

    with pytest.raises(Refusal, match="pas encore rendu"):
        record_advice(session, given(dossier, text=None, is_shown=True), at=AT)


@pytest.mark.parametrize(
    ("day", "said"), [("2026-04-12", "a été demandé le 13/04/2026"), ("2026-04-21", "aujourd'hui")]
)
def test_it_was_given_since_it_was_asked(session: Session, dossier: Application, day: str, said: str) -> None:
    """Neither before, nor on a day to come."""
    consult(session, dossier)

    with pytest.raises(Refusal, match=said):
        record_advice(session, given(dossier, given_on=date.fromisoformat(day)), at=AT)


def test_of_two_the_form_says_whose(session: Session, dossier: Application) -> None:
    """Named, one of them is answered; unnamed, both are told."""
    consult(session, dossier)
    other = consult(session, dossier, whom="Rectorat", address="rectorat@academie.example")

    with pytest.raises(Refusal, match="Observatoire de l'orientation et Rectorat"):
        record_advice(session, given(dossier), at=AT)
    record_advice(session, given(dossier, whom="RECTORAT"), at=AT)

    assert other.outcome is AdviceOutcome.answered


def test_what_is_asked_no_more_is_told_to_whom_it_was_asked(session: Session, dossier: Application) -> None:
    """Once, and nobody is reminded."""
    request = consult(session, dossier)

    for _ in range(2):
        revoke_advice(session, revocation(dossier), at=AT)

    assert (request.outcome, request.next_reminder_at) == (AdviceOutcome.revoked, None)
    assert letters(session) == [("advice_revoked", EXPERT)]


def test_where_nothing_is_asked_nothing_is_recorded(session: Session, dossier: Application) -> None:
    """The form leads to the one that asks."""
    with pytest.raises(Refusal, match="demander-avis"):
        record_advice(session, given(dossier), at=AT)
