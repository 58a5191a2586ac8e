"""Processes that this one starts: each in a group of its own, its output in a file, and none left behind."""

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

GRACE = (5.0, 1.5, 5.0)
"""Seconds to end after SIGINT, then after SIGTERM, then after SIGKILL: 6.5 s where a process listens to nothing."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


class Unstartable(RuntimeError):  # noqa: N818  read by a person, as what it says
    """A part of the system that cannot be started, or kept so. The message is French, and says what to do."""


class Child:
    """A process of ours. `name` is French, for messages; with no `log`, it writes where its parent does."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path | None = None,
        log: Path | None = None,
    ) -> None:
        """Describe the process; nothing starts yet."""
        self.name, self.log = name, log
        self._command, self._environment, self._folder = command, environment, folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again once it ended. Its group is its own: Ctrl-C in the terminal is for its parent."""
        if self.log is None:
            self._process = self._open(None)
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = self._open(output.fileno())

    def _open(self, output: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  our own commands, no shell
            self._command,
            env=dict(self._environment),
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    @property
    def pid(self) -> int | None:
        """The process, once started."""
        return self._process and self._process.pid

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs or before it started."""
        return self._process and self._process.poll()

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

    def tail(self, lines: int = 15) -> str:
        """Return the end of its log, for a message."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def stop(children: Iterable[Child]) -> None:
    """End processes together: asked politely, then less so, then killed, with whatever they started in their group."""
    alive = [child for child in children if child.pid]
    for number, seconds in zip(_SIGNALS, GRACE, strict=True):
        for child in alive:
            child.send(number)
        alive_before, share = alive, seconds
        alive = [child for child in alive_before if not child.wait(share / max(len(alive_before), 1))]
    for child in children:
        child.sweep()
