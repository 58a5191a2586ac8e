"""Work in another process: with bounds, and never in this one."""

import asyncio
import operator
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from models.intake.words import Trouble
from tasks.reading.files.documents import Document, read_document
from tasks.reading.files.inspect import Look
from tasks.reading.sandbox import process as module
from tasks.reading.sandbox.process import NotDone, run_in_sandbox
from tasks.reading.sandbox.worker import CPU_SECONDS
from tests.tasks.reading.files.samples import looked, pdf


def children() -> list[int]:
    """Return the processes that this one started and has not waited for."""
    return [int(child) for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def files() -> int:
    """Return how many files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a task half a second."""
    monkeypatch.setattr(module, "SECONDS", 0.5)


@pytest.fixture
def unable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the interpreter away."""
    module.end_process()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        yield


def test_work_is_done_in_another_process() -> None:
    """One and the same, task after task."""
    first, second = run_in_sandbox(os.getpid), run_in_sandbox(os.getpid)

    assert first == second != os.getpid()


def test_contents_cross_whole() -> None:
    """There and back, whatever their size."""
    content = os.urandom(3_000_000)

    assert run_in_sandbox(bytes.upper, content) == content.upper()


@pytest.mark.usefixtures("hurried")
def test_work_without_end_is_ended() -> None:
    """The next task finds another process, which is well."""
    before = run_in_sandbox(os.getpid)

    with pytest.raises(NotDone):
        run_in_sandbox(sum, range(10**12))

    assert run_in_sandbox(os.getpid) != before


def test_a_task_has_a_time_of_the_processor_of_its_own() -> None:
    """Beyond, the system itself ends it. A process that served a while gives the next task no less."""
    first, second = (run_in_sandbox(resource.getrlimit, resource.RLIMIT_CPU)[0] for _ in range(2))

    assert (first - CPU_SECONDS in range(1, 5), second - first in (0, 1)) == (True, True)


def test_work_takes_no_more_than_its_memory() -> None:
    """It is given up, and this process never sees it."""
    with pytest.raises(NotDone, match="MemoryError"):
        run_in_sandbox(bytearray, 2 << 30)


def test_work_that_fails_is_not_done() -> None:
    """What failed tells its kind, not its words, which may quote a file."""
    with pytest.raises(NotDone, match=r"^ZeroDivisionError$"):
        run_in_sandbox(operator.truediv, 1, 0)


def test_a_process_that_dies_is_replaced() -> None:
    """Whoever killed it, and at whatever task."""
    with pytest.raises(NotDone):
        run_in_sandbox(os.kill, run_in_sandbox(os.getpid), signal.SIGKILL)

    assert run_in_sandbox(operator.add, 1, 2) == 3


def test_a_process_that_died_while_nothing_was_asked_is_replaced() -> None:
    """Nobody notices."""
    process = run_in_sandbox(os.getpid)
    os.kill(process, signal.SIGKILL)
    assert gone(process)

    assert run_in_sandbox(operator.add, 1, 2) == 3


def test_a_process_serves_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What libraries leave behind does not pile up."""
    monkeypatch.setattr(module, "_TASKS", 3)
    module.end_process()

    served = [run_in_sandbox(os.getpid) for _ in range(6)]

    assert [len(set(served[:3])), len(set(served[3:])), len(set(served))] == [1, 1, 2]


def test_an_answer_that_is_no_plain_value_is_refused() -> None:
    """Whoever took over the other process makes nothing happen in this one."""
    with pytest.raises(NotDone, match="UnpicklingError"):
        run_in_sandbox(partial, print, "x")


@pytest.mark.usefixtures("unable")
def test_what_nobody_can_do_is_refused_and_not_done_here() -> None:
    """A file is unreadable then, and a document says nothing."""
    assert looked(pdf("SIRET")) == Look(None, Trouble.unreadable)
    assert read_document(pdf("SIRET"), "pdf") == Document("", {})


def test_no_secret_crosses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings hold passwords; the other process is told none."""
    monkeypatch.setenv("SPRO_SMTP_URL", "smtp://user:secret@mx.example")
    module.end_process()

    assert run_in_sandbox(os.getenv, "SPRO_SMTP_URL") is None


def test_no_file_is_written_there(tmp_path: Path) -> None:
    """It reads what it is given, and that is all."""
    with pytest.raises(NotDone):
        run_in_sandbox(Path.write_bytes, tmp_path / "x", b"x")

    assert [path.stat().st_size for path in tmp_path.iterdir()] in ([], [0])


async def test_threads_take_turns() -> None:
    """A flow examines its files in threads."""
    results = await asyncio.gather(
        *(asyncio.to_thread(run_in_sandbox, operator.mul, number, 2) for number in range(20))
    )

    assert results == [2 * number for number in range(20)]


def test_nothing_is_left_of_a_process() -> None:
    """Neither a zombie nor a file that is open."""
    run_in_sandbox(os.getpid)
    module.end_process()
    before, open_before = children(), files()

    run_in_sandbox(operator.add, 1, 2)
    module.end_process()

    assert (children(), files()) == (before, open_before)


def test_it_ends_with_the_process_that_asked() -> None:
    """By itself where that one ends, and by its closed pipe where that one is killed."""
    asked = (
        "import os; from tasks.reading.sandbox.process import run_in_sandbox; "
        "print(run_in_sandbox(os.getpid), flush=True)"
    )
    killed = f"{asked}; os.kill(os.getpid(), 9)"

    for program in (asked, killed):
        done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=False)

        assert done.stderr == b""
        assert gone(int(done.stdout))


def test_a_fork_asks_a_process_of_its_own() -> None:
    """The one of its parent answers its parent."""
    forking = (
        "import os; from tasks.reading.sandbox.process import run_in_sandbox\n"
        "ours = run_in_sandbox(os.getpid); child = os.fork()\n"
        "theirs = run_in_sandbox(os.getpid)\n"
        "if not child: os._exit(theirs == ours)\n"
        "print(theirs == ours, os.waitpid(child, 0)[1])"
    )

    done = subprocess.run([sys.executable, "-W", "error", "-c", forking], capture_output=True, check=False)

    assert (done.stdout, done.stderr) == (b"True 0\n", b"")


def gone(process: int) -> bool:
    """Wait for a process to be gone, or to be waited for by whoever inherits orphans."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = Path(f"/proc/{process}/status")
        if not status.exists() or "State:\tZ" in status.read_text():
            return True
        time.sleep(0.02)
    return False
