"""Mails registered by the watcher itself: at once, and again where it was in vain."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlmodel import col, select

from flows.installation.register_now import LATEST, Reception, pause
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.delivery.delivery import Delivery
from notifications.outbox.enqueue import Letter, enqueue
from tasks.intake.registering.drain import Taken
from tasks.intake.registering.readings import register_waiting
from tasks.intake.store import Kept, Store
from tasks.mailboxes import connection
from tasks.mailboxes.lookout import look_out
from tasks.sending import send_due
from tests.conftest import Installation
from tests.factories import campaign_with, paris
from tests.flows.installation.mails import PATIENT, SENDER, deposit_mail
from tests.servers.hung import hung
from tests.support.mailing import refuse_to_open

AT = paris("2026-04-15 10:00")


@pytest.fixture
async def reception(spro: Installation) -> AsyncIterator[Reception]:
    """Give the reception of an installation whose session is open."""
    with transaction(spro.database) as session:
        campaign_with(session)
    spro.mailbox.mkdir()
    with look_out(Settings(), lambda: None) as mails:
        given = Reception(Settings(), mails.names, beside=PATIENT)
        yield given
        await given.leave()


def drop(spro: Installation, *names: str) -> None:
    """Put mails in the deposit folder, each received a minute after the one before."""
    for minutes, name in enumerate(names):
        received_at = AT - timedelta(hours=1) + timedelta(minutes=minutes)
        (spro.mailbox / f"{name}.eml").write_bytes(deposit_mail(name, received_at=received_at))


def left(spro: Installation) -> list[str]:
    """The mails that wait."""
    return sorted(path.stem for path in spro.mailbox.glob("*.eml"))


def told(spro: Installation) -> list[str]:
    """The mails whose senders were told, in order."""
    with reading(spro.database) as session:
        sent = select(Notice.in_reply_to).where(Notice.status == NoticeStatus.sent).order_by(col(Notice.id))
        return [str(message_id).strip("<>").partition("@")[0] for message_id in session.exec(sent)]


async def test_a_mail_is_registered_and_told_in_one_look(spro: Installation, reception: Reception) -> None:
    """No run of Prefect, and no dossier, stands before it."""
    drop(spro, "un")

    await reception.receive(AT)

    assert (left(spro), told(spro)) == ([], ["un"])


async def test_nobody_waits_for_the_mails_of_others(
    spro: Installation, reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the stamps; the first are told while the last is being registered."""
    monkeypatch.setattr("tasks.intake.registering.drain.FEW", 1)
    monkeypatch.setattr("tasks.intake.registering.receive.PAUSE", 0.05)

    def kept(store: Store, chunks: Iterable[bytes]) -> Kept:
        raw = b"".join(chunks)
        while b"<trois@" in raw and len(told(spro)) < 2:
            time.sleep(0.05)
        return Kept(store.put(raw), len(raw))

    monkeypatch.setattr(Store, "put_stream", kept)
    drop(spro, "un", "deux", "trois")

    await asyncio.wait_for(reception.receive(AT), 60)

    assert told(spro) == ["un", "deux", "trois"]


async def test_what_is_registered_while_others_are_told_is_told_in_the_same_look(
    spro: Installation, reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its notice came too late for those that were leaving, and no other look may come for long."""
    leaving, registered = Event(), Event()

    def register(*given: Any, **named: Any) -> Taken:  # noqa: ANN401  whatever it is called with
        assert leaving.wait(60)
        try:
            return register_waiting(*given, **named)
        finally:
            registered.set()

    async def send(*given: Any, **named: Any) -> Delivery:  # noqa: ANN401  likewise
        sent = await send_due(*given, **named)
        leaving.set()
        await asyncio.to_thread(registered.wait, 60)
        return sent

    monkeypatch.setattr("tasks.intake.registering.receive.PAUSE", 0.05)
    monkeypatch.setattr("tasks.intake.registering.receive.register_waiting", register)
    monkeypatch.setattr("tasks.intake.registering.receive.send_due", send)
    drop(spro, "un")

    await reception.receive(AT)

    assert (left(spro), told(spro)) == ([], ["un"])


async def test_a_mail_that_cannot_be_registered_is_tried_again_within_minutes(
    spro: Installation, reception: Reception, caplog: pytest.LogCaptureFixture
) -> None:
    """After two seconds, then twice as long each time; once the trouble is over, its sender is told."""
    drop(spro, "un")
    store = spro.home / "store"
    store.write_text("Un fichier là où le dossier devrait être.", encoding="utf-8")
    tries = []
    with caplog.at_level(logging.CRITICAL):
        for seconds in range(60):
            tries += [seconds] if await reception.receive(AT + timedelta(seconds=seconds)) else []
    store.unlink()

    await reception.receive(AT + timedelta(seconds=60))
    await reception.receive(AT + timedelta(seconds=62))

    assert tries == [0, 2, 6, 14, 30]
    assert (left(spro), told(spro)) == ([], ["un"])


async def test_a_mail_called_like_another_before_it_is_new(spro: Installation, reception: Reception) -> None:
    """A scanner calls all that it sends the same; the second is not taken for the first, tried in vain."""
    drop(spro, "un")
    await reception.receive(AT)
    await reception.receive(AT + timedelta(seconds=1))
    (spro.mailbox / "un.eml").write_bytes(deposit_mail("deux", received_at=AT))

    await reception.receive(AT + timedelta(seconds=1))

    assert (left(spro), told(spro)) == ([], ["un", "deux"])


async def test_a_mail_at_fault_keeps_no_other_waiting(
    spro: Installation, reception: Reception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The next one is registered as soon as it comes, and the first is not tried sooner for it."""
    drop(spro, "un")
    refuse_to_open(monkeypatch, "un.eml")
    with caplog.at_level(logging.CRITICAL):
        first = await reception.receive(AT)
        drop(spro, "deux")
        second = await reception.receive(AT + timedelta(seconds=1))

    assert [taken and taken.unread for taken in (first, second)] == [["deposit_mailbox/un.eml"], []]
    assert (left(spro), told(spro)) == (["un"], ["deux"])


async def test_a_mailbox_that_gives_nothing_is_known_to(
    spro: Installation, reception: Reception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Since its first mail could not be read, until one can: the Région is told within the hour."""
    drop(spro, "un")
    hour = timedelta(hours=1)
    with caplog.at_level(logging.CRITICAL), monkeypatch.context() as broken:
        refuse_to_open(broken, "un.eml")
        for minutes in (0, 1):
            await reception.receive(AT + timedelta(minutes=minutes))
    since = reception.unread(AT + hour)
    await reception.receive(AT + hour)

    assert (since, reception.unread(AT + hour)) == ({"deposit_mailbox": hour}, {})


async def test_a_mail_that_cannot_be_moved_stops_no_other(
    spro: Installation, reception: Reception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is registered, and stays; the next ones are registered and moved."""
    moves: Any = Path.rename

    def move_others(path: Path, target: Path) -> Path:
        if path.name == "un.eml":
            raise OSError(36, "File name too long")
        moved: Path = moves(path, target)
        return moved

    monkeypatch.setattr(Path, "rename", move_others)
    drop(spro, "un", "deux")

    with caplog.at_level(logging.CRITICAL):
        await reception.receive(AT)

    assert (left(spro), told(spro)) == (["un"], ["un", "deux"])


async def test_who_wrote_does_not_wait_for_announcements(
    spro: Installation, reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What answers a mail leaves first; the thousands of others are for others to send."""
    with transaction(spro.database) as session:
        campaign = session.exec(select(Campaign)).one()
        letters = [Letter(f"opening/{number}", f"a@s{number}.example", {"forms": None}) for number in range(20)]
        enqueue(session, campaign, NoticeKind.opening, letters, at=AT - timedelta(hours=1))
    drop(spro, "un")

    await reception.receive(AT)

    assert [mail["To"] for mail in spro.mails()] == [SENDER]


async def test_without_a_session_it_is_said_once_that_mails_wait(
    spro: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    """In a sentence that says what to do; nothing is lost."""
    spro.mailbox.mkdir()
    drop(spro, "un")
    with look_out(Settings(), lambda: None) as mails:
        reception = Reception(Settings(), mails.names, beside=PATIENT)
        for seconds in range(0, 40, 2):
            await reception.receive(AT + timedelta(seconds=seconds))

    said = [record.getMessage() for record in caplog.records if record.name == "spro.veille"]
    assert said == ["Session « aucune » : aucune session n'est ouverte ; ouvrez-en une avec ouvrir-session."]
    assert left(spro) == ["un"]


async def test_who_writes_to_a_sound_mailbox_does_not_wait_for_one_that_hangs(
    spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mails are told look after look."""
    with transaction(spro.database) as session:
        campaign_with(session)
    monkeypatch.setattr(connection, "PAUSES", ())
    with hung() as address:
        monkeypatch.setenv("SPRO_OTHER_MAILBOXES", f'{{"content_contact": "{address}"}}')
        spro.mailbox.mkdir()
        listed: set[str] = {"content_contact/7-1"}
        reception = Reception(Settings(), lambda: frozenset(listed), beside=1.0)
        for name in ("un", "deux"):
            drop(spro, name)
            listed.add(f"deposit_mailbox/{name}.eml")
            async with asyncio.timeout(PATIENT):
                while name not in told(spro):
                    await reception.receive(AT)
                    await asyncio.sleep(0.05)
            listed.discard(f"deposit_mailbox/{name}.eml")
        await reception.leave()

        assert told(spro) == ["un", "deux"]


async def test_a_reception_that_is_left_does_nothing_more(spro: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does the round of a mailbox that hangs: it would go on sending what others enqueue."""
    with transaction(spro.database) as session:
        campaign_with(session)
    monkeypatch.setattr(connection, "PAUSES", ())
    with hung() as address:
        monkeypatch.setenv("SPRO_OTHER_MAILBOXES", f'{{"content_contact": "{address}"}}')
        reception = Reception(Settings(), lambda: frozenset({"content_contact/7-1"}), beside=0.1)
        before = asyncio.all_tasks()
        await reception.receive(AT)
        under_way = asyncio.all_tasks() - before
        await reception.leave()

        assert (len(under_way) > 0, asyncio.all_tasks() - before) == (True, set())


def test_a_pause_has_an_end() -> None:
    """However often it was in vain: an outage of a month is over within minutes of its end."""
    assert [pause(times, longest=LATEST).total_seconds() for times in (0, 1, 2, 7, 8, 10_000)] == [
        2,
        4,
        8,
        256,
        300,
        300,
    ]
