"""Archives made to exhaust whoever opens them: refused in little time and memory, whatever they promise to hold."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.intake.words import Trouble
from tasks.reading.files.inspect import Look
from tasks.reading.sandbox.process import run_in_sandbox
from tests.tasks.reading.files import samples
from tests.tasks.reading.files.samples import looked, zipped

BOMBS: dict[str, Callable[[], bytes]] = {
    "one file of zeros": lambda: zipped({"a.pdf": bytes(60_000_000)}),
    "sixteen archives of sixteen archives, five deep": lambda: samples.nested(bytes(4_000_000), 5, copies=16),
    "archives in archives without end": lambda: samples.nested(b"x", 100),
    "ten thousand files": lambda: zipped({f"{number}.pdf": b"x" for number in range(10_000)}),
    "a list longer than a zip may have": lambda: zipped({"a.pdf": b"x"}) + b"PK\x01\x02" * 70_000,
}


def peaks() -> tuple[int, int]:
    """Return the most memory that this process took, and the one apart, in kilobytes."""
    status = Path("/proc/self/status")
    return _peak(status.read_text()), _peak(run_in_sandbox(Path.read_text, status))


def _peak(status: str) -> int:
    return int(status.partition("VmHWM:")[2].split()[0])


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    """In a few seconds at worst (the bounds are generous: a busy machine is slow), and never whole in memory."""
    content = BOMBS[bomb]()
    (here, there), start = peaks(), time.monotonic()

    found = looked(content)

    assert found == Look("zip", Trouble.too_many)
    assert time.monotonic() - start < 60
    grown_here, grown_there = peaks()
    assert grown_here - here < 50_000
    assert grown_there - there < 300_000


def test_a_mark_without_end_is_refused_at_once() -> None:
    """An attribute of 90 MB, of which nothing travels: a parser reads it anew with each chunk, for minutes."""
    content, start = samples.docx(f'<w:p w:x="{"x" * 90_000_000}"/>'), time.monotonic()

    assert looked(content) == Look("docx", Trouble.corrupted)
    assert time.monotonic() - start < 60


def test_a_content_listed_again_and_again_is_counted_each_time() -> None:
    """The bound is on what comes out; later Pythons refuse such a list by themselves, file by file, except one."""
    found = looked(samples.overlapping(bytes(900_000), times=50))

    came_out = [member for member in found.members if member.trouble is not Trouble.corrupted]
    assert found.trouble is Trouble.too_many or len(came_out) <= 1
