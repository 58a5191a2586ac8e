"""A yearly report that comes back by mail: read as its form has it, and its sender told what is missing."""

import pytest
from sqlmodel import col, select

from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.members.reports.rows import ReportAnswer, ReportRequest
from models.notices import Document, NoticeFile
from tasks.sessions.reports.collect import open_report, validate_set
from tests.factories import paris, typed
from tests.notifications.documents.word import fill
from tests.support.mails import Desk, compose
from tests.support.members import member
from tests.tasks.conftest import OpenDesk
from tests.tasks.sessions.reports.asked import RULES, opening, validation, whole

CAME = "2027-02-01 10:00"


@pytest.fixture
def asked(desk_with: OpenDesk) -> Desk:
    """Give a desk that asked its member for the report of 2026."""
    desk = desk_with(RULES)
    member(desk.session, desk.campaign)
    validate_set(desk.session, validation(), at=paris("2026-12-10 10:00"))
    open_report(desk.session, opening(), at=paris("2027-01-11 10:00"))
    return desk


def form_sent(desk: Desk) -> tuple[str, bytes]:
    """Return the form that the latest letter about a report carried, with its name."""
    files = select(NoticeFile, Document).join(Document).order_by(col(NoticeFile.id).desc())
    file, document = desk.session.exec(files).all()[0]
    return file.name, document.content


def sent_back(desk: Desk, *, in_thread: bool = True, **values: object) -> Deposit:
    """Register and sort the form filled in with some values; each dot of a key is written as two underscores."""
    name, form = form_sent(desk)
    said = {key.replace("__", "."): str(value) for key, value in values.items()}
    headers = {"In_Reply_To": desk.notices(kind="report_request")[0].message_id} if in_thread else {}
    mail = compose("Bonjour, voici notre bilan.", files={name: fill(form, **said)}, received=CAME, **headers)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    assert desk.sort(deposit) is None
    return deposit


def answers(desk: Desk) -> list[dict[str, object]]:
    """Return the values of each answer, in order."""
    return [one.said for one in desk.session.exec(select(ReportAnswer).order_by(col(ReportAnswer.id)))]


def told(desk: Desk) -> list[str]:
    """Return the texts of the letters that say what was read, each on one line."""
    return [" ".join(typed(one.text).split()) for one in desk.notices(kind="report_received")]


@pytest.mark.parametrize("in_thread", [True, False])
def test_a_form_is_read_as_it_was_filled_in(asked: Desk, in_thread: bool) -> None:  # noqa: FBT001
    """In answer to our letter, or in a mail of its own: it says whose it is. No dossier opens."""
    values = {key.replace(".", "__"): value for key, value in whole(1_234, 200, 600).items()}

    deposit = sent_back(asked, in_thread=in_thread, **values)

    assert answers(asked) == [whole(1_234, 200, 600)]
    assert (deposit.nature, len(asked.applications())) == (Nature.figures, 1)
    assert "rien ne vous est plus demandé" in told(asked)[0]
    assert asked.session.exec(select(ReportRequest.next_reminder_at)).one() is None


def test_what_is_missing_or_wrong_is_told(asked: Desk) -> None:
    """What was read stays; the form goes back with it, and what comes then completes it."""
    sent_back(asked, people=40, known="peut-être")
    sent_back(asked, known="oui")

    assert answers(asked) == [{"people": 40}, {"people": 40, "known": "oui"}]
    assert "« peut-être » ; choisissez parmi : oui, en partie, non." in told(asked)[0]
    assert "peut-être" not in told(asked)[1]
    assert "Personnes accueillies, sexe : femmes" in told(asked)[1]


def test_an_invitation_to_write_is_no_answer(asked: Desk) -> None:
    """A form sent back as it came says nothing."""
    sent_back(asked)

    assert answers(asked) == [{}]
    assert "reçu, à compléter" in asked.notices(kind="report_received")[0].subject


def test_a_report_that_cannot_be_read_goes_to_a_person(asked: Desk) -> None:
    """A scan in answer to our letter: nothing is guessed."""
    headers = {"In_Reply_To": asked.notices(kind="report_request")[0].message_id}
    deposit = asked.receive(compose("Voici.", files={"scan.pdf": b"%PDF-1.4"}, received=CAME, **headers))
    assert isinstance(deposit, Deposit)

    assert asked.sort(deposit) is None

    assert answers(asked) == []
    assert deposit.trouble is not None
    assert "saisir-bilan" in deposit.trouble


@pytest.mark.parametrize("number", ["99", "²", "9" * 30])
def test_a_form_of_nobody_is_no_report(asked: Desk, number: str) -> None:
    """One whose mark was changed records nothing, whatever stands there."""
    name, form = form_sent(asked)
    deposit = asked.receive(
        compose("Voici.", files={name: fill(form, model=f"bilan/{number}/ADH-2026-0001")}, received=CAME)
    )
    assert isinstance(deposit, Deposit)

    asked.sort(deposit)

    assert answers(asked) == []
