"""One broken notice stops only itself: the others leave, and it is set aside, or failed, with its reason."""

import pytest
from sqlmodel import select

from models.notices import Document, NoticeFile
from models.storage.aside.row import SetAside
from models.storage.database import reading, transaction
from models.storage.isolation.isolate import look_again
from notifications.delivery.delivery import Delivery, deliver
from notifications.delivery.routes import Route
from notifications.mailserver.sink import Sink
from tests.factories import application, campaign_with, taken
from tests.factories import notice as of_dossier
from tests.models.storage.isolation.broken import DOSSIERS, NOTICES, ODD_NOTICES, Broken, break_row
from tests.notifications.posting import AT, LATER, Queue, notice, recipients

VICTIM = 4


def filled(queue: Queue) -> None:
    """Queue seven notices, each with a file of its own."""
    queue.put(*(notice(number) for number in range(1, 8)))
    with transaction(queue.address) as session:
        kept = [Document(digest=f"{number}", media_type="text/plain", content=b"x") for number in range(1, 8)]
        session.add_all(kept)
        session.flush()
        for number, document in enumerate(kept, start=1):
            session.add(NoticeFile(notice_id=number, position=1, name="a.txt", document_id=document.id or 0))


def set_aside(queue: Queue) -> list[tuple[str, str]]:
    """Return what is set aside, and why."""
    with reading(queue.address) as session:
        return [(one.name, one.reason) for one in session.exec(select(SetAside).where(SetAside.of == "notice"))]


@pytest.mark.parametrize("name", [*NOTICES, *ODD_NOTICES])
async def test_one_broken_notice_stops_only_itself(queue: Queue, sink: Sink, name: str) -> None:
    """The others leave at once, and nothing is tried for ever."""
    filled(queue)
    break_row(queue.address, (NOTICES | ODD_NOTICES)[name], VICTIM)

    first, second = [await deliver(queue.address, Route.parse(sink.url), at=at) for at in (AT, LATER)]

    left = set(recipients(sink.maildir))
    assert left >= {f"{number}@cidff.example" for number in range(1, 8) if number != VICTIM}
    assert (first.sent, first.waiting, second) == (len(left), 0, Delivery(0, 0, 0))


async def test_it_is_set_aside_with_its_reason_and_leaves_once_mended(queue: Queue, sink: Sink) -> None:
    """It does not stand at the head of the queue meanwhile."""
    filled(queue)
    break_row(queue.address, NOTICES["queued at no instant"], VICTIM)
    await deliver(queue.address, Route.parse(sink.url), at=AT)
    before = set_aside(queue)

    break_row(queue.address, Broken("UPDATE notice SET enqueued_at = due_at WHERE id = :of"), VICTIM)
    look_again(queue.address)
    mended = await deliver(queue.address, Route.parse(sink.url), at=LATER)

    assert before == [("notification n° 4", "table notice, ligne 4, colonne enqueued_at : valeur illisible")]
    assert (mended, set_aside(queue)) == (Delivery(1, 0, 0), [])


@pytest.mark.parametrize("name", ["queued at no instant", "a kind of no table", "a file without its document"])
async def test_so_it_is_on_another_engine(any_database: str, sink: Sink, name: str) -> None:
    """Six of seven leave."""
    queue = Queue(any_database)
    filled(queue)
    break_row(queue.address, NOTICES[name], VICTIM)

    assert await deliver(queue.address, Route.parse(sink.url), at=AT) == Delivery(6, 0, 0)
    assert [name for name, _ in set_aside(queue)] == ["notification n° 4"]


BROKEN_DOSSIERS = {
    **{name: DOSSIERS[name] for name in ("flags that are no JSON", "a receipt that is no instant")},
    "a status of no table": DOSSIERS["a status of no table"],
    "an attempt begun at no instant": Broken("UPDATE notice_attempt SET begun_at = 'hier' WHERE begun_at IS NOT NULL"),
}


@pytest.mark.parametrize("name", BROKEN_DOSSIERS)
async def test_a_letter_that_may_have_left_waits_for_no_dossier(any_database: str, sink: Sink, name: str) -> None:
    """Its sender died, and its dossier, or when it was begun, cannot be read: it leaves, marked, as the others do."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        dossiers = [application(session, campaign, name=f"CIDFF {number}") for number in range(3)]
        letters = [of_dossier(session, campaign, application=one, due_at=AT) for one in dossiers]
        for letter in letters[:2]:
            taken(session, letter, minutes=-1, begun=11)
        number = dossiers[0].id or 0
    broken = BROKEN_DOSSIERS[name]
    if broken.postgresql or any_database.startswith("sqlite"):
        break_row(any_database, broken, number)

    delivery = await deliver(any_database, Route.parse(sink.url), at=LATER)

    doubted = [row.doubted_at is not None for row in Queue(any_database).rows()]
    assert (delivery, doubted) == (Delivery(3, 0, 0), [True, True, False])
