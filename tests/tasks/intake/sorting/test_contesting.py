"""Who contests a refusal is no late candidate: the mail is of the refused dossier, and a person reads it."""

import pytest

from models.intake.deposit import Deposit
from models.intake.words import Meaning
from models.vocabulary import PieceState, Status
from tasks.console.waiting.reasons import Reason
from tests.factories import paris
from tests.support.arrivals import reclassified
from tests.support.mails import Desk, compose, pdfs
from tests.tasks.console.waiting.waiting import waiting

AUGUST, LETTER = "2026-08-04 10:00", {"Lettre.pdf": b"%PDF-1.4 lettre"}


def contested(desk: Desk, text: str, **fields: object) -> Deposit:
    """Return a mail that answers, or does not, the letter of a dossier refused in July."""
    first = desk.deposit()
    first.status = Status.refused
    mail = compose(text, **{"received": AUGUST, "subject": f"Re: [{first.reference}]", "files": LETTER} | fields)  # type: ignore[arg-type]
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)
    return deposit


@pytest.mark.parametrize(
    ("text", "meaning", "reason"),
    [
        ("Nous formons un recours gracieux.", Meaning.appeal, Reason.appeal_to_record),
        ("Veuillez trouver notre lettre.", Meaning.question, Reason.to_read),
    ],
)
def test_an_answer_to_a_refusal_with_a_file_is_read_by_a_person(
    desk: Desk, text: str, meaning: Meaning, reason: Reason
) -> None:
    """After the deadline it opens nothing, nobody is told that it is late, and it waits at the top."""
    deposit = contested(desk, text)

    assert ([one.reference for one in desk.applications()], deposit.meaning) == (["ARA-2026-0001"], meaning)
    assert [one.kind for one in desk.notices() if one.kind == "late"] == []
    assert waiting(desk, at=paris(AUGUST))[reason] == ["ARA-2026-0001"]


def test_a_piece_that_comes_with_it_changes_nothing_of_the_dossier(desk: Desk) -> None:
    """What was decided upon stays as it was; the piece is among the files of the mail."""
    deposit = contested(desk, "Nous contestons ce refus.", files=pdfs(["annexe-1"], version=2))
    [application] = desk.applications()

    assert (deposit.application_id, deposit.meaning) == (application.id, Meaning.appeal)
    assert set(desk.pieces(application).values()) == {PieceState.received}
    assert desk.kinds(application)[-1] == "registration"


def test_a_mail_of_its_own_that_contests_finds_the_dossier(desk: Desk) -> None:
    """By the address that it comes from: it answers nothing, and names no reference."""
    deposit = contested(desk, "Nous contestons le refus de notre candidature.", subject="Recours gracieux")

    assert [one.id for one in desk.applications()] == [deposit.application_id]


def test_while_deposits_are_open_a_piece_is_a_new_candidacy(desk: Desk) -> None:
    """Whoever answers last year's refusal with a dossier applies again; with a letter alone, they contest it."""
    contested(desk, "Nous contestons ce refus.", received="2026-04-16 10:00")
    contests = len(desk.applications())

    desk.deposit(compose(subject="Re: [ARA-2026-0001]", received="2026-04-17 10:00"))

    assert (contests, len(desk.applications())) == (1, 2)


def test_a_person_may_say_that_an_arrival_is_an_appeal_of_a_refused_dossier(desk: Desk) -> None:
    """A dossier that it had opened is over; the refused one takes no piece of it, and the appeal waits."""
    first = desk.deposit()
    first.status = Status.refused
    opened = desk.deposit(compose(files=pdfs(["annexe-1"], version=2), sender="a@cabinet.example"))

    reclassified(desk, desk.deposits()[-1], nature="recours", target=first.reference)

    desk.session.refresh(opened)
    assert (opened.status, set(desk.pieces(first).values())) == (Status.withdrawn, {PieceState.received})
    assert waiting(desk, at=paris(AUGUST))[Reason.appeal_to_record] == [first.reference]
