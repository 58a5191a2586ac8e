"""The process in which `run_in_sandbox` has its work done: it takes tasks from a pipe until the pipe closes."""

import logging
import os
import pickle
import resource
import signal
from io import BufferedReader

CPU_SECONDS = 20
_MEMORY = 1_300_000_000  # bytes: some 300 MB are the interpreter's and its libraries'


def _confine() -> None:
    """Bound the memory; forbid writing files, core dumps, and talk on the standard output, which is the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of whoever types at our parent: it ends us itself
    logging.disable()  # what libraries think of a file is nobody's news


def _wind_up() -> None:
    """Give the next task its time of the processor, counted from what was used so far. Beyond, the kernel ends us."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _answer(requests: BufferedReader) -> tuple[object, str | None]:
    _wind_up()
    try:
        work, args, kwargs = pickle.load(requests)  # noqa: S301  our parent writes it
        return work(*args, **kwargs), None
    except Exception as error:  # noqa: BLE001  told by its name: its message may quote the file
        return None, type(error).__name__


def serve() -> None:
    """Answer tasks until there are no more, or one fails: what failed once is not trusted again."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _confine()
    with requests, answers:
        fault = None
        while fault is None and requests.peek(1):
            answer, fault = _answer(requests)
            pickle.dump((answer, fault), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


if __name__ == "__main__":
    serve()
