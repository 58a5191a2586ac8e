"""Debian's Chromium, driven by Playwright, which downloads none of its own: whole, and as the part of it that has no
windows, which shows the same pages with less work, but no PDF."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserType, expect, sync_playwright

from tests.servers.nginx import fingerprint
from tests.servers.system import BUSIEST

PATIENCE = BUSIEST * 1000
"""Milliseconds that a page may take to show what is expected of it."""

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Tabs of a window at one address share a process.
    "--renderer-process-limit=1",
    # No name is looked up, whatever a page or the browser itself would ask for.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE 127.0.0.2",
)


FLAT = "--disable-3d-apis"
"""No chart of a run is drawn: without a graphics card, the processor draws it anew sixty times a second."""


def find_whole() -> str | None:
    """Return where Chromium is, or None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def find_program() -> str | None:
    """Return where the lightest Chromium is that shows pages, or None where there is none."""
    return shutil.which("chromium-headless-shell") or find_whole()


@contextmanager
def driving() -> Iterator[BrowserType]:
    """Give what starts Chromium for the time of the block, in which this thread's event loop is Playwright's."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright.chromium


@contextmanager
def running(chromium: BrowserType, program: str, *more: str) -> Iterator[Browser]:
    """Run Chromium for the time of the block, with more arguments than the usual ones where there are."""
    # Trusted from the start. Where a page is to ignore the error instead, each new connection sends a request back:
    # the most urgent of those that wait, whichever opened it, and after 32 times Chromium gives that request up.
    trusted = f"--ignore-certificate-errors-spki-list={fingerprint()}"
    browser = chromium.launch(executable_path=program, args=[*_ARGUMENTS, trusted, *more])
    yield browser
    browser.close()
