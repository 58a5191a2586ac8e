"""An advice that comes by mail: matched, filed apart from the dossier, and never a candidacy."""

from email.message import EmailMessage

import pytest
from sqlmodel import select

from models.dossiers.advice import Advice, AdviceRequest
from models.dossiers.application import Application
from models.forms.arrivals import ReclassificationForm
from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.vocabulary import AdviceOutcome, NoticeKind, Status
from tasks.intake.reclassify.rule import put_right
from tasks.intake.replies import advice
from tests.factories import application, paris, typed
from tests.support.mails import Desk, compose, pdfs
from tests.tasks.dossiers.advice.asking import EXPERT, consult

TEXT = "Bonjour,\n\nLe sud n'est pas couvert.\n"


def consulted(desk: Desk, **fields: str) -> tuple[Application, AdviceRequest]:
    """Return a dossier under examination, and what was asked about it."""
    dossier = application(desk.session, desk.campaign, Status.under_examination, missing=["annexe-1"])
    return dossier, consult(desk.session, dossier, **fields)


def answered(
    desk: Desk, text: str = TEXT, *, sender: str = EXPERT, subject: str = "Mon avis", **headers: str
) -> Deposit:
    """Register and sort a mail with a file that has the name of a piece, and return its deposit."""
    mail: EmailMessage = compose(text, files=pdfs(["annexe-1"]), sender=sender, subject=subject, **headers)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    assert desk.sort(deposit) is None
    return deposit


def broken(*_: object) -> None:
    """Fail, as whatever may."""
    raise RuntimeError("in pieces")


def thread(desk: Desk) -> dict[str, str]:
    """Return the header of a mail that answers our letter."""
    return {"In_Reply_To": desk.notices(kind="advice_request")[0].message_id}


def given(desk: Desk) -> list[tuple[int, str]]:
    """Return what was filed: with which request, in which words."""
    return [(one.request_id, one.text) for one in desk.session.exec(select(Advice))]


def test_an_answer_is_filed_and_changes_nothing_of_the_dossier(any_desk: Desk) -> None:
    """Its files are no pieces, whatever they are called; no candidacy opens, and no status moves."""
    dossier, request = consulted(any_desk)

    deposit = answered(any_desk, **thread(any_desk))

    assert given(any_desk) == [(request.id, TEXT.strip())]
    assert (deposit.nature, deposit.application_id, request.outcome) == (Nature.advice, None, AdviceOutcome.answered)
    assert (any_desk.applications(), dossier.status) == ([dossier], Status.under_examination)
    assert any_desk.missing(dossier) == ["annexe-1"]
    assert [(file.name, file.piece_id) for file in any_desk.files()] == [("annexe-1.pdf", None)]


def test_who_answers_gets_a_receipt_and_the_desk_the_words(desk: Desk) -> None:
    """The applicant gets nothing."""
    dossier, _ = consulted(desk)

    answered(desk, **thread(desk))

    _, receipt, told = desk.notices()
    assert (receipt.kind, receipt.recipient) == (NoticeKind.advice_received, EXPERT)
    assert (told.kind, told.recipient) == (NoticeKind.advice_given, "instruction-spro@example.invalid")
    assert told.reply_to == EXPERT
    assert "Le sud n'est pas couvert." in typed(told.text)
    assert desk.notices(dossier) == []


def test_a_colleague_answers_in_the_thread(desk: Desk) -> None:
    """Whom the letter was passed on to answers for them."""
    _, request = consulted(desk)

    answered(desk, sender="collegue@observatoire.example", **thread(desk))

    assert [key for key, _ in given(desk)] == [request.id]


@pytest.mark.parametrize("subject", ["Avis [ARA-2026-0001]", "Avis"])
def test_whoever_was_asked_needs_no_thread(desk: Desk, subject: str) -> None:
    """By the reference; without one, by the only request that is awaited from there."""
    _, request = consulted(desk)

    answered(desk, subject=subject)

    assert [key for key, _ in given(desk)] == [request.id]


def test_of_two_dossiers_the_reference_tells_which(desk: Desk) -> None:
    """In the words as in the subject."""
    consulted(desk)
    other, request = consulted(desk)

    answered(desk, f"Sur {other.reference} : rien à redire.\n")

    assert [key for key, _ in given(desk)] == [request.id]


def test_a_candidacy_from_an_address_that_was_asked_is_one(desk: Desk) -> None:
    """Who is asked about one dossier may have another: without a thread or a reference, it is its own."""
    consulted(desk)
    own = application(desk.session, desk.campaign, Status.incomplete, contact=EXPERT, missing=["annexe-1"])

    joined = desk.register(compose("Bonjour", files=pdfs(["annexe-1"]), sender=EXPERT))

    assert (given(desk), joined) == ([], own)


def test_a_second_answer_is_filed_beside_the_first(desk: Desk) -> None:
    """Nothing is closed twice."""
    _, request = consulted(desk)

    answered(desk, **thread(desk))
    answered(desk, "Une précision : le nord l'est.\n", **thread(desk))

    assert [key for key, _ in given(desk)] == [request.id, request.id]
    assert request.outcome is AdviceOutcome.answered


def test_a_person_says_that_it_was_no_advice(desk: Desk) -> None:
    """The request is awaited again, with its reminders, and the mail is of the dossier that is said."""
    dossier, request = consulted(desk)
    deposit = answered(desk, **thread(desk))
    form = ReclassificationForm(arrival=f"envoi-{deposit.id}", target=dossier.reference, by="Mme Essai", confirmed=True)

    put_right(desk.session, form, None, at=deposit.processed_at)

    assert (given(desk), request.outcome) == ([], AdviceOutcome.open)
    assert request.next_reminder_at == paris("2026-04-23 09:00")
    assert (deposit.nature, deposit.application_id) == (Nature.written, dossier.id)


def test_a_mail_whose_advice_cannot_be_filed_is_registered_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sender never waits for what goes wrong there."""
    consulted(desk)
    monkeypatch.setattr(advice, "advice_view", broken)

    deposit = desk.receive(compose(TEXT, files=pdfs(["annexe-1"]), sender=EXPERT, **thread(desk)))

    assert isinstance(deposit, Deposit)
    assert (deposit.nature, given(desk)) == (Nature.written, [])
    assert [notice.kind for notice in desk.notices()] == ["advice_request", "registration"]
