"""A person is not told that Prefect was busy for a moment: it is asked again, with the same words."""

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from flows.serving import patience
from flows.serving.patience import TRIES, Patience
from flows.serving.sqlite import AGAIN
from tests.flows.serving.inner import ask


class Busy:
    """An application that answers that it is busy some times, then what it was told."""

    def __init__(self, times: int) -> None:
        """Be busy so many times."""
        self.times, self.asked, self.again = times, 0, list[bool]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        said = await Request(scope, receive).body()
        self.asked += 1
        self.again.append(AGAIN.get())
        answer = Response(status_code=503) if self.asked <= self.times else JSONResponse({"said": said.decode()})
        await answer(scope, receive, send)
        if self.asked <= self.times and self.asked < TRIES and scope["path"].startswith("/api/flow"):
            raise RuntimeError("database is locked")  # as Prefect's application does, once it has answered


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take no pause between two tries."""
    monkeypatch.setattr(patience, "PAUSE", 0)


@pytest.mark.parametrize("times", [0, 1, 5])
async def test_what_was_busy_is_asked_again_with_the_same_words(times: int) -> None:
    """Nothing has happened while it was: its transaction was given back whole."""
    busy = Busy(times)

    answer = await ask(Patience(busy), "POST", "/api/flow_runs/filter", json={"limit": 1})

    assert (answer.status_code, answer.json()) == (200, {"said": '{"limit":1}'})
    assert busy.asked == times + 1


async def test_it_is_told_that_it_is_asked_again() -> None:
    """From the second time on: it waits in its turn then."""
    busy = Busy(2)

    await ask(Patience(busy), "GET", "/api/flows")

    assert busy.again == [False, True, True]


async def test_it_is_not_asked_for_ever() -> None:
    """Who never answers is said to be busy."""
    busy = Busy(10 * TRIES)

    assert (await ask(Patience(busy), "GET", "/api/flows")).status_code == 503
    assert busy.asked == TRIES


@pytest.mark.parametrize("path", ["/api/ready", "/spro/"])
async def test_a_probe_and_our_pages_say_at_once_how_they_are(path: str) -> None:
    """A supervisor wants to know, and our pages ask nothing of that file."""
    busy = Busy(1)

    assert (await ask(Patience(busy), "GET", path)).status_code == 503
