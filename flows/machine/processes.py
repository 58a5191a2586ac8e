"""Processes that this one starts: each in a group of its own, its output in a file, and none left behind, even where
this one is killed."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import NoReturn

from flows.machine.start import LIFELINE
from models.errors import Refusal

GRACE = (5.0, 1.5, 5.0)
"""Seconds to end after SIGINT, then after SIGTERM, then after SIGKILL: 6.5 s where a process listens to nothing."""

RESTARTS, WITHIN = 5, 600.0
"""How often a process is started again, and in how many seconds, before it is given up."""

LARGE, FORMER = 5_000_000, 3
"""Octets of a log after which it begins anew, and how many former ones are kept."""

EVERY = 0.5
"""Seconds between two looks at what is to be kept alive."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


class Unstartable(Refusal):
    """A part of the system that cannot be started, or kept so: which one, how it is, and what to do."""


@cache
def _lifeline() -> tuple[int, int]:
    """Return a pipe whose other end nobody but this process has: those that it starts see when it is gone."""
    return os.pipe()


class Child:
    """A process of ours. `name` is French, for messages; with no `log`, it writes where its parent does; it `keeps` the
    descriptors of its parent that are given, as of a lock."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path | None = None,
        log: Path | None = None,
        keeps: Sequence[int] = (),
    ) -> None:
        """Describe the process; nothing starts yet."""
        self.name, self.log, self._keeps = name, log, keeps
        self._command, self._environment, self._folder = command, environment, folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again once it ended. Its group is its own: Ctrl-C in the terminal is for its parent."""
        if self.log is None:
            self._process = self._open(None)
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.bound_log()
        with self.log.open("ab") as output:
            self._process = self._open(output.fileno())

    def _open(self, output: int | None) -> subprocess.Popen[bytes]:
        line, _ = _lifeline()
        return subprocess.Popen(  # noqa: S603  our own commands, no shell
            self._command,
            env={**self._environment, LIFELINE: str(line)},
            pass_fds=(line, *self._keeps),
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def become(self) -> NoReturn:
        """Be this process in the place of the present one, whose number, output and end it has."""
        os.chdir(self._folder or ".")
        os.execve(self._command[0], [*self._command], dict(self._environment))  # noqa: S606  our own commands, no shell

    def bound_log(self) -> None:
        """Begin its log anew once it is large, the former ones kept beside it (`serveur.log.1`); it writes on."""
        if self.log is None or not self.log.exists() or self.log.stat().st_size < LARGE:
            return
        handler = RotatingFileHandler(self.log, backupCount=FORMER, delay=True)
        handler.rotator = _put_aside
        handler.doRollover()
        handler.close()

    @property
    def pid(self) -> int | None:
        """The process, once started."""
        return self._process.pid if self._process else None

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs or before it started."""
        return self._process.poll() if self._process else None

    def wait(self, seconds: float) -> bool:
        """Wait for its end, and tell whether it came in that time."""
        with suppress(subprocess.TimeoutExpired):
            if self._process:
                self._process.wait(seconds)
            return True
        return False

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process alone: it tells its own children."""
        if self._process:
            self._process.send_signal(number)

    def sweep(self) -> None:
        """Kill what is left of its group."""
        with suppress(ProcessLookupError, PermissionError):
            if self._process:
                os.killpg(self._process.pid, signal.SIGKILL)

    def trouble(self, state: str, *, lines: int = 15) -> Unstartable:
        """Return the error that says how the process is, with the end of its log."""
        if self.log is None or not self.log.exists():
            return Unstartable(self.name, state, "voyez les messages qui précèdent.")
        end = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        return Unstartable(self.name, state, f"voyez {self.log}, qui finit ainsi :\n" + "\n".join(end))


def _put_aside(log: str, former: str) -> None:
    """Empty a log into a former one: a process that writes to it, at its end, goes on at its beginning."""
    shutil.copy(log, former)  # with its mode: what only its user may read stays so
    os.truncate(log, 0)


def stop(children: Sequence[Child]) -> None:
    """End processes together: asked politely, then less so, then killed, with whatever they started in their group."""
    alive = [child for child in children if child.pid]
    for number, seconds in zip(_SIGNALS, GRACE, strict=True):
        until = time.monotonic() + seconds
        for child in alive:
            child.send(number)
        alive = [child for child in alive if not child.wait(max(until - time.monotonic(), 0))]
    for child in children:
        child.sweep()


def keep_running(children: Sequence[Child], *, say: Callable[[str], None], pause: float = 1.0) -> NoReturn:
    """Start again what ends, after a `pause` that doubles each time; raise Unstartable for what keeps ending."""
    ended: dict[str, list[float]] = {child.name: [] for child in children}
    while True:
        time.sleep(EVERY)
        for child in children:
            child.bound_log()
            if child.code is not None:
                _start_again(child, ended[child.name], say=say, pause=pause)


def _start_again(child: Child, ended: list[float], *, say: Callable[[str], None], pause: float) -> None:
    code, now = child.code, time.monotonic()
    ended[:] = [*(instant for instant in ended if now - instant < WITHIN), now]
    if len(ended) > RESTARTS:
        raise child.trouble(f"arrêté {len(ended)} fois en {WITHIN / 60:.0f} minutes, code {code}")
    say(f"{child.name} : arrêt inattendu (code {code}), redémarrage {len(ended)} sur {RESTARTS}.")
    child.sweep()
    time.sleep(pause * 2 ** (len(ended) - 1))
    child.start()
