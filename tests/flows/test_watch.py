"""The watcher: what it does for each thing it can see, then the same with a real server, there and gone."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.settings import PREFECT_API_URL, temporary_settings
from pydantic import AnyUrl
from sqlmodel import col, select

from flows.children import Unstartable
from flows.overseer import POOL, Conductor, Settling, is_running, look_at_conductor, start_run
from flows.server import PrefectServer, free_port
from flows.watch import Tried, Watcher, decide, waiting_mails, waiting_notices, watch
from models.database import engine, transaction
from models.opening import open_campaign
from models.outbox import Notice
from models.region_file import load_region
from models.settings import Settings
from notifications.outbox import Letter, enqueue
from notifications.sink import Sink
from tests.flows.mails import deposit_mail

AT = datetime(2021, 2, 10, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
MEANWHILE = "en attendant, les dépôts sont enregistrés et les notifications envoyées directement"
ONE, TWO = frozenset({"un.eml"}), frozenset({"un.eml", "deux.eml"})

DECISIONS = [
    pytest.param(frozenset(), None, 0, False, False, id="nothing waits"),
    pytest.param(ONE, None, 0, False, True, id="a first mail"),
    pytest.param(ONE, Tried(ONE, AT, by_hand=False), 2, False, False, id="the same mail, just tried"),
    pytest.param(TWO, Tried(ONE, AT, by_hand=False), 2, False, True, id="one more mail"),
    pytest.param(ONE, Tried(TWO, AT, by_hand=False), 2, False, False, id="one mail less: the run is at work"),
    pytest.param(ONE, Tried(ONE, AT, by_hand=False), 3599, False, False, id="the same, not quite an hour later"),
    pytest.param(ONE, Tried(ONE, AT, by_hand=False), 3600, False, True, id="the same, an hour later"),
    pytest.param(ONE, Tried(ONE, AT, by_hand=False), 30, True, True, id="the worker died with the run"),
    pytest.param(ONE, Tried(ONE, AT, by_hand=True), 30, True, False, id="tried by hand, in vain"),
    pytest.param(ONE, Tried(ONE, AT, by_hand=True), 30, False, True, id="tried by hand, and Prefect is back"),
    pytest.param(frozenset(), Tried(ONE, AT, by_hand=False), 7200, False, False, id="all done"),
]


@pytest.mark.parametrize(("waiting", "tried", "seconds", "by_hand", "acts"), DECISIONS)
def test_the_watcher_acts_on_what_it_has_not_tried(
    waiting: frozenset[str], tried: Tried | None, seconds: int, *, by_hand: bool, acts: bool
) -> None:
    """Something new, other means, or an hour gone by; never a loop over a mail that cannot be registered."""
    at = AT + timedelta(seconds=seconds)

    assert decide(waiting, tried, at=at, patience=HOUR, by_hand=by_hand) is acts


LOOKS = [
    pytest.param([(0, "ready")], "ready", True, id="up"),
    pytest.param([(0, "no_server")], "ready", False, id="one refused request is no failure"),
    pytest.param([(0, "no_server"), (9, "no_server")], "ready", False, id="nor nine seconds of them"),
    pytest.param([(0, "no_server"), (10, "no_server")], "no_server", True, id="ten seconds are"),
    pytest.param([(0, "no_server"), (8, "ready"), (12, "no_server")], "ready", False, id="an answer begins them anew"),
    pytest.param([(0, "no_worker"), (10, "no_worker"), (12, "ready")], "ready", True, id="a recovery counts at once"),
    pytest.param([(0, "paused")], "paused", True, id="a pause is somebody's decision"),
]


@pytest.mark.parametrize(("looks", "state", "is_settled"), LOOKS)
def test_a_failure_is_believed_once_it_lasts(looks: list[tuple[int, str]], state: str, *, is_settled: bool) -> None:
    """In doubt the watcher neither asks Prefect nor does the work itself."""
    settling = Settling()

    settled = [settling.see(Conductor[seen], AT + timedelta(seconds=seconds)) for seconds, seen in looks]

    assert (settling.state.name, settled[-1]) == (state, is_settled)


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


def drop_deposit(settings: Settings, name: str) -> None:
    """Put the mail of a dossier in the deposit folder."""
    (settings.mailbox / name).write_bytes(deposit_mail(name, received_at=AT))


def sent_kinds(settings: Settings) -> list[str]:
    """The kinds of the notices that left."""
    with transaction(settings.database) as session:
        return list(session.exec(select(Notice.kind).where(col(Notice.sent_at).is_not(None))))


def test_waiting_mails_are_known_by_their_names(settings: Settings) -> None:
    """The watcher tells a new mail from one it has seen."""
    drop_deposit(settings, "un.eml")

    assert waiting_mails(settings, AT) == ONE


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
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The server is gone: the failure is said once, the deposit is registered, and its sender is told."""
    caplog.set_level(logging.INFO, logger="spro.veille")
    watcher = Watcher(settings)
    drop_deposit(settings, "un.eml")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for seconds in (0, 5, 10, 12, 14):
            await watcher.look(AT + timedelta(seconds=seconds))

    said = [record.getMessage() for record in caplog.records if record.name == "spro.veille"]
    assert said == [
        f"Le serveur Prefect ne répond plus ; {MEANWHILE}.",
        "relever-depots, sans Prefect : 1 dépôts enregistrés, notifications parties : 1, en attente : 0, en échec : 0.",
    ]
    assert sent_kinds(settings) == ["registration"]
    assert waiting_mails(settings, AT) == frozenset()


async def test_trouble_is_said_once_and_does_not_end_the_watcher(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes wrong at a look is tried again at the next, and not told every two seconds."""

    async def is_ready() -> Conductor:
        return Conductor.ready

    # A server that answers but has no deployment is slow to arrange; one that is said to be ready and is not, fails so.
    monkeypatch.setattr("flows.watch.look_at_conductor", is_ready)
    drop_deposit(settings, "un.eml")
    watcher = Watcher(settings)

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for seconds in (0, 2, 4):
            await watcher.look(AT + timedelta(seconds=seconds))

    [said] = [record.getMessage() for record in caplog.records if record.name == "spro.veille"]
    assert said.startswith("relever-depots : ConnectError : ")
    assert said.endswith(" Nouvel essai au prochain passage.")


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


async def run_ids(client: PrefectClient) -> list[UUID]:
    """The runs that there are."""
    return [run.id for run in await client.read_flow_runs(limit=20)]


@pytest.mark.prefect
async def test_a_mail_starts_one_run_as_long_as_a_worker_lives(client: PrefectClient, settings: Settings) -> None:
    """No worker, no run; a worker, one run for a mail, and one for the next mail once the first run is over."""
    before = await look_at_conductor()
    await client.send_worker_heartbeat(POOL, "essai", heartbeat_interval_seconds=30)
    now, watcher = datetime.now(UTC), Watcher(settings)
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
async def test_a_suspended_pool_is_left_alone(client: PrefectClient, settings: Settings) -> None:
    """Somebody suspended it: nothing starts behind their back, by Prefect or without it."""
    await client.request("PATCH", "/work_pools/{name}", path_params={"name": POOL}, json={"is_paused": True})
    drop_deposit(settings, "un.eml")

    await Watcher(settings).look(AT)

    assert await look_at_conductor() is Conductor.paused
    assert await run_ids(client) == []
    assert waiting_mails(settings, AT) == ONE
