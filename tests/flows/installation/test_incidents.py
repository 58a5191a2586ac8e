"""What the watcher finds wrong with Prefect: told to the Région, and told again once it is over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Completed, Failed, Scheduled
from sqlmodel import col, select

from flows.installation.health import PrefectHealth
from flows.installation.incidents import mind_machine
from flows.installation.prefect_server import free_port
from flows.installation.watch import Watcher
from flows.serving.alerts import AWAY, LATE
from models.notices import Notice
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import IncidentKind, NoticeKind
from tasks.incidents.record import Seen, settle
from tests.factories import typed
from tests.flows.installation.watched import AT

TOLD = (NoticeKind.incident, NoticeKind.incident_over)


def told(settings: Settings) -> list[tuple[NoticeKind, str]]:
    """The letters about incidents, in order: of which kind, and the last words of their subject."""
    with reading(settings.database) as session:
        of_kinds = select(Notice).where(col(Notice.kind).in_(TOLD)).order_by(col(Notice.id))
        return [(one.kind, typed(one.subject).rpartition(" : ")[2]) for one in session.exec(of_kinds)]


async def deployed(client: PrefectClient) -> UUID:
    """The deployment of `relever-depots`."""
    return (await client.read_deployment_by_name("relever-depots/relever-depots")).id


async def look(settings: Settings, *, seconds: int = 0) -> None:
    """Look at the machine, some seconds from now; Prefect is well."""
    await mind_machine(settings, PrefectHealth.ready, {}, at=datetime.now(UTC) + timedelta(seconds=seconds))


async def test_a_run_that_is_late_is_told_until_it_begins(client: PrefectClient, watched: Settings) -> None:
    """Ten minutes: a busy worker takes a while."""
    planned = datetime.now(UTC) - timedelta(seconds=5)
    late: State[None] = Scheduled(name="Late", scheduled_time=planned)
    run = await client.create_flow_run_from_deployment(await deployed(client), state=late)

    await look(watched)
    assert told(watched) == []
    await look(watched, seconds=int(LATE.total_seconds()) + 10)
    await client.set_flow_run_state(run.id, Completed(), force=True)
    await look(watched, seconds=700)

    title = "Une exécution prévue n'a pas commencé"
    assert told(watched) == [(NoticeKind.incident, title), (NoticeKind.incident_over, title)]


async def test_a_failure_is_over_once_the_latest_run_of_its_deployment_has_done_its_work(
    client: PrefectClient, watched: Settings
) -> None:
    """Whoever ran it again: a person, or the hour."""
    deployment = await deployed(client)
    first = await client.create_flow_run_from_deployment(deployment)
    await client.set_flow_run_state(first.id, Failed(), force=True)
    seen = Seen(IncidentKind.run_failed, "relever-depots", "« Dépôts relevés » (relever-depots).")
    settle(watched.database, [seen], console="", at=datetime.now(UTC))

    await look(watched)
    lasting = told(watched)
    again = await client.create_flow_run_from_deployment(deployment)
    await client.set_flow_run_state(again.id, Completed(), force=True)
    await look(watched)

    title = "Une exécution a échoué"
    assert lasting == [(NoticeKind.incident, title)]
    assert told(watched) == [*lasting, (NoticeKind.incident_over, title)]


@pytest.mark.parametrize(("since", "count"), [(AWAY - timedelta(seconds=2), 0), (AWAY + timedelta(minutes=1), 1)])
async def test_a_server_that_is_gone_is_told_once_it_lasts(
    watched: Settings, watcher: Watcher, since: timedelta, count: int
) -> None:
    """Without it: the letter leaves by the watcher's own means. A restart is no incident."""
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for passed in (timedelta(), since, since + timedelta(seconds=15)):
            await watcher.look(AT + passed)

    assert told(watched) == [(NoticeKind.incident, "Le serveur Prefect ne répond plus")] * count


async def test_a_pool_without_a_worker_is_told_until_one_is_back(client: PrefectClient, watched: Settings) -> None:
    """The server answers: how its runs are is known meanwhile."""
    now = datetime.now(UTC)
    await mind_machine(watched, PrefectHealth.no_worker, {}, at=now)
    await mind_machine(watched, PrefectHealth.ready, {}, at=now + timedelta(minutes=1))

    assert [kind for kind, _ in told(watched)] == list(TOLD)
