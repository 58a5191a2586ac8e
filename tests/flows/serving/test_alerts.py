"""Prefect's automations, on a server that has no worker at all: what they tell reaches the Région by mail."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from prefect import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Failed

from flows.installation.prefect_server import PrefectServer
from flows.serving.alerts import AUTOMATIONS, install_automations
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from notifications.mailserver.maildir import list_mails
from notifications.mailserver.sink import Sink
from tests.factories import paris, typed
from tests.servers.conducting import furnish
from tests.servers.system import wait_until


@pytest.fixture
def server(tmp_path: Path, prefect_tables: Path) -> Iterator[PrefectServer]:
    """Give the server of an installation whose session is open, and that has a mail server."""
    with Sink(tmp_path / "mails") as sink:
        database = Settings(home=tmp_path).database
        with transaction(database) as session:
            region, opens = load_region("auvergne-rhone-alpes"), date(2026, 1, 19)
            at = paris("2026-01-19 09:00")
            open_campaign(session, region, year=2026, opens=opens, by="Mme Essai", at=at)
        own = {"SPRO_HOME": str(tmp_path), "SPRO_SMTP_URL": sink.url}
        with PrefectServer(furnish(tmp_path / "prefect", prefect_tables), own=own) as running:
            yield running
            running.child.sweep()
        forget(database)


async def test_a_run_that_fails_is_mailed_by_the_server_itself(server: PrefectServer, tmp_path: Path) -> None:
    """Once, however often the automations were installed; no worker is needed, nor is the watcher."""
    with temporary_settings({PREFECT_API_URL: server.api_url}):
        await install_automations()
        await install_automations()
        async with get_client() as client:
            flow_id = await client.create_flow_from_name("relever-depots")
            deployment = await client.create_deployment(flow_id, "relever-depots")
            run = await client.create_flow_run_from_deployment(deployment, name="Dépôts relevés")
            await client.set_flow_run_state(run.id, Failed(), force=True)
            names = [one.name for one in await client.read_automations()]

    assert sorted(names) == sorted(one.name for one in AUTOMATIONS)
    assert wait_until(lambda: bool(list_mails(tmp_path / "mails")), seconds=60)
    [mail] = list_mails(tmp_path / "mails")
    assert typed(mail.subject) == "Incident de fonctionnement : Une exécution a échoué"
