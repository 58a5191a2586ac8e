"""The way of another machine to the server: the console's own, through a proxy that a private authority vouches for."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import trustme
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_SSL_CERT_FILE, PREFECT_API_URL, temporary_settings

from flows.installation.health import PrefectHealth, look_at_conductor
from tests.browser.office import Office
from tests.browser.tab import PERSON
from tests.servers.nginx import authority

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def seen(address: str, authorities: Path) -> PrefectHealth:
    """Look at the server as a watcher does that trusts some authorities."""
    said = {PREFECT_API_URL: f"{address}/api", PREFECT_API_AUTH_STRING: PERSON}
    with temporary_settings({**said, PREFECT_API_SSL_CERT_FILE: str(authorities)}):
        return asyncio.run(look_at_conductor())


def test_a_watcher_trusts_the_authority_that_it_is_told(office: Office, tmp_path: Path) -> None:
    """And no other one."""
    private, other = tmp_path / "privee.pem", tmp_path / "autre.pem"
    authority().cert_pem.write_to_path(private)
    trustme.CA().cert_pem.write_to_path(other)

    with ThreadPoolExecutor(1) as elsewhere:  # this thread's event loop is the browser's
        looks = [elsewhere.submit(seen, office.console, authorities).result() for authorities in (private, other)]

    assert looks == [PrefectHealth.ready, PrefectHealth.no_server]
