"""Prefect's server as this system runs it: its own home, its own port, and gone at the end."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from flows.installation.prefect_server import HOST, PrefectServer, free_port, is_free, without_prefect
from flows.installation.processes import Unstartable


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """Give a running server."""
    with PrefectServer(tmp_path_factory.mktemp("serveur") / "prefect") as running:
        yield running


@pytest.mark.prefect
def test_the_server_keeps_its_data_in_its_home(server: PrefectServer) -> None:
    """Nothing is shared with another installation: database and log are in the folder given."""
    assert {"prefect.db", "serveur.log"} <= {path.name for path in server.home.iterdir()}


@pytest.mark.prefect
def test_the_console_is_the_v1_and_speaks_to_this_server(server: PrefectServer) -> None:
    """The V2 console calls a third party from the browser; the V1 calls the address that it is given, which is ours."""
    settings = httpx.get(f"{server.ui_url}/ui-settings", trust_env=False).json()

    assert settings["api_url"] == server.api_url
    assert settings["default_ui"] == "v1"


@pytest.mark.prefect
def test_the_server_reports_to_nobody(server: PrefectServer) -> None:
    """No telemetry and no advertisement, whatever Prefect's defaults are."""
    settings = httpx.get(f"{server.api_url}/admin/settings", trust_env=False).json()["server"]

    assert settings["analytics_enabled"] is False
    assert settings["ui"]["show_promotional_content"] is False
    assert settings["ui"]["v2_enabled"] is False


@pytest.mark.prefect
def test_events_are_recorded_in_batches(server: PrefectServer) -> None:
    """The batching that keeps SQLite free for the flows is really in force."""
    services = httpx.get(f"{server.api_url}/admin/settings", trust_env=False).json()["server"]["services"]

    names = ("batch_size", "read_batch_size", "flush_interval")
    assert [services["task_run_recorder"][name] for name in names] == [500, 50, 1]
    assert [services["event_persister"][name] for name in names] == [500, 50, 2]


@pytest.mark.prefect
def test_a_taken_port_is_refused_before_anything_starts(server: PrefectServer, tmp_path: Path) -> None:
    """The message names the port; no second server is left trying."""
    second = PrefectServer(tmp_path / "prefect", server.port)

    with pytest.raises(Unstartable, match=f"Port de Prefect « {server.port} » : déjà occupé"):
        second.start()

    assert second.child.pid is None


def test_a_server_that_dies_is_explained_by_its_log(tmp_path: Path) -> None:
    """The message holds the end of the log, and the process is gone."""
    server = PrefectServer(tmp_path / "prefect", settings={"PREFECT_SERVER_API_HOST": "192.0.2.1"})

    with pytest.raises(Unstartable, match=r"Serveur Prefect « arrêté au démarrage, code \d+ » : voyez .*serveur\.log"):
        server.start()

    assert server.child.code is not None


def test_a_free_port_can_be_listened_on() -> None:
    """It is above the ports of well-known services, and free until somebody listens."""
    port = free_port()

    with socket.create_server((HOST, port)):
        assert not is_free(port)

    assert port > 43_000
    assert is_free(port)


def test_no_setting_of_another_prefect_reaches_a_child() -> None:
    """Whatever profile or address the terminal has, this system's processes do not see it."""
    environment = {"PREFECT_API_URL": "http://ailleurs.example/api", "PREFECT_PROFILE": "autre", "PATH": "/bin"}

    assert without_prefect(environment) == {"PATH": "/bin"}


def test_clients_are_told_this_server_and_its_home(tmp_path: Path) -> None:
    """What a client process needs, and nothing that would make it ask questions or report."""
    server = PrefectServer(tmp_path, 43_999)

    assert server.environment == {
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_API_URL": "http://127.0.0.1:43999/api",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
    }
