"""The watcher: what it decides, and what it does with real mailboxes where Prefect is gone or stood for."""

import asyncio
import logging
import os
import signal
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings
from sqlmodel import col, select

from flows.installation.health import PrefectHealth, Settling
from flows.installation.prefect_server import free_port
from flows.installation.watch import LastTry, Watcher, decide, waiting_deposits, waiting_notices, watch
from flows.machine.once import OnceAnHour
from flows.machine.processes import Unstartable
from models.notices import Notice
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.aside.incidents import Incident
from models.storage.database import reading, transaction
from models.storage.proof.seals import last_block
from models.storage.settings import Settings
from models.vocabulary import IncidentKind, NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from tasks.incidents.proof.stamp import Due
from tasks.incidents.proof.verified import verify
from tests.flows.installation.mails import PATIENT, deposit_mail
from tests.flows.installation.watched import AT, dossiers, drop_deposit, sent_kinds
from tests.servers.dovecot import Dovecot
from tests.support.transactions import locked

MEANWHILE = "en attendant, dépôts, échéances et notifications sont traités directement"
HOUR = timedelta(hours=1)
ONE, TWO = frozenset({"un.eml"}), frozenset({"un.eml", "deux.eml"})

DECISIONS = [
    pytest.param(frozenset(), None, 0, False, False, id="nothing waits"),
    pytest.param(ONE, None, 0, False, True, id="a first mail"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 2, False, False, id="the same mail, just tried"),
    pytest.param(TWO, LastTry(ONE, AT, by_hand=False), 2, False, True, id="one more mail"),
    pytest.param(ONE, LastTry(TWO, AT, by_hand=False), 2, False, False, id="one mail less: the run is at work"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 3599, False, False, id="the same, not quite an hour later"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 3600, False, True, id="the same, an hour later"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 30, True, True, id="the worker died with the run"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=True), 30, True, False, id="tried by hand, in vain"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=True), 30, False, True, id="tried by hand, and Prefect is back"),
    pytest.param(frozenset(), LastTry(ONE, AT, by_hand=False), 7200, False, False, id="all done"),
]


@pytest.mark.parametrize(("waiting", "tried", "seconds", "by_hand", "acts"), DECISIONS)
def test_the_watcher_acts_on_what_it_has_not_tried(
    waiting: frozenset[str], tried: LastTry | None, seconds: int, *, by_hand: bool, acts: bool
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

    settled = [settling.see(PrefectHealth[seen], AT + timedelta(seconds=seconds)) for seconds, seen in looks]

    assert (settling.state.name, settled[-1]) == (state, is_settled)


@pytest.mark.parametrize(("seconds", "is_seen"), [(0, False), (9, False), (10, True)])
def test_a_notice_is_minded_once_its_own_flow_should_have_sent_it(
    watched: Settings, seconds: int, *, is_seen: bool
) -> None:
    """The flow that causes a notice sends it: the watcher minds only what is left behind."""
    with transaction(watched.database) as session:
        region = load_region("auvergne-rhone-alpes")
        campaign, _ = open_campaign(session, region, year=2021, opens=date(2021, 1, 18), by="M. Essai", at=AT)
        enqueue(
            session,
            campaign,
            NoticeKind.opening,
            [Letter("ara-2021/opening/a", "a@cidff01.example", {"forms": None})],
            at=AT,
        )

    assert bool(waiting_notices(watched, AT + timedelta(seconds=seconds))) is is_seen


async def test_without_prefect_applicants_are_told_all_the_same(
    watched: Settings, watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    """The server is gone: the sender is told at once, the failure is said once, and once it lasts the rest is done."""
    caplog.set_level(logging.INFO, logger="spro.veille")
    drop_deposit(watched, "un.eml")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for seconds in (0, 5, 10, 12, 14):
            await watcher.look(AT + timedelta(seconds=seconds))

    said = [record.getMessage() for record in caplog.records if record.name == "spro.veille"]
    sent = "notifications parties : {}, en attente : 0, en échec : 0."
    assert said == [
        f"Messages enregistrés : 1, {sent.format(1)}",
        f"Le serveur Prefect ne répond plus ; {MEANWHILE}.",
        f"relever-depots, sans Prefect : envois classés : 1, {sent.format(0)}",
        f"derouler-session, sans Prefect : étapes closes : 0, {sent.format(0)}",
    ]
    assert sent_kinds(watched) == ["registration"]
    assert dossiers(watched) == ["ARA-2021-0001"]


async def test_what_was_written_is_sealed_once_a_minute(watched: Settings, watcher: Watcher) -> None:
    """With or without Prefect: the mail, its file, the notice to its sender, the first act of its dossier."""
    drop_deposit(watched, "un.eml")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for seconds in (0, 12, 30):
            await watcher.look(AT + timedelta(seconds=seconds))
        with reading(watched.database) as session:
            before = last_block(session)
        await watcher.look(AT + timedelta(seconds=61))

    verified = verify(watched)
    assert before is None
    assert verified.last
    assert (verified.fault, verified.waiting, verified.last.number) == (None, 0, 1)
    assert verified.lines >= 3


async def test_nothing_waits_for_who_stamps(
    watched: Settings, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that does not answer is asked once, and looks go on."""
    asked, answered = [], asyncio.Event()

    async def stamp(database: str, due: Due) -> None:
        asked.append(due.block)
        await answered.wait()

    monkeypatch.setattr("flows.installation.watch.stamp", stamp)
    monkeypatch.setattr("flows.installation.watch.due_stamp", lambda _database, at: Due("", 1, ""))
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for minute in range(4):
            await watcher.look(AT + timedelta(minutes=minute))
    answered.set()
    await asyncio.sleep(0)

    assert asked == [1]


async def test_a_long_queue_is_sorted_by_slices_without_prefect(
    watched: Settings, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes meanwhile is told between two of them."""
    monkeypatch.setattr("flows.installation.watch.SLICE", 1)
    monkeypatch.setattr("flows.installation.health.DOUBT", timedelta(0))
    drop_deposit(watched, "un.eml")
    drop_deposit(watched, "deux.eml")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        first = await watcher.look(AT)
        drop_deposit(watched, "trois.eml")
        others = [await watcher.look(AT + timedelta(seconds=seconds)) for seconds in (1, 2, 3)]

    assert (first, others) == (True, [True, False, False])
    assert sent_kinds(watched) == ["registration"] * 3
    assert waiting_deposits(watched, AT) == frozenset()


async def is_ready() -> PrefectHealth:
    """Stand for a Prefect that answers."""
    return PrefectHealth.ready


async def test_trouble_is_said_once_and_does_not_end_the_watcher(
    watched: Settings, watcher: Watcher, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes wrong at a look is tried again at the next, and not told every two seconds."""
    # A server that answers but has no deployment is slow to arrange; one that is said to be ready and is not, fails so.
    monkeypatch.setattr("flows.installation.watch.look_at_conductor", is_ready)
    drop_deposit(watched, "un.eml")

    api = {PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}
    with temporary_settings(api), caplog.filtering(OnceAnHour()):
        for seconds in (0, 2, 4):
            await watcher.look(AT + timedelta(seconds=seconds))

    [said, _] = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert said.startswith("relever-depots : ConnectError : ")
    assert said.endswith(" Nouvel essai au prochain passage.")


async def test_a_prefect_that_comes_back_is_told_what_it_may_have_lost(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the watcher begins: one run that does what is due, books what is to come and draws the boards."""
    seen = {
        0: PrefectHealth.ready,
        600: PrefectHealth.no_server,
        620: PrefectHealth.no_server,
        640: PrefectHealth.ready,
    }
    looks, started = iter(seen.values()), list[str]()

    async def look() -> PrefectHealth:
        return next(looks)

    async def start(deployment: str, _at: datetime) -> UUID:
        started.append(deployment)
        return uuid4()

    monkeypatch.setattr("flows.installation.watch.look_at_conductor", look)
    monkeypatch.setattr("flows.installation.watch.start_run", start)

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        for seconds in seen:
            await watcher.look(AT + timedelta(seconds=seconds))

    assert started == ["derouler-session"] * 2


async def test_a_database_that_was_away_is_told_of_once_it_is_back(
    watched: Settings, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For how long, to who minds the machine."""
    monkeypatch.setattr("flows.installation.watch.CHORES", ())  # they would wait for it
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        with locked(watched.database, times=99):
            for minutes in (0, 1, 8):
                await watcher.look(AT + timedelta(minutes=minutes))
        await watcher.look(AT + timedelta(minutes=8))

    with transaction(watched.database) as session:
        [incident] = session.exec(select(Incident).where(Incident.kind == IncidentKind.database))
        told = session.exec(select(Notice.kind).where(col(Notice.kind).startswith("incident")).order_by(col(Notice.id)))
        assert incident.detail == "La base de données n'a pas répondu pendant 7 minutes."
        assert (incident.begun_at, incident.over_at) == (AT + timedelta(minutes=1), AT + timedelta(minutes=8))
        assert told.all()[:2] == ["incident", "incident_over"]


async def test_a_mail_server_that_tells_of_a_mail_has_its_sender_told_at_once(
    watched: Settings, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before the next look is due; then a run is asked for, which sorts it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    monkeypatch.setenv("SPRO_MAILBOX_URL", dovecot.url("veille"))
    started = asyncio.Queue[str]()

    async def start(deployment: str, _at: datetime) -> bool:
        started.put_nowait(deployment)
        return True

    monkeypatch.setattr("flows.installation.watch.look_at_conductor", is_ready)
    monkeypatch.setattr("flows.installation.watch.start_run", start)

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        watching = asyncio.create_task(watch(Settings(), every=3600))
        await asyncio.sleep(1)
        dovecot.deliver("veille", deposit_mail("un", received_at=AT))
        deployments = [await asyncio.wait_for(started.get(), PATIENT) for _ in range(2)]
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(watching, PATIENT)

    assert deployments == ["derouler-session", "relever-depots"]
    assert sent_kinds(watched) == ["registration"]


async def test_a_watcher_without_a_server_to_watch_says_which_setting_is_missing() -> None:
    """It would otherwise start a server of its own, unseen."""
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(Unstartable, match="PREFECT_API_URL « vide » : indiquez le serveur Prefect"),
    ):
        await watch(Settings())
