"""No page of another origin is answered, and no other name is."""

import pytest

from flows.serving.addresses import origins
from flows.serving.guard import Guard
from tests.flows.serving.inner import HERE, INNER, ask, opens

CONSOLE = "https://console.example"
GUARDED = Guard(INNER, origins(4200, console=CONSOLE))

LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

ELSEWHERE: dict[str, tuple[str, str, dict[str, str]]] = {
    "fetch": ("GET", "/api/flows", {"origin": "http://evil.example"}),
    "another port of this machine": ("GET", "/api/flows", {"origin": "http://127.0.0.1:8025"}),
    "the console's other name": ("POST", "/api/flows", {"origin": CONSOLE}),
    "preflight": ("OPTIONS", "/api/flows", {"origin": "http://evil.example"}),
    "form": ("POST", "/api/flows", {"origin": "http://evil.example", "content-type": "text/plain"}),
    "form of a page without origin": ("POST", "/api/flows", {"origin": "null"}),
    "form that says no origin": ("POST", "/api/flows", LINK),
    "image": ("GET", "/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}),
    "frame": ("GET", "/", LINK | {"sec-fetch-dest": "iframe"}),
    "a sister site": ("GET", "/", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}),
    "a link into the API": ("GET", "/api/flows", LINK),
}


async def status(method: str, path: str, headers: dict[str, str], address: str = HERE) -> int:
    """Ask, and return the status of the answer."""
    return (await ask(GUARDED, method, path, headers, address=address)).status_code


@pytest.mark.parametrize(("method", "path", "headers"), ELSEWHERE.values(), ids=ELSEWHERE)
async def test_what_a_page_of_elsewhere_asks_is_refused(method: str, path: str, headers: dict[str, str]) -> None:
    """Whatever password the browser sends along: it is not looked at."""
    assert await status(method, path, headers) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": HERE, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
    ],
    ids=["a program", "our own page", "an address that is typed"],
)
async def test_what_is_asked_from_here_is_answered(headers: dict[str, str]) -> None:
    """Our clients, our pages, people."""
    assert await status("GET", "/api/flows", headers) == 200


async def test_a_link_in_a_webmail_opens_a_page() -> None:
    """It is shown to the person, and not to the page that it was on."""
    assert await status("GET", "/spro/dossiers", LINK) == 200


@pytest.mark.parametrize("address", ["http://localhost:4200", CONSOLE, "https://console.example:443"])
async def test_the_console_has_these_names(address: str) -> None:
    """This machine's, and the one that people type."""
    assert await status("GET", "/", {"origin": address.removesuffix(":443")}, address) == 200


@pytest.mark.parametrize(
    "address", ["http://evil.example:4200", "http://127.0.0.1:4201", "https://console.example:8443"]
)
async def test_another_name_is_not_answered(address: str) -> None:
    """A name that somebody makes point to this machine makes its pages no pages of ours."""
    assert await status("GET", "/api/health", {}, address) == 421


@pytest.mark.parametrize(
    ("said", "is_open"), [({"origin": "http://evil.example"}, False), ({"origin": HERE}, True), ({}, True)]
)
async def test_a_websocket_opens_for_our_own_pages_and_for_programs_alone(
    said: dict[str, str], *, is_open: bool
) -> None:
    """Browsers open them to anywhere, and say from where."""
    assert await opens(GUARDED, "/api/events/out", said) is is_open
