"""What a member of a body answers to its convening: read by its secretary, and an interest declared there (R133-12)."""

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application
from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature, Wish
from models.meetings.meeting import Recusal
from tasks.intake.replies.members import declares
from tests.factories import typed
from tests.support.bodies import send_convening, set_day, waits
from tests.support.letters import SECRETARY, letters, text
from tests.support.mails import Desk, compose

PREFECTURE = "siege-prefecture@example.invalid"
ON_BEHALF = "secretariat@ailleurs.example"


def convened(desk: Desk, number: int = 2) -> list[Application]:
    """Return dossiers on the agenda of the working group, to which its members were convened."""
    made = [waits(desk) for _ in range(number)]
    set_day(desk)
    send_convening(desk)
    return made


def answered(desk: Desk, said: str, *, sender: str = PREFECTURE) -> Deposit:
    """Register and sort what the prefecture answers, or somebody for it."""
    letter = letters(desk)["siege-prefecture"][-1]
    mail = compose(said, files={}, sender=sender, subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    assert desk.sort(deposit) is None
    return deposit


def recused(desk: Desk) -> list[tuple[int, str, str]]:
    """Return which dossiers members keep out of, each with the seat, and who recorded it."""
    found = desk.session.exec(select(Recusal).order_by(col(Recusal.id)))
    return [(one.application_id, one.seat or "", one.by) for one in found]


def test_an_interest_in_a_dossier_that_is_named_takes_effect_at_once(any_desk: Desk) -> None:
    """In each body where the member sits; the secretary reads so, and that it can be taken back. No candidacy opens."""
    dossier, other = convened(any_desk)

    deposit = answered(any_desk, f"Bonjour,\n\nJe me déporte du dossier {dossier.reference}.\n")

    [letter] = any_desk.notices(kind="member_answer")
    assert recused(any_desk) == [(dossier.id, "prefecture", "Préfecture de région, par courriel")] * 2
    assert (deposit.nature, deposit.meaning, deposit.wish) == (Nature.member, Meaning.member, None)
    assert letter.recipient == f"{SECRETARY}@example.invalid"
    assert letter.reply_to == PREFECTURE
    assert typed(letter.subject).startswith("Déport déclaré : groupe de travail")
    assert f"est enregistré aussitôt ({dossier.reference})" in text(letter)
    assert any_desk.applications() == [dossier, other]
    assert any_desk.notices(kind="registration") == []


def test_a_dossier_is_named_by_its_organisation_too(desk: Desk) -> None:
    """By its whole name, whatever its case."""
    dossier, _ = convened(desk)
    name = desk.organisation(dossier).name = "Mission locale de l'Exemple"
    desk.session.flush()

    answered(desk, f"J'ai un intérêt personnel dans la candidature {name.upper()}.")

    assert [one for one, *_ in recused(desk)] == [dossier.id] * 2


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ("J'ai un intérêt dans l'un des dossiers.", PREFECTURE),
        ("Je me déporte du dossier ARA-2026-0999.", PREFECTURE),
        ("Dois-je me déporter du dossier {} ?", PREFECTURE),
        ("Je me déporte du dossier {}.", ON_BEHALF),
    ],
)
def test_what_is_not_sure_is_settled_by_a_person(desk: Desk, said: str, sender: str) -> None:
    """No dossier, one that is not on the agenda, a question, or another's address: nothing is recorded, somebody
    reads."""
    dossier, _ = convened(desk)

    deposit = answered(desk, said.format(dossier.reference), sender=sender)

    [letter] = desk.notices(kind="member_answer")
    assert (recused(desk), deposit.wish, deposit.seen_at) == ([], Wish.recusal, None)
    assert "À régler : il déclare peut-être un intérêt" in text(letter)
    assert desk.campaign.digest_at is not None


def test_another_answer_is_read_by_the_secretary_and_waits_for_nobody(desk: Desk) -> None:
    """Whatever dossier it names."""
    dossier, _ = convened(desk)

    deposit = answered(desk, f"Je serai présent. Je n'ai aucun intérêt dans {dossier.reference}.")

    assert (recused(desk), deposit.wish) == ([], None)
    assert "ne semble déclarer aucun intérêt" in text(desk.notices(kind="member_answer")[0])


@pytest.mark.parametrize(
    ("said", "is_declared"),
    [
        ("Je me déporte.", True),
        ("Il y a conflit d'intérêts : je ne prendrai pas part au vote.", True),
        ("Mon déport porte sur le premier dossier.", True),
        ("Je n'ai pas d'intérêt à déclarer.", False),
        ("Aucun conflit d\u2019intérêts de mon côté.", False),
        ("Je ne me déporte d'aucun dossier.", False),
        ("Pouvez-vous me renvoyer l'ordre du jour ?", False),
    ],
)
def test_words_that_declare_are_told_from_those_that_deny(said: str, is_declared: bool) -> None:  # noqa: FBT001
    """A person reads both."""
    assert declares(said) is is_declared
