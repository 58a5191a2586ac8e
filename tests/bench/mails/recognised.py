"""Mails made at random, for longer than a test may take: nothing makes reading fail, and none costs much; and mails in
the formats of servers, robots and people: who is noticed, and who would be answered."""

import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tasks.reading.mail.returned import Verdict
from tests.tasks.reading.mail.corpus.drawn import BOUNCED, LATE, PERSON, ROBOT
from tests.tasks.reading.mail.corpus.test_corpus import figures
from tests.tasks.reading.mail.grammar import mails
from tests.tasks.reading.mail.test_library import differing
from tests.tasks.reading.mail.test_properties import CUTS, REAL, mutated, read_through

EXAMPLES, EACH = 5_000, 200
SOURCES: dict[str, st.SearchStrategy[bytes]] = {
    "octets": st.binary(max_size=5_000),
    "structures": mails(),
    "damaged structures": st.builds(mutated, mails(), CUTS),
    "damaged mails": st.builds(mutated, st.just(REAL), CUTS),
}


def read() -> None:
    """Read mails made at random in four ways, and say what the slowest took."""
    for name, source in SOURCES.items():
        slowest = _slowest(source, _judge_structure if name == "structures" else _judge)
        print(f"read, {name}: {EXAMPLES} mails read, the slowest in {slowest * 1000:.0f} ms")


def recognised() -> None:
    """Measure the share of bounces noticed (at least 99 %), of robots answered (none) and of people answered (all)."""
    began = time.perf_counter()
    found = figures(EACH)
    total = sum(sum(counted.values()) for counted in found.values())
    spent = (time.perf_counter() - began) / total
    print(
        f"{total} mails recognised, {1_000_000 * spent:.0f} µs each: "
        f"bounces noticed {_share(found[BOUNCED], Verdict.failed)} (at least 99 %), "
        f"late ones taken for bounces {_share(found[LATE], Verdict.failed)} (0), "
        f"robots answered {_share(found[ROBOT], 'answered')} (0), "
        f"people answered {_share(found[PERSON], 'answered')} (100 %)"
    )


def _share(counted: dict[str, int], outcome: str) -> str:
    return f"{100 * counted.get(outcome, 0) / sum(counted.values()):.1f} %"


def _judge(raw: bytes) -> None:
    assert read_through(raw) == []


def _judge_structure(raw: bytes) -> None:
    _judge(raw)
    assert differing(raw) == []


def _slowest(source: st.SearchStrategy[bytes], judge: Callable[[bytes], None]) -> float:
    taken = [0.0]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(source)
    def read_one(raw: bytes) -> None:
        begun = time.perf_counter()
        judge(raw)
        taken[0] = max(taken[0], time.perf_counter() - begun)

    read_one()
    return taken[0]
