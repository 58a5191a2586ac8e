"""A program that hides that it is one is answered a few times a day; who sends pieces always is."""

from datetime import timedelta

from models.deposit import Deposit
from tasks.intake.restraint import ENOUGH, SAID
from tests.factories import paris
from tests.tasks.mails import PIECES, RECEIVED, Desk, compose, pdfs, said, siret

AT = paris(RECEIVED)


def talk(desk: Desk, number: int, *, first: int = 0) -> list[Deposit | None]:
    """Register mails without a file, a minute after the other."""
    read = [
        desk.receive(compose(f"Ticket {place}", files={}), at=AT + timedelta(minutes=place))
        for place in range(first, first + number)
    ]
    return [one if isinstance(one, Deposit) else None for one in read]


def test_the_seventh_mail_without_a_piece_waits_for_a_person(desk: Desk) -> None:
    """It is registered, and gets no answer; the agents see why."""
    deposits = talk(desk, ENOUGH + 2)

    assert len(desk.notices(kind="registration")) == ENOUGH
    assert [one.trouble for one in deposits if one] == [None] * ENOUGH + [SAID] * 2


def test_a_logo_is_no_piece(desk: Desk) -> None:
    """What adorns the answers of a program is no reason to answer them for ever."""
    for number in range(ENOUGH + 2):
        desk.receive(compose(f"Ticket {number}", files={"logo.PNG": b"\x89PNG"}), at=AT + timedelta(minutes=number))

    assert len(desk.notices(kind="registration")) == ENOUGH


def test_the_next_day_it_is_answered_again(desk: Desk) -> None:
    """A day without an answer ends what was a loop."""
    talk(desk, ENOUGH + 1)

    talk(desk, 1, first=24 * 60 + ENOUGH)

    assert len(desk.notices(kind="registration")) == ENOUGH + 1


def test_who_sends_pieces_is_always_answered(desk: Desk) -> None:
    """The head of a network deposits for thirty structures from one address (CRPA R112-11-2)."""
    for number in range(30):
        files = pdfs(PIECES[:1], version=number)
        desk.receive(compose(said(f"Structure {number}", siret=siret(number + 1)), files=files))

    assert len(desk.notices(kind="registration")) == 30
