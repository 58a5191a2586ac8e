"""What the watcher decides, for each thing it can see."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.installation.health import PrefectHealth, Settling
from flows.installation.watch import LastTry, decide

AT = datetime(2021, 2, 10, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, TWO = frozenset({"un.eml"}), frozenset({"un.eml", "deux.eml"})

DECISIONS = [
    pytest.param(frozenset(), None, 0, False, False, id="nothing waits"),
    pytest.param(ONE, None, 0, False, True, id="a first mail"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 2, False, False, id="the same mail, just tried"),
    pytest.param(TWO, LastTry(ONE, AT, by_hand=False), 2, False, True, id="one more mail"),
    pytest.param(ONE, LastTry(TWO, AT, by_hand=False), 2, False, False, id="one mail less: the run is at work"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 3599, False, False, id="the same, not quite an hour later"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 3600, False, True, id="the same, an hour later"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=False), 30, True, True, id="the worker died with the run"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=True), 30, True, False, id="tried by hand, in vain"),
    pytest.param(ONE, LastTry(ONE, AT, by_hand=True), 30, False, True, id="tried by hand, and Prefect is back"),
    pytest.param(frozenset(), LastTry(ONE, AT, by_hand=False), 7200, False, False, id="all done"),
]


@pytest.mark.parametrize(("waiting", "tried", "seconds", "by_hand", "acts"), DECISIONS)
def test_the_watcher_acts_on_what_it_has_not_tried(
    waiting: frozenset[str], tried: LastTry | None, seconds: int, *, by_hand: bool, acts: bool
) -> None:
    """Something new, other means, or an hour gone by; never a loop over a mail that cannot be registered."""
    at = AT + timedelta(seconds=seconds)

    assert decide(waiting, tried, at=at, patience=HOUR, by_hand=by_hand) is acts


LOOKS = [
    pytest.param([(0, "ready")], "ready", True, id="up"),
    pytest.param([(0, "no_server")], "ready", False, id="one refused request is no failure"),
    pytest.param([(0, "no_server"), (9, "no_server")], "ready", False, id="nor nine seconds of them"),
    pytest.param([(0, "no_server"), (10, "no_server")], "no_server", True, id="ten seconds are"),
    pytest.param([(0, "no_server"), (8, "ready"), (12, "no_server")], "ready", False, id="an answer begins them anew"),
    pytest.param([(0, "no_worker"), (10, "no_worker"), (12, "ready")], "ready", True, id="a recovery counts at once"),
    pytest.param([(0, "paused")], "paused", True, id="a pause is somebody's decision"),
]


@pytest.mark.parametrize(("looks", "state", "is_settled"), LOOKS)
def test_a_failure_is_believed_once_it_lasts(looks: list[tuple[int, str]], state: str, *, is_settled: bool) -> None:
    """In doubt the watcher neither asks Prefect nor does the work itself."""
    settling = Settling()

    settled = [settling.see(PrefectHealth[seen], AT + timedelta(seconds=seconds)) for seconds, seen in looks]

    assert (settling.state.name, settled[-1]) == (state, is_settled)
