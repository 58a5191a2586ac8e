"""Debian's nginx before a console, as docs/installation.md says to set it up: its very text, at another address.

It listens at a second address of this machine, as another machine would see it.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from socket import create_connection, socket
from typing import NamedTuple

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

ROOT = Path(__file__).parents[2]
AWAY = "127.0.0.2"
"""Where another machine would be."""

USER, WORD = "Mme Réelle", "un-mot-de-passe"
"""The one person whom the proxy lets in."""

HEADER = "X-Spro-User"
RECIPE = re.compile(r"```nginx\n(.*?)```", re.DOTALL)

_AROUND = """daemon off;
{user}
pid {folder}/pid;
error_log {folder}/log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{recipe}
}}
"""


class Front(NamedTuple):
    """The address of a proxy that is to run: what people type."""

    port: int

    @property
    def address(self) -> str:
        """What people type."""
        return f"https://{AWAY}:{self.port}"


def front() -> Front:
    """Return an address that nobody listens at."""
    with socket() as probe:
        probe.bind((AWAY, 0))
        return Front(probe.getsockname()[1])


def find_nginx() -> str:
    """Return the program; where there is none, the test is skipped, or fails where all must be there."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        missing = "nginx is missing: install the package « nginx »"
        if os.environ.get("SPRO_TESTS_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@contextmanager
def before(port: int, password: str, at: Front) -> Iterator[None]:
    """Run nginx before the console at a port, whose password is given, for the time of the block."""
    program = find_nginx()
    with tempfile.TemporaryDirectory(prefix="spro-nginx-") as name:
        folder = Path(name)
        _furnish(folder, password)
        configuration = folder / "nginx.conf"
        configuration.write_text(_configuration(folder, port, at), encoding="utf-8")
        child = subprocess.Popen([program, "-p", folder, "-e", folder / "log", "-c", configuration])
        try:
            _wait(child, at.port, folder / "log")
            yield
        finally:
            child.terminate()
            child.wait(20)


@cache
def authority() -> trustme.CA:
    """Return who vouches for the proxy."""
    return trustme.CA()


@cache
def _certificate() -> trustme.LeafCert:
    return authority().issue_cert(AWAY)


def fingerprint() -> str:
    """Return the SHA-256 of the proxy's public key in base64, by which a browser may be told to trust it."""
    public = load_pem_x509_certificate(_certificate().cert_chain_pems[0].bytes()).public_key()
    return b64encode(sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()


def _furnish(folder: Path, password: str) -> None:
    certificate = _certificate()
    certificate.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{WORD}\n", encoding="utf-8")
    secret = b64encode(password.encode()).decode()
    (folder / "password").write_text(f'proxy_set_header Authorization "Basic {secret}";\n', encoding="utf-8")


def _configuration(folder: Path, port: int, at: Front) -> str:
    found = RECIPE.search((ROOT / "docs" / "installation.md").read_text(encoding="utf-8"))
    assert found
    recipe = found[1]
    for said, here in {
        "listen 443 ssl": f"listen {AWAY}:{at.port} ssl",
        "/etc/nginx/spro": str(folder),
        "http://127.0.0.1:4200": f"http://127.0.0.1:{port}",
    }.items():
        assert said in recipe
        recipe = recipe.replace(said, here)
    return _AROUND.format(folder=folder, user="user root;" if os.geteuid() == 0 else "", recipe=recipe)


def _wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and child.poll() is None:
        with suppress(OSError), create_connection((AWAY, port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"nginx does not answer: {log.read_text(encoding='utf-8')}")
