"""A program that hides that it is one is answered a few times a day; whom we do answer may send pieces all day."""

from datetime import timedelta
from mailbox import Maildir

import pytest
from sqlmodel import col, func, select

from models.intake.deposit import Deposit
from models.notices import Notice
from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.intake.registering.readings import register_waiting
from tasks.intake.registering.reply_limits import BOUNDS, Over
from tests.conftest import Installation
from tests.factories import campaign_with, paris
from tests.support.mailing import AT as READ
from tests.support.mails import PIECES, RECEIVED, Desk, compose, pdfs, said, siret

AT = paris(RECEIVED)
MANY = 8
ENOUGH, SAID = BOUNDS[Over.address].few, BOUNDS[Over.address].said


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


def test_who_sends_pieces_is_answered(desk: Desk) -> None:
    """The head of a network deposits for thirty structures from one address (CRPA R112-11-2)."""
    for number in range(30):
        files = pdfs(PIECES[:1], version=number)
        desk.receive(compose(said(f"Structure {number}", siret=siret(number + 1)), files=files))

    assert len(desk.notices(kind="registration")) == 30


def exchange(desk: Desk, sender: str, *, rounds: int) -> list[Deposit]:
    """Register some rounds of a program that answers each of our answers, by addresses that change each time."""
    kept, told = [], None
    for number in range(rounds):
        mail = compose(f"Ticket {number}", files={}, sender=sender.format(number), In_Reply_To=told)
        kept.append(desk.receive(mail, at=AT + timedelta(seconds=number)))
        told = desk.notices()[-1].message_id
    return [one for one in kept if isinstance(one, Deposit)]


@pytest.mark.parametrize("sender", ["support+{}@crm.example", "support@crm{}.example"])
def test_rounds_with_changing_addresses_end(desk: Desk, sender: str) -> None:
    """By the thread that they are in: each is registered, and the others wait for a person, who sees why."""
    bound = BOUNDS[Over.thread]
    rounds = 2 * bound.few

    deposits = exchange(desk, sender, rounds=rounds)

    assert len(desk.notices(kind="registration")) == bound.few
    assert [one.trouble for one in deposits] == [None] * bound.few + [bound.said] * (rounds - bound.few)


@pytest.mark.parametrize(
    ("senders", "over"),
    [
        ("support+{}@crm.example", Over.address),
        ("support-{}@crm.example", Over.domain),
        ("support@crm{}.example", Over.installation),
    ],
)
def test_what_begins_anew_each_time_ends_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, senders: str, over: Over
) -> None:
    """Without a thread, by what does not change: the address but for its tag, the domain, or the hour."""
    monkeypatch.setitem(BOUNDS, over, BOUNDS[over]._replace(few=5))

    deposits = [
        desk.receive(compose(f"Ticket {number}", files={}, sender=senders.format(number), message_id=None))
        for number in range(8)
    ]

    assert [one.trouble for one in deposits if isinstance(one, Deposit)] == [None] * 5 + [BOUNDS[over].said] * 3


def test_another_exchange_is_answered(desk: Desk) -> None:
    """What a program does wears nobody else out."""
    exchange(desk, "support+{}@crm.example", rounds=10)

    desk.receive(compose("Bonjour, une question.", files={}), at=AT + timedelta(hours=1))

    assert desk.notices()[-1].recipient == "direction@cidff01.example"


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("thread", [None, "<ticket@elsewhere.example>"], ids=["anew", "as an answer"])
def test_a_program_that_sends_a_file_each_time_is_not_answered_for_ever(
    spro: Installation, thread: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be they registered together or alone: no loop is without an end, and a person sees each mail beyond it. Its end
    is nearer here than it is."""
    monkeypatch.setitem(BOUNDS, Over.address, BOUNDS[Over.address]._replace(many=MANY))
    with transaction(spro.database) as session:
        campaign_with(session)
    box = Maildir(spro.mailbox, create=True)
    for number in range(MANY + 3):
        box.add(compose(f"Ticket {number}", files={"a.pdf": b"%%PDF %d" % number}, In_Reply_To=thread).as_bytes())

    register_waiting(Settings(), now=lambda: READ)

    with transaction(spro.database) as session:
        held = select(func.count()).where(Deposit.trouble == SAID, col(Deposit.sorted_at).is_not(None))
        assert session.exec(held.select_from(Deposit)).one() == 3
        assert session.exec(select(func.count()).select_from(Notice)).one() == MANY
