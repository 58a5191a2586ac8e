"""Fixtures of the tests of flows: a desk, whose session is read before its transaction ends; an installation that is
watched; and a server of Prefect as an installation has it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import httpx
import pytest
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.events.worker import EventsWorker
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings
from pydantic import AnyUrl
from sqlmodel import Session

from flows.installation.prefect_server import UNMINDED, PrefectServer
from flows.installation.prefect_settings import PASSWORD
from flows.installation.watch import Watcher
from flows.pool import POOL
from flows.serving.password import authorization
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from notifications.mailserver.sink import Sink
from tasks.intake.store import Store
from tasks.mailboxes.lookout import look_out
from tests.factories import campaign_with
from tests.flows.installation.watched import AT
from tests.servers.conducting import SECRET, furnish
from tests.support.mails import Desk

BEGUN = "debut.log"
"""What the server had said once both consoles were unpacked, beside all that it says."""


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    """Give the desk of the shipped session of 2026."""
    return Desk(session, campaign_with(session), Store((tmp_path / "store").as_uri()))


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Give an installation with an open session, a deposit folder and a mail server."""
    with Sink(tmp_path / "mails") as sink:
        monkeypatch.setenv("SPRO_HOME", str(tmp_path))
        monkeypatch.setenv("SPRO_SMTP_URL", sink.url)
        settings = Settings(home=tmp_path, smtp_url=AnyUrl(sink.url))
        settings.mailbox.mkdir()
        with transaction(settings.database) as session:
            region = load_region("auvergne-rhone-alpes")
            opens = date(2021, 1, 18)
            open_campaign(session, region, year=2021, opens=opens, by="M. Essai", at=AT)
        yield settings
        forget(settings.database)


@pytest.fixture
def watcher(watched: Settings) -> Iterator[Watcher]:
    """Give a watcher of that installation."""
    with look_out(watched, lambda: None) as mails:
        yield Watcher(watched, mails)


@pytest.fixture(scope="package")
def server(prefect_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """Give the server, behind a password, of an installation whose session is open; its mails are beside its home."""
    home = tmp_path_factory.mktemp("installation")
    database = Settings(home=home).database
    with transaction(database) as session:
        campaign_with(session)
    forget(database)
    with Sink(home / "mails") as sink:
        own = {"SPRO_HOME": str(home), "SPRO_SMTP_URL": sink.url}
        prefect = furnish(home / "prefect", prefect_tables)
        with PrefectServer(prefect, settings={PASSWORD: SECRET} | UNMINDED, own=own) as running:
            httpx.get(f"{running.ui_url}/v2/", headers={"authorization": authorization(SECRET)}, trust_env=False)
            shutil.copy(running.home / "serveur.log", running.home / BEGUN)
            yield running
            running.child.sweep()  # nobody reads what it would still write


@pytest.fixture
async def client(server: PrefectServer) -> AsyncIterator[PrefectClient]:
    """Give a client of it: there is the pool, and `relever-depots` deployed on it; nothing runs there, nor ever did."""
    await _send_events_on()
    with temporary_settings({PREFECT_API_URL: server.api_url, PREFECT_API_AUTH_STRING: SECRET}):
        async with get_client() as client:
            for automation in await client.read_automations():
                await client.delete_automation(automation.id)
            for flow in await client.read_flows():
                await client.delete_flow(flow.id)  # with its runs and its deployments
            with suppress(ObjectNotFound):
                await client.delete_work_pool(POOL)
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
            flow_id = await client.create_flow_from_name("relever-depots")
            await client.create_deployment(flow_id, "relever-depots", work_pool_name=POOL)
            yield client
            await _send_events_on()


async def _send_events_on() -> None:
    """Send the events that wait, and forget their server: who sends events remembers the one that it knew first, and
    those of some tests would go to the server of others."""
    drained = EventsWorker.drain_all(at_exit=False)
    assert not isinstance(drained, tuple)
    await drained
