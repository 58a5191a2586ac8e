"""Senders side by side, killed or stopped: each notice leaves once but for what cannot be known, and none is lost."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from typing import Any

import pytest
from sqlmodel import col, select

from models.dossiers.journal import JournalLine
from models.notices import Attempt, Letter, Notice
from models.storage.database import transaction
from models.vocabulary import Event, NoticeStatus, Status
from notifications.delivery import connection
from notifications.delivery.connection import Connection
from notifications.delivery.delivery import Delivery, deliver
from notifications.delivery.parcel import Parcel
from notifications.delivery.routes import Route
from notifications.mailserver.maildir import list_mails
from notifications.mailserver.sink import Sink
from notifications.outbox.doubts import SET_ASIDE
from notifications.outbox.leases import Claims
from tests.factories import application, campaign_with, taken
from tests.factories import notice as noticed
from tests.notifications.posting import AT, LATER, Queue, notice, recipients
from tests.support.transactions import locked

AHEAD = timedelta(days=2)


async def arrival(sink: Sink, number: int) -> None:
    """Wait until that many mails have arrived."""
    while len(list_mails(sink.maildir)) < number:  # noqa: ASYNC110  a file that appears sets no event
        await asyncio.sleep(0.01)


async def test_two_senders_never_share_a_notice(any_database: str, sink: Sink) -> None:
    """Started together, they send everything, each notice once, even where one works for two days ahead."""
    queue = Queue(any_database)
    queue.put(*(notice(number) for number in range(1, 121)))
    route = Route.parse(sink.url)

    instants = (AT, AT + AHEAD)
    deliveries = await asyncio.gather(*(deliver(queue.address, route, at=at) for at in instants))

    assert sum(delivery.sent for delivery in deliveries) == 120
    assert recipients(sink.maildir) == {f"{number}@cidff.example": 1 for number in range(1, 121)}


async def test_a_file_that_is_locked_costs_no_letter(queue: Queue, sink: Sink) -> None:
    """Whoever sends waits for it: each leaves once, and is known to have."""
    queue.put(*(notice(number) for number in range(1, 21)))

    with locked(queue.address):
        delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

    assert delivery == Delivery(20, 0, 0)
    assert recipients(sink.maildir) == {f"{number}@cidff.example": 1 for number in range(1, 21)}


async def test_a_server_is_not_blamed_for_a_database_that_is_away(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """For however long it is: the mail that waits for it leaves by the same line."""
    monkeypatch.setattr(connection, "PATIENCE", 1.0)
    loop, line, is_ours = asyncio.get_running_loop(), Connection(Route.parse(sink.url)), True
    begun = loop.create_future()
    loop.call_later(1.5, begun.set_result, is_ours)

    assert await line.open()
    error = await line.send(Parcel(notice()), at=AT, ours=begun)
    await line.close()

    assert error is None
    assert recipients(sink.maildir) == {"1@cidff.example": 1}


@pytest.mark.parametrize(("minutes", "sent"), [(5, 0), (-1, 1), (60, 1)])
async def test_a_lease_runs_by_the_clock_of_the_database(
    any_database: str, sink: Sink, minutes: int, sent: int
) -> None:
    """What another sender holds is left to it until its lease is over, whatever instant we work for; one that ends
    later than any can was given before the clock was put back."""
    queue = Queue(any_database)
    queue.put(notice())
    with transaction(queue.address) as session:
        taken(session, session.get_one(Notice, 1), minutes=minutes)

    delivery = await deliver(queue.address, Route.parse(sink.url), at=AT + AHEAD)

    assert delivery == Delivery(sent, 0, 0)


def dead(address: str, **fields: Any) -> None:  # noqa: ANN401
    """Have a sender have died on the letter of a dossier."""
    with transaction(address) as session:
        campaign = campaign_with(session)
        of = application(session, campaign, Status.registered)
        letter = noticed(session, campaign, due_at=AT, application=of, **fields)
        taken(session, letter, minutes=-1, begun=11)


def under_way(address: str) -> list[Attempt]:
    """Return the attempts of which it is not known what became."""
    with transaction(address) as session:
        known = col(Attempt.begun_at).is_(None) | col(Attempt.left_at).is_not(None)
        return list(session.exec(select(Attempt).where(~known)))


def journalled(address: str) -> list[tuple[Event, str | None]]:
    """Return what the journal says of letters."""
    with transaction(address) as session:
        lines = session.exec(select(JournalLine).where(JournalLine.event == Event.doubt))
        return [(line.event, line.reason) for line in lines]


def the_notice(address: str) -> Notice:
    """Return the only notice."""
    with transaction(address) as session:
        return session.exec(select(Notice)).one()


async def test_what_a_dead_sender_had_begun_may_have_left_twice(any_database: str, sink: Sink) -> None:
    """It leaves again, once; its row and the journal of its dossier say so."""
    dead(any_database)

    await deliver(any_database, Route.parse(sink.url), at=LATER)

    row = the_notice(any_database)
    assert (row.status, row.attempts, row.doubted_at) == (NoticeStatus.sent, 2, LATER)
    assert (row.crashes, Queue(any_database).held()) == (0, [])
    assert journalled(any_database) == [(Event.doubt, "« Accusé de réception »")]


async def test_what_three_senders_died_on_is_set_aside(any_database: str, sink: Sink) -> None:
    """It is not tried any more; what else waits leaves."""
    dead(any_database, crashes=2)

    delivery = await deliver(any_database, Route.parse(sink.url), at=LATER)

    row = the_notice(any_database)
    assert delivery == Delivery(0, 0, 0)
    assert (row.status, row.due_at, row.last_error) == (NoticeStatus.held, None, SET_ASIDE)


async def test_what_a_sender_died_on_is_tried_alone(queue: Queue, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that ends whoever sends it puts no other in doubt, the second time."""
    queue.put(notice(1), notice(2, crashes=1), notice(3, crashes=1))
    begun: list[int] = []

    def dying(parcel: object, at: object, signer: object) -> bytes:
        begun.append(len(under_way(queue.address)))
        return b"Subject: essai\r\n\r\n"

    monkeypatch.setattr("notifications.delivery.connection._mail", dying)
    await deliver(queue.address, Route.parse(sink.url), at=AT)

    assert begun[:2] == [1, 1]


SENDING = """
import asyncio, sys
from datetime import datetime
from notifications.delivery.delivery import deliver
from notifications.delivery.routes import Route
asyncio.run(deliver(sys.argv[1], Route.parse(sys.argv[2]), at=datetime.fromisoformat(sys.argv[3])))
"""


def free_all(address: str) -> None:
    """Do what ten minutes would: leases of the dead are over."""
    with transaction(address) as session:
        for row in session.exec(select(Attempt)):
            row.claimed_until = datetime.now(UTC)


async def test_a_sender_that_is_killed_loses_nothing(queue: Queue, sink: Sink) -> None:
    """Killed midway, it leaves one notice a connection that may leave twice, and none that is not sent."""
    queue.put(*(notice(number) for number in range(1, 401)))

    arguments = (SENDING, queue.address, sink.url, AT.isoformat())
    sender = await asyncio.create_subprocess_exec(sys.executable, "-c", *arguments)
    await arrival(sink, 100)
    sender.kill()
    await sender.wait()
    free_all(queue.address)
    await deliver(queue.address, Route.parse(sink.url), at=AT)

    arrived, rows = recipients(sink.maildir), queue.rows()
    twice = {address for address, times in arrived.items() if times > 1}
    assert [(row.status, row.last_error) for row in rows if row.status is not NoticeStatus.sent] == []
    assert queue.held() == []
    assert len(arrived) == 400
    assert arrived.total() - 400 == len(twice) <= 4
    assert twice <= {row.recipient for row in rows if row.doubted_at}


async def test_a_cancelled_sender_gives_back_what_it_holds(queue: Queue, sink: Sink) -> None:
    """Stopped politely, it writes what it sent and frees the rest; only what was on the wire keeps its lease."""
    queue.put(*(notice(number) for number in range(1, 401)))
    route = Route.parse(sink.url)

    sender = asyncio.create_task(deliver(queue.address, route, at=AT))
    await arrival(sink, 50)
    sender.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sender
    at_once = await deliver(queue.address, route, at=AT)
    free_all(queue.address)
    in_the_end = await deliver(queue.address, route, at=AT)

    arrived = recipients(sink.maildir)
    assert len(arrived) == 400
    assert (at_once.sent > 0, in_the_end.sent <= 4, arrived.total() - 400 <= 4) == (True, True, True)


async def test_a_sender_whose_task_once_failed_frees_what_the_dead_held(queue: Queue, sink: Sink) -> None:
    """A watcher is one task for weeks: what failed in it long ago stops no letter."""
    queue.put(notice(1, crashes=1), notice(2))
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.sleep(0)
    try:
        assert await deliver(queue.address, Route.parse(sink.url), at=AT) == Delivery(2, 0, 0)
    finally:
        task.uncancel()


async def test_a_sender_with_a_pace_gives_back_what_it_was_taking(
    queue: Queue, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told to stop while it takes some, it waits until they are taken, and lets them go."""
    queue.put(*(notice(number) for number in range(1, 41)))
    taking, told = Signal(), Signal()
    take = Claims.claim

    def slow(*given: Any) -> list[Letter]:  # noqa: ANN401  whatever it is called with
        taking.set()
        assert told.wait(60)
        return take(*given)

    monkeypatch.setattr(Claims, "claim", slow)
    sender = asyncio.create_task(deliver(queue.address, Route.parse(sink.url), at=AT, per_minute=600))
    await asyncio.to_thread(taking.wait, 60)
    sender.cancel()
    asyncio.get_running_loop().call_later(0.2, told.set)
    with pytest.raises(asyncio.CancelledError):
        await sender

    assert (queue.held(), recipients(sink.maildir)) == ([], {})
