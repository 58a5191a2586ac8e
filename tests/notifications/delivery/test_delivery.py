"""Delivery, over real SMTP conversations on this machine: what leaves, what waits and what fails."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

from models.vocabulary import NoticeStatus
from notifications.delivery.delivery import Delivery, deliver
from notifications.delivery.routes import Route
from notifications.mailserver.maildir import list_mails, read_stored_mail
from notifications.mailserver.sink import Sink
from tests.notifications.posting import AT, LATER, Queue, notice, recipients


async def test_a_notice_leaves(queue: Queue, sink: Sink) -> None:
    """It is sent to whom it is for, and its row says when; nothing is due for it any more."""
    queue.put(notice())

    delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

    (row,) = queue.rows()
    (mail,) = list_mails(sink.maildir)
    assert delivery == Delivery(sent=1, waiting=0, failed=0)
    assert (mail.to, mail.message_id) == ("1@cidff.example", "<1@region.example>")
    assert (row.status, row.sent_at, row.due_at, row.attempts) == (NoticeStatus.sent, AT, None, 1)
    assert (row.last_error, queue.held()) == (None, [])


async def test_the_secret_of_a_link_leaves_and_is_not_kept(queue: Queue, sink: Sink) -> None:
    """Its reader alone opens the dossier: what is kept of the letter does not hold it, once that has left."""
    link = f"https://console.example/spro/remise/{'x' * 43}"
    letter = {"text": f"Dossier :\n{link}\n", "html": f'<a href="{link}">{link}</a>'}
    queue.put(notice(1, **letter), notice(2, due_at=LATER, **letter))

    await deliver(queue.address, Route.parse(sink.url), at=AT)

    (mail,), (left, waits) = list_mails(sink.maildir), queue.rows()
    assert link in read_stored_mail(sink.maildir, mail).text
    assert (left.text, left.html.count("/spro/remise/…")) == ("Dossier :\nhttps://console.example/spro/remise/…\n", 2)
    assert (waits.text, waits.html) == (letter["text"], letter["html"])


async def test_what_left_never_leaves_again(queue: Queue, sink: Sink) -> None:
    """Delivering twice sends once."""
    queue.put(*(notice(number) for number in range(1, 31)))
    route = Route.parse(sink.url)

    deliveries = [await deliver(queue.address, route, at=at) for at in (AT, LATER)]

    assert deliveries == [Delivery(30, 0, 0), Delivery(0, 0, 0)]
    assert set(recipients(sink.maildir).values()) == {1}


async def test_what_is_not_due_stays(queue: Queue, sink: Sink) -> None:
    """A notice leaves from the instant at which it is due, not before; held and failed ones do not leave."""
    queue.put(
        notice(1, due_at=LATER),
        notice(2, status=NoticeStatus.held),
        notice(3, status=NoticeStatus.failed, due_at=None),
    )
    route = Route.parse(sink.url)

    deliveries = [await deliver(queue.address, route, at=at) for at in (LATER - timedelta(seconds=1), LATER)]

    assert deliveries == [Delivery(0, 0, 0), Delivery(1, 0, 0)]
    assert queue.statuses() == ["sent", "held", "failed"]


async def test_the_oldest_leaves_first(queue: Queue, sink: Sink) -> None:
    """On one connection, the order is that of the instants at which notices became due."""
    queue.put(*(notice(number, due_at=AT - timedelta(minutes=number)) for number in range(1, 21)))

    await deliver(queue.address, Route.parse(sink.url), at=AT, connections=1)

    arrived = [path.read_text().partition("Delivered-To: ")[2] for path in sorted((sink.maildir / "new").iterdir())]
    assert [said.partition("@")[0] for said in arrived] == [str(number) for number in range(20, 0, -1)]


async def test_a_server_that_is_down_is_tried_again_later(queue: Queue, sink: Sink) -> None:
    """Everything due waits, each its own time, and leaves once the server is back."""
    queue.put(*(notice(number) for number in range(1, 41)), notice(41, attempts=2), notice(42, attempts=9))
    route = Route.parse(sink.url)

    sink.state("down")
    down = await deliver(queue.address, route, at=AT)
    waits = Counter(row.due_at - AT for row in queue.rows() if row.due_at)
    errors, held = {row.last_error for row in queue.rows()}, queue.held()
    sink.state("up")
    back = await deliver(queue.address, route, at=AT + timedelta(hours=6))

    assert (down, back) == (Delivery(0, 42, 0), Delivery(42, 0, 0))
    assert waits == {timedelta(minutes=5): 40, timedelta(minutes=45): 1, timedelta(hours=6): 1}
    assert (errors, held) == ({"le serveur d'envoi refuse la connexion"}, [])
    assert [row.attempts for row in queue.rows()] == [1] * 40 + [3, 10]


async def test_a_silent_server_is_tried_again_later(queue: Queue) -> None:
    """A server that takes the call and says nothing is as good as down."""
    queue.put(notice(1), notice(2))
    talks: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: talks.append(writer), "127.0.0.1", 0)
    route = Route(host="127.0.0.1", port=silent.sockets[0].getsockname()[1], timeout=0.1)

    delivery = await deliver(queue.address, route, at=AT)
    for talk in talks:
        talk.close()
    silent.close()

    assert delivery == Delivery(0, 2, 0)
    assert {row.last_error for row in queue.rows()} == {"le serveur d'envoi ne répond pas dans le délai"}


async def test_a_refusal_for_now_is_tried_again(queue: Queue, sink: Sink) -> None:
    """A 4xx puts the notice off by five minutes and says why; it leaves at the next attempt."""
    queue.put(notice(1), notice(2))
    route = Route.parse(sink.url)
    sink.refuse({"1@cidff.example": 451})

    refused = await deliver(queue.address, route, at=AT)
    first = queue.rows()[0]
    sink.refuse({})
    accepted = await deliver(queue.address, route, at=LATER)

    assert (refused, accepted) == (Delivery(1, 1, 0), Delivery(1, 0, 0))
    assert (first.status, first.due_at, first.attempts) == (NoticeStatus.queued, LATER, 1)
    assert first.last_error == "451 : réessayez plus tard"
    assert queue.statuses() == ["sent", "sent"]


async def test_a_refusal_for_good_ends_it_alone(queue: Queue, sink: Sink) -> None:
    """A 5xx for one recipient fails that notice; the others leave, over the same connection."""
    queue.put(*(notice(number) for number in range(1, 6)))
    sink.refuse({"2@cidff.example": 550})

    delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

    second = queue.rows()[1]
    assert delivery == Delivery(sent=4, waiting=0, failed=1)
    assert queue.statuses() == ["sent", "failed", "sent", "sent", "sent"]
    assert (second.due_at, second.attempts, second.last_error) == (None, 1, "550 : adresse refusée")


async def test_a_mail_that_is_too_big_ends_alone(queue: Queue, tmp_path: Path) -> None:
    """A content that the server will never take fails at once, and stops nobody else."""
    queue.put(notice(1, text="long\n" * 4_000), notice(2))

    with Sink(tmp_path / "mails", data_size_limit=10_000) as sink:
        delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

    assert delivery == Delivery(sent=1, waiting=0, failed=1)
    assert queue.statuses() == ["failed", "sent"]


async def test_an_address_that_cannot_be_written_ends_alone(queue: Queue, sink: Sink) -> None:
    """What is no address fails, with its reason, and stops nobody else."""
    wrong = [
        "",
        "cidff",
        "a@cidff.example, b@cidff.example",
        "A <a@cidff.example>",
        "a@cidff.example\r\nDATA",
        "<>",
        "é",
    ]
    queue.put(*(notice(number, recipient=address) for number, address in enumerate(wrong)), notice(9))

    delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

    assert delivery == Delivery(sent=1, waiting=0, failed=len(wrong))
    assert recipients(sink.maildir) == {"9@cidff.example": 1}
    assert {row.last_error for row in queue.rows()[:-1]} == {
        "l'adresse du destinataire n'est pas une adresse de courriel"
    }


async def test_an_accented_address_is_served(queue: Queue, sink: Sink) -> None:
    """A domain with accents leaves as IDNA, and a name with accents where the server takes it (SMTPUTF8)."""
    queue.put(notice(1, recipient="accueil@clé.example"), notice(2, recipient="élodie@cidff.example"))

    delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

    assert delivery == Delivery(2, 0, 0)
    assert recipients(sink.maildir) == {"accueil@xn--cl-cja.example": 1, "élodie@cidff.example": 1}


async def test_a_server_that_hangs_up_is_called_again(queue: Queue, tmp_path: Path) -> None:
    """Relays that take a few mails a connection get them all, over as many connections as it takes."""
    queue.put(*(notice(number) for number in range(1, 21)))

    with Sink(tmp_path / "mails", command_call_limit={"MAIL": 3, "*": 100}) as sink:
        delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

        assert delivery == Delivery(20, 0, 0)
        assert set(recipients(sink.maildir).values()) == {1}


async def test_a_server_that_always_hangs_up_is_left_alone(queue: Queue, tmp_path: Path) -> None:
    """After a few notices in a row, what remains is put off without being tried."""
    queue.put(*(notice(number) for number in range(1, 101)))

    with Sink(tmp_path / "mails", command_call_limit={"MAIL": 0, "*": 100}) as sink:
        delivery = await deliver(queue.address, Route.parse(sink.url), at=AT)

    assert delivery == Delivery(0, 100, 0)
    assert {row.due_at for row in queue.rows()} == {LATER}
