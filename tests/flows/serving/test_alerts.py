"""Prefect's automations, on a server that has no worker at all: what they tell reaches the Région by mail."""

from prefect.client.orchestration import PrefectClient
from prefect.states import Failed

from flows.installation.prefect_server import PrefectServer
from flows.serving.alerts import AUTOMATIONS, install_automations
from notifications.mailserver.maildir import list_mails
from tests.factories import typed
from tests.servers.system import wait_until


async def test_a_run_that_fails_is_mailed_by_the_server_itself(client: PrefectClient, server: PrefectServer) -> None:
    """Once, however often the automations were installed; no worker is needed, nor is the watcher."""
    mails = server.home.parent / "mails"
    await install_automations()
    await install_automations()
    deployment = await client.read_deployment_by_name("relever-depots/relever-depots")
    run = await client.create_flow_run_from_deployment(deployment.id, name="Dépôts relevés")
    await client.set_flow_run_state(run.id, Failed(), force=True)
    names = [one.name for one in await client.read_automations()]

    assert sorted(names) == sorted(one.name for one in AUTOMATIONS)
    assert wait_until(lambda: bool(list_mails(mails)), seconds=60)
    [mail] = list_mails(mails)
    assert typed(mail.subject) == "Incident de fonctionnement : Une exécution a échoué"
