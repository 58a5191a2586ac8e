"""The watcher, with real mailboxes, and with a real server of Prefect: there, and gone."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.events.worker import EventsWorker
from prefect.settings import PREFECT_API_URL, temporary_settings
from pydantic import AnyUrl
from sqlmodel import col, select

from flows.children import Unstartable
from flows.overseer import POOL, Conductor, is_running, look_at_conductor, start_run
from flows.server import PrefectServer, free_port
from flows.watch import Watcher, waiting_deposits, waiting_notices, watch
from models.application import Application
from models.campaign import Campaign
from models.database import engine, transaction
from models.opening import open_campaign
from models.outbox import Notice
from models.region_file import load_region
from models.settings import Settings
from models.statuses import NoticeStatus
from notifications.outbox import Letter, enqueue
from notifications.sink import Sink
from tasks.mailboxes.lookout import look_out
from tests.dovecot import Dovecot
from tests.flows.mails import deposit_mail
from tests.tasks.bounces import report

AT = datetime(2021, 2, 10, 8, 30, tzinfo=UTC)
MEANWHILE = "en attendant, les dépôts sont classés et les notifications envoyées directement"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Give an installation with an open session, a deposit folder and a mail server."""
    with Sink(tmp_path / "mails") as sink:
        monkeypatch.setenv("SPRO_HOME", str(tmp_path))
        monkeypatch.setenv("SPRO_SMTP_URL", sink.url)
        settings = Settings(home=tmp_path, smtp_url=AnyUrl(sink.url))
        settings.mailbox.mkdir()
        with transaction(settings.database) as session:
            region = load_region("auvergne-rhone-alpes")
            opens = date(2021, 1, 18)
            open_campaign(session, region, year=2021, opens=opens, prospects=[], by="M. Essai", at=AT)
        yield settings
        engine(settings.database).dispose()


@pytest.fixture
def watcher(settings: Settings) -> Iterator[Watcher]:
    """Give a watcher of that installation."""
    with look_out(settings, lambda: None) as mails:
        yield Watcher(settings, mails)


def drop_deposit(settings: Settings, name: str) -> None:
    """Put the mail of a dossier in the deposit folder."""
    (settings.mailbox / name).write_bytes(deposit_mail(name, received_at=AT))


def sent_kinds(settings: Settings) -> list[str]:
    """The kinds of the notices that left."""
    with transaction(settings.database) as session:
        return list(session.exec(select(Notice.kind).where(col(Notice.sent_at).is_not(None))))


def dossiers(settings: Settings) -> list[str]:
    """The references of the dossiers."""
    with transaction(settings.database) as session:
        return list(session.exec(select(Application.reference)))


@pytest.mark.parametrize(("seconds", "is_seen"), [(0, False), (9, False), (10, True)])
def test_a_notice_is_minded_once_its_own_flow_should_have_sent_it(
    settings: Settings, seconds: int, *, is_seen: bool
) -> None:
    """The flow that causes a notice sends it: the watcher minds only what is left behind."""
    with transaction(settings.database) as session:
        region = load_region("auvergne-rhone-alpes")
        campaign, _ = open_campaign(
            session, region, year=2021, opens=date(2021, 1, 18), prospects=[], by="M. Essai", at=AT
        )
        enqueue(session, campaign, "opening", [Letter("ara-2021/opening/a", "a@cidff01.example", {})], at=AT)

    assert bool(waiting_notices(settings, AT + timedelta(seconds=seconds))) is is_seen


async def test_without_prefect_applicants_are_told_all_the_same(
    settings: Settings, watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    """The server is gone: the sender is told at once, the failure is said once, and once it lasts the rest is done."""
    caplog.set_level(logging.INFO, logger="spro.veille")
    drop_deposit(settings, "un.eml")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for seconds in (0, 5, 10, 12, 14):
            await watcher.look(AT + timedelta(seconds=seconds))

    said = [record.getMessage() for record in caplog.records if record.name == "spro.veille"]
    sent = "notifications parties : {}, en attente : 0, en échec : 0."
    assert said == [
        f"Messages enregistrés : 1, {sent.format(1)}",
        f"Le serveur Prefect ne répond plus ; {MEANWHILE}.",
        f"relever-depots, sans Prefect : envois classés : 1, {sent.format(0)}",
    ]
    assert sent_kinds(settings) == ["registration"]
    assert dossiers(settings) == ["ARA-2021-0001"]


async def test_a_long_queue_is_sorted_by_slices_without_prefect(
    settings: Settings, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes meanwhile is told between two of them."""
    monkeypatch.setattr("flows.watch.SLICE", 1)
    monkeypatch.setattr("flows.overseer.DOUBT", timedelta(0))
    drop_deposit(settings, "un.eml")
    drop_deposit(settings, "deux.eml")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        first = await watcher.look(AT)
        drop_deposit(settings, "trois.eml")
        others = [await watcher.look(AT + timedelta(seconds=seconds)) for seconds in (1, 2, 3)]

    assert (first, others) == (True, [True, False, False])
    assert sent_kinds(settings) == ["registration"] * 3
    assert waiting_deposits(settings, AT) == frozenset()


async def is_ready() -> Conductor:
    """Stand for a Prefect that answers."""
    return Conductor.ready


async def test_trouble_is_said_once_and_does_not_end_the_watcher(
    settings: Settings, watcher: Watcher, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes wrong at a look is tried again at the next, and not told every two seconds."""
    # A server that answers but has no deployment is slow to arrange; one that is said to be ready and is not, fails so.
    monkeypatch.setattr("flows.watch.look_at_conductor", is_ready)
    drop_deposit(settings, "un.eml")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for seconds in (0, 2, 4):
            await watcher.look(AT + timedelta(seconds=seconds))

    [said] = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert said.startswith("relever-depots : ConnectError : ")
    assert said.endswith(" Nouvel essai au prochain passage.")


async def test_a_mail_server_that_tells_of_a_mail_has_its_sender_told_at_once(
    settings: Settings, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before the next look is due; then a run is asked for, which sorts it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    monkeypatch.setenv("SPRO_MAILBOX_URL", dovecot.url("veille"))
    started = asyncio.Queue[str]()

    async def start(deployment: str, _at: datetime) -> bool:
        started.put_nowait(deployment)
        return True

    monkeypatch.setattr("flows.watch.look_at_conductor", is_ready)
    monkeypatch.setattr("flows.watch.start_run", start)

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        watching = asyncio.create_task(watch(Settings(), every=3600))
        await asyncio.sleep(1)
        dovecot.deliver("veille", deposit_mail("un", received_at=AT))
        deployment = await asyncio.wait_for(started.get(), 10)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(watching, 10)

    assert deployment == "relever-depots"
    assert sent_kinds(settings) == ["registration"]


async def test_a_watcher_without_a_server_to_watch_says_which_setting_is_missing() -> None:
    """It would otherwise start a server of its own, unseen."""
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(Unstartable, match="PREFECT_API_URL « vide » : indiquez le serveur Prefect"),
    ):
        await watch(Settings())


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[PrefectClient]:
    """Give a client of a running server that has the pool, and `relever-depots` deployed on it; nothing runs there."""
    with (
        PrefectServer(tmp_path / "prefect") as server,
        temporary_settings({PREFECT_API_URL: server.api_url}),
    ):
        async with get_client() as client:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
            flow_id = await client.create_flow_from_name("relever-depots")
            await client.create_deployment(flow_id, "relever-depots", work_pool_name=POOL)
            yield client
            # Who sends events remembers the server for ever: those of other tests would go to this one.
            drained = EventsWorker.drain_all(at_exit=False)
            assert not isinstance(drained, tuple)
            await drained


async def run_ids(client: PrefectClient) -> list[UUID]:
    """The runs that there are."""
    return [run.id for run in await client.read_flow_runs(limit=20)]


@pytest.mark.prefect
async def test_a_deposit_starts_one_run_as_long_as_a_worker_lives(
    client: PrefectClient, settings: Settings, watcher: Watcher
) -> None:
    """No worker, no run; a worker, one run for a deposit, and one for the next once the first run is over."""
    before = await look_at_conductor()
    await client.send_worker_heartbeat(POOL, "essai", heartbeat_interval_seconds=30)
    now = datetime.now(UTC)
    drop_deposit(settings, "un.eml")

    await watcher.look(now)
    [first] = await run_ids(client)
    drop_deposit(settings, "deux.eml")
    await watcher.look(now + timedelta(seconds=2))
    meanwhile = await run_ids(client)
    await client.delete_flow_run(first)
    await watcher.look(now + timedelta(seconds=4))
    await watcher.look(now + timedelta(seconds=6))

    assert before is Conductor.no_worker
    assert meanwhile == [first]
    assert len(await run_ids(client)) == 1
    assert first not in await run_ids(client)
    assert sent_kinds(settings) == ["registration"] * 2


@pytest.mark.prefect
async def test_a_notice_that_comes_back_is_shown_and_leaves_an_event(
    client: PrefectClient, settings: Settings, watcher: Watcher
) -> None:
    """There is nothing to sort: a run is asked for all the same, to show it."""
    await client.send_worker_heartbeat(POOL, "essai", heartbeat_interval_seconds=30)
    now = datetime.now(UTC)
    with transaction(settings.database) as session:
        campaign = session.exec(select(Campaign)).one()
        enqueue(session, campaign, "opening", [Letter("ara-2021/opening/a", "a@cidff01.example", {})], at=now)
        notice = session.exec(select(Notice)).one()
        notice.status, message_id = NoticeStatus.sent, notice.message_id
    (settings.mailbox / "rapport.eml").write_bytes(report(message_id))

    await watcher.look(now)

    assert len(await run_ids(client)) == 1
    assert await told(client, "spro.notification.revenue") == ["spro.session.ara-2021"]


async def told(client: PrefectClient, event: str) -> list[str]:
    """What the events of a name are about, once the server has some."""
    asked = {"filter": {"event": {"name": [event]}}}
    for _ in range(100):
        found = (await client.request("POST", "/events/filter", json=asked)).json()["events"]
        if found:
            return [one["resource"]["prefect.resource.id"] for one in found]
        await asyncio.sleep(0.2)
    return []


@pytest.mark.prefect
async def test_a_run_that_never_began_stands_in_the_way_for_ten_minutes_only(client: PrefectClient) -> None:
    """A dead run must not keep mails waiting for ever, nor do the hourly runs that are yet to come count."""
    now = datetime.now(UTC)

    started = await start_run("relever-depots", now)

    assert started
    assert await is_running(client, "relever-depots", now + timedelta(minutes=9))
    assert not await is_running(client, "relever-depots", now + timedelta(minutes=11))
    assert not await is_running(client, "relever-depots", now - timedelta(minutes=1))


@pytest.mark.prefect
async def test_a_suspended_pool_is_left_alone(client: PrefectClient, settings: Settings, watcher: Watcher) -> None:
    """Somebody suspended it: nothing starts behind their back, by Prefect or without it."""
    await client.request("PATCH", "/work_pools/{name}", path_params={"name": POOL}, json={"is_paused": True})
    drop_deposit(settings, "un.eml")

    await watcher.look(AT)

    assert await look_at_conductor() is Conductor.paused
    assert await run_ids(client) == []
    assert (settings.mailbox / "un.eml").exists()
