"""Prefect's server as this system runs it: its own home, its own port, and gone at the end."""

import socket
import ssl
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import TypeAdapter

from flows.installation.prefect_server import (
    HOST,
    KEPT,
    NOBODY,
    PASSING,
    PrefectServer,
    free_port,
    is_free,
    without_prefect,
)
from flows.installation.prefect_settings import PASSWORD
from flows.machine.processes import Unstartable
from flows.serving.password import authorization
from tests.flows.conftest import BEGUN
from tests.servers.conducting import SECRET


def ask(server: PrefectServer, path: str, host: str | None = None) -> httpx.Response:
    """Ask the server, with its password, by one of its names."""
    headers = {"authorization": authorization(SECRET)} | ({"host": f"{host}:{server.port}"} if host else {})
    return httpx.get(server.ui_url + path, headers=headers, trust_env=False)


@pytest.mark.prefect
def test_the_server_keeps_its_data_in_its_home(server: PrefectServer) -> None:
    """Nothing is shared with another installation: database and log are in the folder given."""
    assert {"prefect.db-wal", "serveur.log"} <= {path.name for path in server.home.iterdir()}


@pytest.mark.prefect
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_console_calls_the_address_that_it_was_opened_at(server: PrefectServer, host: str) -> None:
    """Whatever was typed; the password is the browser's affair, and V1 the console that opens."""
    settings = ask(server, "/ui-settings", host).json()

    assert settings["api_url"] == f"http://{host}:{server.port}/api"
    assert settings["auth"] is None
    assert settings["default_ui"] == "v1"


@pytest.mark.prefect
@pytest.mark.parametrize("path", ["/", "/v2/", "/spro/formulaires/rien", "/api/flows"])
def test_nothing_is_shown_without_the_password_or_elsewhere(server: PrefectServer, path: str) -> None:
    """Both consoles, our pages and the API; and each answer says that it may ask and show nothing of elsewhere."""
    shut = httpx.get(server.ui_url + path, trust_env=False)

    assert shut.status_code == 401
    for answer in (shut, ask(server, path)):
        assert "default-src 'self'" in answer.headers["content-security-policy"] or path.startswith("/spro")
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.prefect
def test_what_happened_to_a_dossier_is_kept_for_its_session(server: PrefectServer) -> None:
    """What each run tells of itself by the dozen, for a week: the database does not grow by it."""
    kept = ask(server, "/api/admin/settings").json()["server"]

    assert TypeAdapter(timedelta).validate_python(kept["events"]["retention_period"]) == timedelta(KEPT)
    passing = kept["services"]["db_vacuum"]["event_retention_overrides"]
    assert passing.keys() == set(PASSING)
    assert not [name for name in passing if name.startswith("spro.") or name.endswith(("Failed", "Crashed"))]


@pytest.mark.prefect
def test_prefect_looks_at_the_password_too(server: PrefectServer) -> None:
    """Its own check of the API stays on behind ours."""
    assert ask(server, "/api/admin/settings").json()["server"]["api"]["auth_string"] is not None


@pytest.mark.prefect
def test_both_consoles_are_unpacked_without_a_complaint(server: PrefectServer) -> None:
    """What an installer reads in the log is theirs to act on."""
    assert ask(server, "/v2/").status_code == 200
    assert "ERROR" not in (server.home / BEGUN).read_text(encoding="utf-8")


@pytest.mark.prefect
def test_the_server_reports_to_nobody(server: PrefectServer) -> None:
    """No telemetry and no advertisement, whatever Prefect's defaults are."""
    settings = ask(server, "/api/admin/settings").json()["server"]

    assert settings["analytics_enabled"] is False
    assert settings["ui"]["show_promotional_content"] is False
    assert settings["ui"]["v2_enabled"] is False


@pytest.mark.prefect
def test_events_are_recorded_in_batches(server: PrefectServer) -> None:
    """The batching that keeps SQLite free for the flows is really in force."""
    services = ask(server, "/api/admin/settings").json()["server"]["services"]

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


@pytest.mark.prefect
def test_a_server_that_dies_is_explained_by_its_log(tmp_path: Path) -> None:
    """The message holds the end of the log, and the process is gone; what it reads first is what ends it soonest."""
    server = PrefectServer(tmp_path / "prefect", settings={"PREFECT_SERVER_ANALYTICS_ENABLED": "peut-être"})

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


def test_clients_are_told_this_server_its_password_and_its_home(tmp_path: Path) -> None:
    """What a client process needs, and nothing that would make it ask questions or report."""
    server = PrefectServer(tmp_path, 43_999, settings={PASSWORD: SECRET})

    assert server.environment == {
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_API_URL": "http://127.0.0.1:43999/api",
        "PREFECT_API_AUTH_STRING": SECRET,
        "PREFECT_UI_URL": "http://127.0.0.1:43999",
        "PREFECT_API_SSL_CERT_FILE": str(NOBODY),
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
    }


def test_clients_trust_nobody_that_they_need_not() -> None:
    """They read one authority, which vouches for nobody any more, and not all of the world's."""
    authorities = ssl.create_default_context(cafile=NOBODY).get_ca_certs()

    assert [authority["notAfter"] for authority in authorities] == ["Jan  2 00:00:00 2026 GMT"]
