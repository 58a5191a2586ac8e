"""No loop is possible: whoever answers what we write, and whatever sends it back to us, the traffic ends at once."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage, Message
from email.policy import SMTP
from itertools import count
from pathlib import Path

import pytest

from notifications.mailserver.sink import Sink
from tests.servers.correspondence import Installation, Post, Robot, address_in
from tests.support.mails import compose, said, siret
from tests.tasks.intake.bounces import report

HERE, THERE = "depot-a@ici.example", "depot-b@la-bas.example"
APPLICANT = "direction@cidff01.example"

_numbers = count(1)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """Give the mail server that all of them send through."""
    with Sink(tmp_path / "courriels") as running:
        yield running


@pytest.fixture
def install(tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Installation]]:
    """Make installations."""
    made: list[Installation] = []

    def make(address: str) -> Installation:
        made.append(Installation(tmp_path / address, address, sink, monkeypatch))
        return made[-1]

    yield make
    for installation in made:
        installation.close()


def deposit(sender: str, *, reply_to: str | None = None) -> bytes:
    """A dossier, sent by an address."""
    mail = compose(said(siret=siret(next(_numbers))), sender=sender, received=None)
    mail["Reply-To"] = reply_to or sender
    return mail.as_bytes()


def reply(to: Message, *, sender: str = APPLICANT, subject: str | None = None, **headers: str) -> bytes:
    """An answer to a mail."""
    answer = EmailMessage(policy=SMTP)
    answer["From"], answer["To"] = sender, address_in(to)
    answer["Subject"] = subject or "Re: votre message"
    answer["Message-ID"] = f"<{next(_numbers)}@robot.example>"
    answer["In-Reply-To"] = answer["References"] = str(to["Message-ID"])
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    answer.set_content("Je suis en congé jusqu'au 4 mai.\n")
    return answer.as_bytes()


def test_two_systems_that_write_to_each_other_stop_at_once(install: Callable[[str], Installation], sink: Sink) -> None:
    """A dossier that claims to come from the other's mailbox: one notice leaves, and the other answers nothing."""
    here, there = install(HERE), install(THERE)
    post = Post(sink, [here, there])
    post.put(deposit(THERE), HERE, return_path=THERE)
    post.put(deposit(HERE), THERE, return_path=HERE)

    assert post.run_dry() == 1

    assert here.wrote() == [("registration", THERE)]
    assert there.wrote() == [("registration", HERE)]
    assert [here.natures(), there.natures()] == [["written", "automatic"], ["written", "automatic"]]


ROBOTS: dict[str, dict[str, str]] = {
    "RFC 3834": {"Auto_Submitted": "auto-replied"},
    "an old Exchange": {"X_Auto_Response_Suppress": "All", "subject": "Réponse automatique : votre message"},
    "vacation": {"Precedence": "bulk"},
    "a null return path": {"Return_Path": "<>"},
    "autorespond": {"X_Autorespond": "yes"},
}


@pytest.mark.parametrize("headers", ROBOTS.values(), ids=ROBOTS)
def test_an_absent_applicant_is_not_answered(
    headers: dict[str, str], install: Callable[[str], Installation], sink: Sink
) -> None:
    """The program that answers our notice hears nothing more."""
    here = install(HERE)
    post = Post(sink, [here], {APPLICANT: lambda mail: reply(mail, **headers)})
    post.put(deposit(APPLICANT), HERE, return_path=APPLICANT)

    post.run_dry()

    assert here.wrote() == [("registration", APPLICANT)]
    assert post.carried == [HERE, APPLICANT, HERE]


def test_a_robot_that_hides_is_answered_a_few_times_at_most(install: Callable[[str], Installation], sink: Sink) -> None:
    """One that marks nothing, and answers all that it gets under a new subject and name."""
    here = install(HERE)
    post = Post(sink, [here], {APPLICANT: lambda mail: reply(mail, subject=f"Ticket {next(_numbers)}")})
    post.put(deposit(APPLICANT), HERE, return_path=APPLICANT)

    assert post.run_dry() < 12, here.wrote()


def bounce(mail: Message) -> bytes:
    """The report of a server that does not know the address."""
    return report(str(mail["Message-ID"]), name=str(next(_numbers))).replace(
        b"depot-spro@example.invalid", HERE.encode()
    )


def test_an_alert_that_comes_back_causes_no_other(install: Callable[[str], Installation], sink: Sink) -> None:
    """The applicant's address is wrong, and so is that of those who should hear of it."""
    here = install(HERE)
    post = Post(sink, [here], {APPLICANT: bounce, here.service: bounce})
    post.put(deposit(APPLICANT), HERE, return_path=APPLICANT)

    post.run_dry()

    assert here.wrote() == [("registration", APPLICANT), ("alert", here.service)]
    assert here.natures() == ["written", "report", "report"]


def forwarding(to: str, **added: str) -> Robot:
    """An address that hands on all that it gets, as it came, under a header or two of its own."""

    def hand_on(mail: Message) -> bytes:
        for name, value in (added | {"X_Loop": to}).items():
            mail[name.replace("_", "-")] = value
        del mail["To"]
        mail["To"] = to
        return mail.as_bytes()

    return hand_on


REFLECTIONS: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "a list": ({"List_Id": "<membres.asso.example>"}, []),
    "an alias": ({}, [("registration", "liste@asso.example")]),
}


@pytest.mark.parametrize(("marks", "told"), REFLECTIONS.values(), ids=REFLECTIONS)
def test_a_list_that_sends_our_notices_back_ends_it(
    marks: dict[str, str], told: list[tuple[str, str]], install: Callable[[str], Installation], sink: Sink
) -> None:
    """Somebody deposits through a list that we belong to: what we answer there comes back to us, and ends there."""
    here = install(HERE)
    post = Post(sink, [here], {"liste@asso.example": forwarding(HERE, **marks)})
    post.put(deposit(APPLICANT, reply_to="liste@asso.example"), "liste@asso.example", return_path=APPLICANT)

    post.run_dry()

    assert here.wrote() == told


def test_a_mailbox_forwarded_to_itself_tells_once(install: Callable[[str], Installation], sink: Sink) -> None:
    """Each mail comes three times, by three ways: one dossier, one notice; and our own notice is none."""
    here = install(HERE)
    post = Post(sink, [here], {APPLICANT: forwarding(HERE)})
    mail = deposit(APPLICANT)
    for _ in range(3):
        post.put(mail, HERE, return_path=APPLICANT)

    post.run_dry()

    assert here.wrote() == [("registration", APPLICANT)]
    assert here.natures() == ["written", "ours"]
