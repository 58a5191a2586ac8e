"""What our pages ask of Prefect, over its API."""

import json
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import httpx
from prefect.settings import PREFECT_API_URL

from flows.pages.machine import PrefectMachine
from tasks.incidents.health.conductor import Conductor, Schedules

NOW = datetime(2026, 5, 20, 8, tzinfo=UTC)


class Api:
    """An API that answers as Prefect's does, and remembers what it was asked."""

    def __init__(self, runs: list[dict[str, str]] | None = None, *, status: int = 200) -> None:
        """Answer with some runs, or with an error."""
        self.runs, self.status, self.asked = runs or [], status, list[Any]()

    def opens(self) -> httpx.AsyncClient:
        """Open a client of this API."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer), base_url="http://api")

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content) if request.content else None)
        is_late = b'"Late"' in request.content
        said: dict[str, object] = {
            "/work_pools/spro": {"status": "READY"},
            "/work_pools/spro/workers/filter": [{"last_heartbeat_time": "2026-05-20T08:00:00Z"}],
            "/flow_runs/count": 2 if is_late else 1,
            "/flow_runs/filter": self.runs,
        }
        return httpx.Response(self.status, json=said[request.url.path])


async def test_prefect_is_asked_how_it_is() -> None:
    """Its pool, its worker, the runs that are late, those that broke down."""
    assert await PrefectMachine(Api().opens, "spro").health(NOW) == Conductor("READY", NOW, late=2, broken=1)


async def test_the_run_that_waits_for_a_person_comes_before_one_that_runs() -> None:
    """Of one gate and one session."""
    api = Api([{"id": "1", "state_type": "RUNNING"}, {"id": "2", "state_type": "PAUSED"}])

    found = await PrefectMachine(api.opens, "spro").waiting_run("commission", ["ara-2026", "commission"])

    assert found == "/runs/flow-run/2"
    [asked] = api.asked
    assert asked["flows"] == {"name": {"any_": ["commission"]}}
    assert asked["flow_runs"]["tags"] == {"all_": ["ara-2026", "commission"]}


async def test_where_no_run_waits_there_is_no_address() -> None:
    """The page offers to start one."""
    assert await PrefectMachine(Api().opens, "spro").waiting_run("commission", []) is None


async def test_a_server_that_does_not_answer_is_an_answer() -> None:
    """The page is drawn all the same."""
    machine = PrefectMachine(Api(status=503).opens, "spro")

    assert await machine.health(NOW) is None
    assert await machine.waiting_run("commission", []) is None


async def test_what_is_deployed_and_booked_is_asked() -> None:
    """Of the deployments with a schedule, those of which no run is to come are told."""
    deployed = [
        {"name": name, "id": name, "schedules": [{"active": is_active}]}
        for name, is_active in (("relever", True), ("distribuer", True), ("admettre", False))
    ]
    runs = [{"deployment_id": "relever", "expected_start_time": "2026-05-20T09:00:00Z"}]

    def answer(request: httpx.Request) -> httpx.Response:
        said = {"/admin/version": "3.9.1", "/deployments/filter": deployed, "/flow_runs/filter": runs}
        return httpx.Response(200, json=said[request.url.path])

    transport = httpx.MockTransport(answer)
    machine = PrefectMachine(lambda: httpx.AsyncClient(transport=transport, base_url="http://api"), "spro")

    assert await machine.schedules(["relever", "distribuer", "rectifier"]) == Schedules(
        "3.9.1", missing=("rectifier",), unbooked=("distribuer",), next_at=NOW + timedelta(hours=1)
    )


async def test_prefect_itself_answers_so(prefect: None) -> None:
    """Its API has these questions."""
    machine = PrefectMachine(lambda: httpx.AsyncClient(base_url=PREFECT_API_URL.value() or ""), "spro")

    told = await machine.schedules(["never-deployed"])

    assert told is not None
    assert told.version == version("prefect")
    assert "never-deployed" in told.missing
    assert await machine.health(NOW) is not None
