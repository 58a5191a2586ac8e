"""The way of another machine to the server, over TLS: through a proxy that a private authority vouches for."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_SSL_CERT_FILE, PREFECT_API_URL, temporary_settings

from flows.installation.health import PrefectHealth, look_at_conductor
from flows.installation.worker.copies import wait_for_server
from tests.browser.office import Office
from tests.browser.tab import PERSON
from tests.servers.nginx import USER, WORD, authority

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def seen(address: str, authorities: Path) -> PrefectHealth:
    """Look at the server as a watcher does that trusts some authorities."""
    said = {PREFECT_API_URL: f"{address}/api", PREFECT_API_AUTH_STRING: PERSON}
    with temporary_settings({**said, PREFECT_API_SSL_CERT_FILE: str(authorities)}):
        return asyncio.run(look_at_conductor())


def awaited(address: str, authorities: Path) -> None:
    """Wait for the server as a worker does, whom the proxy knows by the address that it asks."""
    known = address.replace("://", f"://{quote(USER)}:{quote(WORD)}@")
    with temporary_settings({PREFECT_API_URL: f"{known}/api", PREFECT_API_SSL_CERT_FILE: str(authorities)}):
        wait_for_server()


def test_a_worker_trusts_the_authority_that_it_is_told(office: Office, tmp_path: Path) -> None:
    """It finds that the server answers, and begins."""
    private = tmp_path / "privee.pem"
    authority().cert_pem.write_to_path(private)

    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(awaited, office.console, private).result(60) is None


def test_a_watcher_trusts_the_authority_that_it_is_told(office: Office, tmp_path: Path) -> None:
    """And no other one."""
    private, other = tmp_path / "privee.pem", tmp_path / "autre.pem"
    authority().cert_pem.write_to_path(private)
    trustme.CA().cert_pem.write_to_path(other)

    with ThreadPoolExecutor(1) as elsewhere:  # this thread's event loop is the browser's
        looks = [elsewhere.submit(seen, office.console, authorities).result() for authorities in (private, other)]

    assert looks == [PrefectHealth.ready, PrefectHealth.no_server]
