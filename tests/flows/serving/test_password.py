"""The password is asked of everybody, for everything but the probes."""

from importlib import import_module

import pytest
from starlette.routing import WebSocketRoute

from flows.serving.password import Password, authorization
from tests.flows.serving.inner import INNER, ask, opens

SHUT = Password(INNER, "spro:secret")


@pytest.mark.parametrize("path", ["/", "/spro/", "/api/flows", "/ui-settings", "/assets/index.js", "/api/health/x"])
async def test_nothing_is_shown_without_it(path: str) -> None:
    """The browser asks for it, once, and sends it along from then on."""
    answer = await ask(SHUT, "GET", path)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="SPRO", charset="UTF-8"'


@pytest.mark.parametrize("said", ["spro:secrets", "spro:", "spro", "autre:secret", ""])
async def test_another_one_is_refused(said: str) -> None:
    """As no password is."""
    assert (await ask(SHUT, "GET", "/", {"authorization": authorization(said)})).status_code == 401


async def test_who_knows_it_is_answered() -> None:
    """As Prefect's own clients say it."""
    assert (await ask(SHUT, "GET", "/api/flows", {"authorization": authorization("spro:secret")})).status_code == 200


@pytest.mark.parametrize("path", ["/api/health", "/api/ready"])
async def test_a_probe_is_answered_without_it(path: str) -> None:
    """A supervisor needs no secret to see that the server lives; it may ask, and nothing else."""
    assert (await ask(SHUT, "GET", path)).status_code == 200
    assert (await ask(SHUT, "POST", path)).status_code == 401


@pytest.mark.parametrize(
    "path", ["/spro/remise/un-secret", "/spro/remise/un-secret/a.pdf", "/spro/appel/ara-2026", "/spro/static/pages.css"]
)
async def test_a_page_whose_address_is_a_secret_needs_no_other(path: str) -> None:
    """Nor do its colours; nothing is ever sent there."""
    assert (await ask(SHUT, "GET", path)).status_code == 200
    assert (await ask(SHUT, "POST", path)).status_code == 401


@pytest.mark.parametrize(
    "path", ["/spro/remise", "/spro/remises/a", "/spro/appel", "/spro/dossiers/remise/a", "/SPRO/remise/a"]
)
async def test_what_looks_like_one_is_shut(path: str) -> None:
    """Only what is below those folders is open."""
    assert (await ask(SHUT, "GET", path)).status_code == 401


@pytest.mark.parametrize("path", ["/api/events/out", "/spro/"])
async def test_a_websocket_with_another_one_is_refused(path: str) -> None:
    """So is one that is not of the API; what says no password is looked at by Prefect."""
    assert not await opens(SHUT, path, {"authorization": authorization("spro:faux")})


def test_prefect_looks_itself_at_who_opens_a_websocket() -> None:
    """These are all of them, and each asks for the password in its first message; a new one is to be looked at."""
    # Imported here: Prefect's server takes three seconds to import, and no other test needs it.
    routers = import_module("prefect.server.api.server").API_ROUTERS
    routes = [route for router in routers for route in router.routes if isinstance(route, WebSocketRoute)]

    assert sorted(route.path for route in routes) == [
        "/events/in",
        "/events/out",
        "/logs/out",
        "/task_runs/subscriptions/scheduled",
        "/work_pools/{work_pool_name}/workers/connect",
    ]
    assert all("accept_prefect_socket" in route.endpoint.__code__.co_names for route in routes)
