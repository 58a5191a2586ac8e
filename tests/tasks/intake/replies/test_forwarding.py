"""What somebody wrote that no rule settles goes to the desk that the call names for it."""

import pytest

from models.intake.deposit import Deposit
from models.notices import Notice
from models.vocabulary import NoticeKind
from tests.factories import typed
from tests.support.mails import Desk, compose

DESKS = {
    "Notre association accueille des adultes. Peut-elle candidater ?": "contenu-spro@example.invalid",
    "Mes pièces jointes sont trop lourdes, comment faire ?": "technique-spro@example.invalid",
    "Le portail a refusé notre mot de\npasse, que faire ?": "technique-spro@example.invalid",
    "Nous ne souhaitons plus candidater.": "instruction-spro@example.invalid",
}


def _letter(desk: Desk, text: str, **headers: str) -> Notice:
    deposit = desk.receive(compose(text, files={}, subject="Bonjour", **headers))
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)
    [letter] = desk.notices(kind=NoticeKind.to_read)
    return letter


@pytest.mark.parametrize(("text", "mailbox"), DESKS.items())
def test_each_desk_reads_what_it_is_named_for(desk: Desk, text: str, mailbox: str) -> None:
    """Contents, technical matters, or what is about a dossier; an answer to the letter goes to its author."""
    letter = _letter(desk, text)

    assert (letter.recipient, letter.reply_to) == (mailbox, "direction@cidff01.example")
    assert " ".join(text.split())[:40] in typed(letter.text)


def test_words_in_an_answer_reach_those_who_examine(desk: Desk) -> None:
    """A withdrawal written in words beside nothing else is never « joint au dossier » and read by nobody."""
    application = desk.deposit()
    said = f"Re: {application.reference}"
    mail = compose("Madame, nous retirons notre candidature.", files={}, subject=said)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)

    [letter] = desk.notices(kind=NoticeKind.to_read)

    assert letter.recipient == "instruction-spro@example.invalid"
    assert application.reference in letter.text
    assert ">> À voir d'abord : son auteur retire peut-être sa candidature." in typed(letter.text)


def test_a_deposit_is_not_forwarded(desk: Desk) -> None:
    """What a rule settles bothers nobody."""
    desk.deposit()

    assert desk.notices(kind=NoticeKind.to_read) == []
