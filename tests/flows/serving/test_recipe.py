"""The recipe for nginx before the console: a login for all but what is behind a link of its own."""

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from tests.servers.nginx import HEADER, USER, WORD, Front, authority, before, front

PASSWORD = "spro:un-long-mot-de-passe"


class Console(BaseHTTPRequestHandler):
    """A console's place: it says who it was told asks, and with what."""

    def do_GET(self) -> None:
        """Answer with the path, the user and whether a password came."""
        said = (self.path, self.headers.get(HEADER, ""), "authorization" in self.headers)
        body = repr(said).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def shut() -> Iterator[Front]:
    """Give the address of the proxy before that place."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Console) as server:
        Thread(target=server.serve_forever).start()
        at = front()
        with before(server.server_port, PASSWORD, at):
            yield at
        server.shutdown()


def asked(at: Front, path: str, *, named: bool = False, header: str | None = None) -> httpx.Response:
    """Return the answer to a path, asked as typed; `header` is what a browser would say of who it is."""
    trusting = ssl.create_default_context()
    authority().configure_trust(trusting)
    headers = {HEADER: header} if header else {}
    login = (USER.encode(), WORD) if named else None
    with httpx.Client(verify=trusting, auth=login, headers=headers) as browser:
        return browser.get(f"{at.address}{path}")


@pytest.mark.server
def test_a_link_to_dossiers_asks_no_login_and_gives_no_name(shut: Front) -> None:
    """Nobody passes there for somebody, and the console's own password stays with those who have a login."""
    answer = asked(shut, "/spro/remise/un-secret/ARA-2026-0001.pdf", header="Mme Fausse")

    assert (answer.status_code, answer.text) == (200, repr(("/spro/remise/un-secret/ARA-2026-0001.pdf", "", False)))
    assert asked(shut, "/spro/static/pages.css").status_code == 200
    assert asked(shut, "/spro/appel/ara-2026/annexe-1").status_code == 200


@pytest.mark.server
@pytest.mark.parametrize("path", ["/", "/spro/dossiers", "/spro/remise", "/spro/remise/..%2Fdossiers", "/api/flows"])
def test_all_else_does(shut: Front, path: str) -> None:
    """What only begins like it too; with a login the console is told who it is."""
    assert asked(shut, path).status_code == 401
    assert USER.encode().decode("latin-1") in asked(shut, path, named=True).text
