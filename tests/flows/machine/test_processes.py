"""Processes of ours: started again when they end, ended when we do, and their own children with them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.machine import processes
from flows.machine.processes import FORMER, RESTARTS, Child, Unstartable, keep_running, stop

ROOT = Path(__file__).parents[3]

DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("prêt", flush=True)
time.sleep(60)
"""


TWICE = """
import pathlib, time
print("un", flush=True)
while not pathlib.Path("{}").exists():
    time.sleep(0.01)
print("deux", flush=True)
"""

HANGING_ON = """
import subprocess, sys, time
from flows.machine.start import die_with_parent
die_with_parent()
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("prêt", flush=True)
time.sleep(60)
"""


PARENT = f"""
import os, sys, time
from pathlib import Path
from flows.machine.processes import Child
child = Child("Essai", [sys.executable, "-c", {HANGING_ON!r}], environment=os.environ, log=Path(sys.argv[1]))
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""


def child_of(program: str, *, log: Path) -> Child:
    """A process that runs a few lines of Python."""
    return Child("Essai", [sys.executable, "-c", program], environment=os.environ, log=log)


def wait_until(is_so: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Return True if something comes true in that time."""
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def members(group: int) -> list[str]:
    """The processes of a group that still run, zombies apart."""
    stats = [path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return [state for state, _, of, *_ in stats if int(of) == group and state != "Z"]


def test_a_deaf_process_and_its_own_child_are_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ignores Ctrl-C is ended all the same, once it had the time to listen, and so is what it started."""
    monkeypatch.setattr(processes, "GRACE", (0.1, *processes.GRACE[1:]))
    child = child_of(DEAF, log=tmp_path / "log")
    child.start()
    ready = wait_until(lambda: "prêt" in (tmp_path / "log").read_text(encoding="utf-8"))

    stop([child])

    assert ready
    assert child.code is not None
    assert wait_until(lambda: members(child.pid or 0) == [])


def test_a_process_whose_parent_is_killed_is_ended_with_its_own_child(tmp_path: Path) -> None:
    """Nobody is left to end it, nor to see that it ends."""
    log = tmp_path / "log"
    with subprocess.Popen([sys.executable, "-c", PARENT, log], stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert wait_until(lambda: "prêt" in log.read_text(encoding="utf-8"))
        before = members(child)
        parent.kill()

    assert len(before) == 2
    assert wait_until(lambda: members(child) == [])


def test_a_large_log_begins_anew_while_its_process_writes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few former ones stay beside it, which nobody else may read either."""
    monkeypatch.setattr("flows.machine.processes.LARGE", 1)
    log = tmp_path / "log"
    log.write_text("avant\n", encoding="utf-8")
    log.chmod(0o600)
    child = child_of(TWICE.format(tmp_path / "va"), log=log)
    child.start()
    assert wait_until(lambda: log.read_text(encoding="utf-8") == "un\n")

    child.bound_log()
    (tmp_path / "va").touch()
    child.wait(10)

    assert log.read_text(encoding="utf-8") == "deux\n"
    former = [tmp_path / f"log.{number}" for number in (1, 2)]
    assert [(each.read_text(encoding="utf-8"), each.stat().st_mode & 0o077) for each in former] == [
        ("un\n", 0),
        ("avant\n", 0),
    ]
    for _ in range(FORMER):
        log.write_text("encore", encoding="utf-8")
        child.bound_log()
    assert len(list(tmp_path.glob("log.*"))) == FORMER


def test_a_process_that_keeps_ending_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started again a few times, each said, then the message shows the end of its log."""
    monkeypatch.setattr(processes, "EVERY", 0.05)
    child, said = child_of("print('base illisible'); exit(3)", log=tmp_path / "log"), list[str]()
    child.start()

    with pytest.raises(Unstartable) as given_up:
        keep_running([child], say=said.append, pause=0)

    assert said[0] == "Essai : arrêt inattendu (code 3), redémarrage 1 sur 5."
    assert len(said) == RESTARTS
    assert str(given_up.value).startswith("Essai « arrêté 6 fois en 10 minutes, code 3 » : voyez ")
    assert str(given_up.value).endswith("base illisible")


def test_stopping_what_never_started_does_nothing(tmp_path: Path) -> None:
    """What a start-up that fails halfway has not reached needs no end."""
    child = child_of("", log=tmp_path / "log")

    stop([child])

    assert (child.pid, child.code) == (None, None)
