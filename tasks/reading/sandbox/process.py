"""Work on what nobody vouches for, in another process: with little time, little memory and none of our secrets.

One process serves this one, task after task. Where it dies, stalls or outgrows its bounds it is replaced, and the task
is given up; a task is never done in this process instead.
"""

import atexit
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Timer
from typing import IO, ParamSpec, TypeVar

from tasks.reading.sandbox.allowance import must_be_left, spending

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 60.0
"""How long a task may take by the clock; of the processor it has less (worker.CPU_SECONDS)."""

_TASKS = 500  # after which the process is replaced: what libraries leave behind does not pile up
_LARGEST = 1 << 30  # bytes of an answer


class NotDone(Exception):  # noqa: N818  an outcome that callers expect, not a fault of the program
    """The work took too long or too much memory, or nobody could do it."""


class _Plain(pickle.Unpickler):
    """Reads an answer: texts, octets, numbers and what groups them. Whoever took over the other process gains nothing
    by what it answers."""

    def find_class(self, module_name: str, global_name: str) -> object:
        raise pickle.UnpicklingError(f"{module_name}.{global_name}")


class _Bounded:
    """An answer's octets, up to a bound."""

    def __init__(self, stream: IO[bytes], left: int) -> None:
        self._stream, self._left = stream, left

    def read(self, size: int = -1) -> bytes:
        return self._counted(size, self._stream.read)

    def readline(self) -> bytes:
        return self._counted(1_000, self._stream.readline)

    def _counted(self, size: int, read: Callable[[int], bytes]) -> bytes:
        if not 0 <= size <= self._left:
            raise NotDone("the answer is too long")
        octets = read(size)
        self._left -= len(octets)
        return octets


class _Worker:
    """A running process, and how many tasks it took."""

    def __init__(self) -> None:
        path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100  an empty one is "here"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "tasks.reading.sandbox.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            # Nothing else of ours: settings hold passwords.
            env={"PYTHONPATH": path, "PATH": os.defpath},
        )
        self.tasks = 0

    def usable(self) -> bool:
        return self._process.poll() is None and self.tasks < _TASKS

    def ask(self, request: bytes, seconds: float) -> tuple[object, str | None]:
        """Return the answer, and why there is none. NotDone where the process did not live to give it."""
        self.tasks += 1
        watch = Timer(seconds, self._process.kill)
        watch.start()
        try:
            return self._exchange(request)
        finally:
            watch.cancel()
            watch.join()

    def _exchange(self, request: bytes) -> tuple[object, str | None]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise NotDone("no pipe")
        stdin.write(request)
        stdin.flush()
        answer, fault = _Plain(_Bounded(stdout, _LARGEST)).load()
        return answer, fault

    def end(self) -> None:
        """Kill the process and wait for it: it has nothing to save."""
        self._process.kill()
        with suppress(OSError):  # what was not read by a dead process is not flushed either
            self._process.communicate()

    def disown(self) -> None:
        """Forget a process that is our parent's."""
        self._process.returncode = 0
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class _Office:
    """The process at work for this one, and who may speak to it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.worker: _Worker | None = None

    def ask(self, request: bytes, seconds: float) -> tuple[object, str | None]:
        """Have a request answered by a working process; a process that failed is ended."""
        with self.lock:
            if self.worker is not None and not self.worker.usable():
                self.close()
            done = False
            try:
                self.worker = self.worker or _Worker()
                answer = self.worker.ask(request, seconds)
                done = answer[1] is None
                return answer
            finally:
                if not done:
                    self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.end()

    def forked(self) -> None:
        """Start afresh in a child of ours: the process answers our parent."""
        if self.worker is not None:
            self.worker.disown()
        self.worker = None
        self.lock.release()


_office = _Office()


def end_process() -> None:
    """End the process, if there is one; the next task starts another."""
    with _office.lock:
        _office.close()


atexit.register(end_process)
# A fork waits for the task that is being done: its pipes are at rest then.
os.register_at_fork(before=_office.lock.acquire, after_in_parent=_office.lock.release, after_in_child=_office.forked)


def run_in_sandbox(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do the work in the other process. It is a function of a module; it takes and returns plain values only.

    Raise NotDone where it took too long or too much memory, failed, or could not even be begun; Overspent where what is
    allowed for the whole mail is spent.
    """
    request = pickle.dumps((work, args, kwargs), pickle.HIGHEST_PROTOCOL)
    with spending(SECONDS) as seconds:
        answer, fault = _asked(request, seconds)
    if fault is not None:
        must_be_left()
        raise NotDone(fault)
    return answer  # type: ignore[return-value]  # plain values cross as they are


def _asked(request: bytes, seconds: float) -> tuple[object, str | None]:
    try:
        return _office.ask(request, seconds)
    except NotDone as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001  whatever a dead process leaves half said
        return None, type(error).__name__
