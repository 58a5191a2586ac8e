"""A tab of a browser that stays at one address, and keeps account of what its pages ask for."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    ViewportSize,
    WebError,
    WebSocket,
)

from tests.browser.chromium import PATIENCE
from tests.servers.nginx import USER, WORD

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"

KNOWN = ("/ico/undefined.svg", "/ico/paused.svg")
"""What this version of the console asks for in vain: the sign of an empty list of blocks, and of a run that waits."""

CHART = re.compile(r"/runs/flow-run/|/artifacts/artifact/")
"""Where the console draws the chart of a run, and where one goes on to from there before it is put away."""

REDRAWN = re.compile(r"^(TypeError: )?Cannot (read|set) properties of null \(")
"""How that chart stumbles while it is drawn anew, since the run was resumed before its eyes: over a shape that it has
put away already. Which function of its drawing library stumbles depends on the moment."""

UNWRITTEN = re.compile(r"^\w+: Batch lookup failed for id")
"""How it stumbles over a run that the server, which writes in batches, has announced and not written yet."""

UNDRAWN = "Unable to auto-detect a suitable renderer."
"""What that chart says where the browser draws none."""

READS = ("count", "count-task-runs", "filter", "history", "paginate", "validate")
"""How the paths end that the console posts its questions to: they change nothing."""


PERSON = f"{USER}:{WORD}"
"""Who sits at the console, and the password that the proxy asks of them."""

STILL = """
{
  const still = new CSSStyleSheet();
  still.replaceSync("*, ::before, ::after { animation: none !important; transition: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  const later = requestAnimationFrame, never = cancelAnimationFrame;
  requestAnimationFrame = (work) => (String(work).includes(".getTime()") ? -setTimeout(work, 250) : later(work));
  cancelAnimationFrame = (frame) => (frame < 0 ? clearTimeout(-frame) : never(frame));
}
"""
"""Nothing turns or glides: without a graphics card, the processor paints each frame of what does. And the console's
clocks, which look sixty times a second whether it is the next one, do so four times."""


class Window(NamedTuple):
    """A window of the browser, which knows who sits before it at an address."""

    context: BrowserContext
    address: str


@contextmanager
def window_of(browser: Browser, address: str, *, login: str = PERSON) -> Iterator[Window]:
    """Open a window."""
    with browser.new_context(
        # A laptop's, not the largest screen of the house.
        viewport=ViewportSize(width=1366, height=900),
        locale="fr-FR",
        timezone_id="Europe/Paris",
    ) as context:
        context.set_default_timeout(PATIENCE)
        _log_in(context, address, login)
        context.add_init_script(STILL)
        yield Window(context, address)


def _log_in(context: BrowserContext, address: str, login: str) -> None:
    """Tell the browser the password, as a person does, once. Were it told for it at each question, it would keep no
    file of the console, and read all of them anew with each page. This tab stays open: others share its process, and
    what that has understood of those files."""
    user, _, word = login.partition(":")
    scheme, _, host = address.partition("://")
    context.new_page().goto(f"{scheme}://{quote(user)}:{quote(word)}@{host}/ui-settings")


class Tab:
    """A tab, and what it asked for: `left` beyond its address, `errors`, and `acts`, which change something.
    Screenshots are kept under the name of who took them."""

    def __init__(self, window: Window, name: str) -> None:
        """Open a tab, and note what it asks for that is not at its address: the scheme, the host and the port."""
        self.address, self.context, self._name, self._shots = window.address, window.context, name, 0
        self.left: list[str] = []
        self.errors: list[str] = []
        self.acts: list[str] = []
        self._pages: list[Page] = []
        self._listens("on")
        self.page = self.context.new_page()

    def _listens(self, begin: Literal["on", "remove_listener"]) -> None:
        """Begin to listen to the window, or end it."""
        listen = getattr(self.context, begin)
        listen("request", self._note)
        listen("console", self._hear)
        listen("weberror", self._see)
        listen("page", self._mind)

    def close(self) -> None:
        """Close the tab, and those that opened from it: the window is as it was before."""
        self._listens("remove_listener")
        for page in self._pages:
            page.close()
        self.context.clear_cookies()
        self.context.pages[0].evaluate("localStorage.clear()")

    def _is_ours(self, url: str) -> bool:
        return url.startswith((f"{self.address}/", f"ws{self.address.removeprefix('http')}/"))

    def _mind(self, page: Page) -> None:
        self._pages.append(page)
        page.on("websocket", self._connect)
        page.on("dialog", self._dismiss)

    def _connect(self, socket: WebSocket) -> None:
        if not self._is_ours(socket.url):
            self.left.append(socket.url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.errors.append(dialog.message)
        dialog.dismiss()

    def _note(self, request: Request) -> None:
        if request.url.startswith("http") and not self._is_ours(request.url):
            self.left.append(request.url)
        path = urlsplit(request.url).path
        if request.method not in ("GET", "OPTIONS") and path.rpartition("/")[2] not in READS:
            self.acts.append(f"{request.method} {path}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.page and message.page not in self._pages:
            return  # The tab that told the password: it shows no page of the console, and asks for a sign of it.
        where = message.location["url"]
        if message.type == "error" and not where.endswith(KNOWN) and not UNWRITTEN.search(message.text):
            self.errors.append(f"{message.text} ({where})")

    def _see(self, error: WebError) -> None:
        said = str(error.error)
        redrawn = error.page and CHART.search(error.page.url) and REDRAWN.search(said)
        if not redrawn and not UNWRITTEN.search(said) and said != UNDRAWN:
            self.errors.append(f"{said} ({error.page.url if error.page else 'no page'})")

    def shot(self, step: str) -> None:
        """Keep what the page shows, where SPRO_TESTS_SHOTS is 1, for whoever wonders how it looks."""
        if os.environ.get("SPRO_TESTS_SHOTS") != "1":
            return
        self._shots += 1
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self._name}-{self._shots}-{step}.png", full_page=True)

    def text(self) -> str:
        """Everything that the page says."""
        return self.page.locator("body").inner_text()

    def open(self, path: str, shows: str) -> None:
        """Open a page, and wait until it shows what a selector finds."""
        # Not until the network is idle: the console never stops asking.
        self.page.goto(f"{self.address}{path}", wait_until="commit")
        self.page.locator(shows).first.wait_for()
