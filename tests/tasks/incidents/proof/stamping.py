"""A service of time stamps on this machine: OpenSSL's, behind a small server."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

_SETTINGS = """
[req]
distinguished_name = name
x509_extensions = usage
prompt = no
[name]
CN = Horodatage de test
[usage]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = stamps
[stamps]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
ess_cert_id_alg = sha256
"""


class Stamping(NamedTuple):
    """A service that runs: its address, and its certificate, which is its own authority."""

    url: str
    certificate: Path


@contextmanager
def stamping(folder: Path) -> Iterator[Stamping]:
    """Run a service with a certificate of its own."""
    _openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "certificate.pem")

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "asked").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            signed = ("-signer", "certificate.pem", "-inkey", "key.pem")
            _openssl(folder, "ts", "-reply", "-queryfile", "asked", *signed, "-out", "answer")
            answer = (folder / "answer").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Stamping(f"http://127.0.0.1:{server.server_port}/tsa", folder / "certificate.pem")
        finally:
            server.shutdown()
            thread.join()


def _openssl(folder: Path, *command: str) -> None:
    settings = folder / "openssl.cnf"
    settings.write_text(_SETTINGS.format(folder=folder), encoding="utf-8")
    done = subprocess.run(["openssl", *command, "-config", str(settings)], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def is_verified(stamped: Stamping, token: Path, data: Path) -> bool:
    """Return True if OpenSSL finds that a token attests what a file holds."""
    command = ["openssl", "ts", "-verify", "-token_in", "-in", str(token), "-data", str(data)]
    asked = [*command, "-CAfile", str(stamped.certificate)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
