"""« Ne plus recevoir »: who was told of a session and wants no such letter any more is heard, in every session."""

import re
from urllib.parse import unquote

import pytest
from sqlmodel import col, select

from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature
from models.notices import Notice
from models.sessions.campaign import AnnouncementChoice
from models.vocabulary import NoticeStatus
from notifications.delivery.message import build
from tasks.intake.replies.way_out import says_so
from tasks.sessions.daily import silent_prospects
from tasks.sessions.prospects import tell
from tests.factories import application, campaign_with, paris
from tests.support.arrivals import reclassified
from tests.support.mails import Desk, compose

AT = paris("2026-01-20 10:00")
PROSPECT, OTHER = "accueil@mjc.example", "direction@cidff.example"


def told(desk: Desk, *addresses: str) -> list[Notice]:
    """Tell some addresses of the session, and return their letters."""
    tell(desk.session, desk.campaign, addresses or (PROSPECT,), at=AT)
    return list(desk.session.exec(select(Notice).where(Notice.kind == "opening").order_by(col(Notice.id))))


def answered(desk: Desk, said: str, letter: Notice, *, sender: str = PROSPECT) -> Deposit:
    """Register what somebody answers to a letter."""
    mail = compose(said, files={}, sender=sender, subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    return deposit


def test_an_answer_that_says_so_is_heard_for_every_session(any_desk: Desk) -> None:
    """Its address is told of nothing more, in this session and in the next; no candidacy opens, nobody is answered."""
    letter, _ = told(any_desk, PROSPECT, OTHER)

    deposit = answered(any_desk, "Bonjour,\nmerci de ne plus recevoir vos courriels.\n> citation", letter)
    following = campaign_with(any_desk.session, year=2027)
    tell(any_desk.session, following, [PROSPECT, OTHER], at=paris("2027-01-20 10:00"))

    assert (deposit.nature, deposit.meaning) == (Nature.opt_out, Meaning.opt_out)
    assert silent_prospects(any_desk.session, any_desk.campaign) == [OTHER]
    assert silent_prospects(any_desk.session, following) == [OTHER]
    assert [one.recipient for one in any_desk.notices(kind="opening")] == [OTHER] * 2
    assert (any_desk.notices(kind="registration"), any_desk.applications()) == ([], [])


def test_the_way_out_of_a_letter_names_it_whoever_sends_it(desk: Desk) -> None:
    """A program sends the mail that the letter asks for (RFC 2369), from another address of the same reader."""
    [letter] = told(desk)
    letter.status = NoticeStatus.sent
    [subject] = re.findall(rb"List-Unsubscribe: <mailto:[^?]+\?subject=([^>]+)>", build(letter, at=AT))

    deposit = desk.receive(
        compose("", files={}, sender="autre@mjc.example", subject=subject.decode().replace("%20", " "))
    )

    assert isinstance(deposit, Deposit)
    [choice] = desk.session.exec(select(AnnouncementChoice)).all()
    assert (choice.address, choice.wanted, choice.deposit_id) == (PROSPECT, False, deposit.id)


@pytest.mark.parametrize(("is_named", "is_heard"), [(True, True), (False, False)])
def test_a_program_that_says_it_is_one_is_heard_where_it_names_the_letter(
    desk: Desk, *, is_named: bool, is_heard: bool
) -> None:
    """By the way out alone: what answers by itself in the same words is no word of anybody's."""
    [letter] = told(desk)
    letter.status = NoticeStatus.sent
    [subject] = re.findall(rb"List-Unsubscribe: <mailto:[^?]+\?subject=([^>]+)>", build(letter, at=AT))
    said = unquote(subject.decode()) if is_named else "Ne plus recevoir"

    desk.receive(compose("", files={}, sender=PROSPECT, subject=said, Auto_Submitted="auto-generated"))

    assert (PROSPECT not in silent_prospects(desk.session, desk.campaign)) is is_heard


def test_the_letters_of_a_dossier_cannot_be_declined(desk: Desk) -> None:
    """They are owed: they offer no way out, and the same words in answer to one are for a person to read."""
    dossier = application(desk.session, desk.campaign, contact=PROSPECT)
    letter = told(desk)[0]
    letter.application_id = dossier.id
    desk.session.flush()

    deposit = answered(desk, "Je souhaite ne plus recevoir vos courriels.", letter)

    assert b"List-Unsubscribe" not in build(letter, at=AT)
    assert deposit.nature is Nature.written
    assert desk.session.exec(select(AnnouncementChoice)).all() == []


def test_a_person_takes_it_back(desk: Desk) -> None:
    """By saying that the arrival is something else; what was said, by whom and why stays."""
    deposit = answered(desk, "Stop", told(desk)[0])
    assert list(silent_prospects(desk.session, desk.campaign)) == []

    reclassified(desk, deposit, nature="question", reason="Il parlait d'autre chose.")

    choices = desk.session.exec(select(AnnouncementChoice).order_by(col(AnnouncementChoice.id))).all()
    assert [(one.wanted, one.reason) for one in choices] == [(False, None), (True, "Il parlait d'autre chose.")]
    assert list(silent_prospects(desk.session, desk.campaign)) == [PROSPECT]


def test_a_person_hears_it_in_other_words(desk: Desk) -> None:
    """What no rule read is said of the arrival by whoever reads it."""
    deposit = answered(desk, "Vos annonces ne m'intéressent pas.", told(desk)[0])
    desk.sort(deposit)

    reclassified(desk, deposit, nature="ne plus recevoir")

    assert list(silent_prospects(desk.session, desk.campaign)) == []


@pytest.mark.parametrize("text", ["Ne plus recevoir", "Désinscription svp", "STOP", "Merci de me désabonner."])
def test_plain_words_are_heard(text: str) -> None:
    """However they are written."""
    assert says_so(text)


@pytest.mark.parametrize("text", ["Comment ne plus recevoir ces courriels ?", "Ne plus recevoir" + " et ceci" * 60, ""])
def test_what_asks_or_says_more_is_for_a_person(text: str) -> None:
    """It may want an answer."""
    assert not says_so(text)
