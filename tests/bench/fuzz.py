"""Mails made at random, for longer than a test may take: nothing makes reading fail, and none costs much."""

import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tasks.reading.mail.grammar import mails
from tests.tasks.reading.mail.test_library import differing
from tests.tasks.reading.mail.test_properties import CUTS, REAL, mutated, read_through

EXAMPLES = 5_000
SOURCES: dict[str, st.SearchStrategy[bytes]] = {
    "octets": st.binary(max_size=5_000),
    "structures": mails(),
    "damaged structures": st.builds(mutated, mails(), CUTS),
    "damaged mails": st.builds(mutated, st.just(REAL), CUTS),
}


def fuzz() -> None:
    """Read mails made at random in four ways, and say what the slowest took."""
    for name, source in SOURCES.items():
        slowest = _slowest(source, _judge_structure if name == "structures" else _judge)
        print(f"fuzz, {name}: {EXAMPLES} mails read, the slowest in {slowest * 1000:.0f} ms")


def _judge(raw: bytes) -> None:
    assert read_through(raw) == []


def _judge_structure(raw: bytes) -> None:
    _judge(raw)
    assert differing(raw) == []


def _slowest(source: st.SearchStrategy[bytes], judge: Callable[[bytes], None]) -> float:
    taken = [0.0]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(source)
    def read(raw: bytes) -> None:
        begun = time.perf_counter()
        judge(raw)
        taken[0] = max(taken[0], time.perf_counter() - begun)

    read()
    return taken[0]
