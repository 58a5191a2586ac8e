"""A page of another origin, open beside the console in the same browser, reads nothing and starts nothing."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, HttpCredentials, Page, Response

from flows.installation.prefect_server import HOST
from flows.serving.password import authorization
from tests.browser.office import SECRET, Office
from tests.browser.tab import PERSON

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

HOSTILE = """<!doctype html><title>Gagnez un voyage</title><a href="%(address)s/runs">Voir</a>
<iframe name="hidden"></iframe>
<form method="post" action="%(address)s%(act)s" enctype="text/plain" target="hidden">
<input name='%(start)s' value='"}'></form>
<script>
const read = [], act = "%(address)s%(act)s";
const note = (what, got) => read.push([what, String(got).slice(0, 200)]);
const attempt = (what, work) => Promise.resolve().then(work).then((got) => got && note(what, got)).catch(() => {});
const start = (said) => fetch(act, {method: "POST", credentials: "include", body: JSON.stringify({}), ...said});
const loaded = (tag, source) => new Promise((yes, no) => {
  const made = document.createElement(tag);
  made.onload = () => { try { yes(made.contentDocument?.body.innerText || made.naturalWidth) } catch { yes() } };
  made.onerror = () => no();
  made.src = source;
  document.body.append(made);
});
const opened = (source) => new Promise((yes, no) => {
  const socket = new WebSocket(source.replace("http", "ws"), ["prefect"]);
  socket.onopen = () => yes("open");
  socket.onerror = () => no();
});
window.over = Promise.all([
  attempt("get", async () => (await fetch("%(address)s/api/deployments/%(id)s", {credentials: "include"})).text()),
  attempt("get blind", async () => (await fetch("%(address)s/ui-settings", {mode: "no-cors"})).text()),
  attempt("post", async () => (await start({headers: {"content-type": "application/json"}})).text()),
  attempt("post blind", async () => (await start({mode: "no-cors", headers: {"content-type": "text/plain"}})).text()),
  attempt("beacon", () => { navigator.sendBeacon(act, "{}") }),
  attempt("image", () => loaded("img", "%(address)s/ico/favicon-32x32.png")),
  attempt("script", () => loaded("script", "%(address)s/spro-menu.js")),
  attempt("frame", () => loaded("iframe", "%(address)s/runs")),
  attempt("websocket", () => opened("%(address)s/api/events/out")),
  attempt("form", () => { document.forms[0].submit() }),
]).then(() => new Promise((done) => setTimeout(() => done(read), 500)));
</script>"""


class Seen(NamedTuple):
    """What a hostile page read, what its requests were answered, and its link; how many acts began meanwhile."""

    read: list[Any]
    answers: set[int]
    link: int
    started: int


def _page(office: Office, address: str) -> str:
    ask = office.form("demander-complements")
    act = f"/api/deployments/{ask}/create_flow_run"
    return HOSTILE % {
        "address": address,
        "act": act,
        "id": ask,
        "start": json.dumps({"parameters": {}, "name": "x"})[:-2],
    }


@pytest.fixture(params=["proxy", "direct"])
def seen(request: pytest.FixtureRequest, browser: Browser, office: Office) -> Iterator[Seen]:
    """Open a hostile page where somebody is at the console: behind the proxy, then at the server's own machine, where
    the page is of the same host and another port."""
    address, login = (office.console, PERSON) if request.param == "proxy" else (office.system.console, SECRET)
    user, _, word = login.partition(":")
    # Told the password at each question, the browser keeps no answer: each is the server's.
    known = HttpCredentials(username=user, password=word)
    with browser.new_context(http_credentials=known) as context, _served(_page(office, address)) as hostile:
        # Not every browser keeps what it knows from pages of other sites, as this one does.
        context.set_extra_http_headers({"authorization": authorization(login)})
        context.new_page().goto(f"{address}/runs", wait_until="commit")
        acts = office.acts()
        yield Seen(*_visit(context, hostile, address), office.acts() - acts)


def _visit(context: BrowserContext, hostile: str, address: str) -> tuple[list[Any], set[int], int]:
    page = context.new_page()
    answers: set[int] = set()

    def note(answer: Response) -> None:
        if answer.url.startswith(address):
            answers.add(answer.status)

    page.on("response", note)
    page.goto(hostile)
    return page.evaluate("window.over"), set(answers), _follow(page)


def _follow(page: Page) -> int:
    with page.expect_response(
        lambda answer: answer.url.endswith("/runs") and answer.request.is_navigation_request()
    ) as led:
        page.get_by_role("link").click()
    return led.value.status


@contextmanager
def _served(page: str) -> Iterator[str]:
    """Serve a page at another port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()


def test_it_reads_nothing_and_starts_nothing(seen: Seen) -> None:
    """By a question, a form, an image, a script, a frame or a websocket, though the browser knows the password: each is
    refused. A link is followed, since it shows the page to the person alone."""
    assert seen.read == []
    assert seen.answers <= {401, 403}
    assert 403 in seen.answers
    assert seen.link == 200
    assert seen.started == 0
