"""One system a folder: two on the same one would each do the other's work. Whatever runs there holds it, to the last
process."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from flows.machine.processes import Unstartable

LOCK = "en-marche"
"""The file that is locked, which says who runs."""

_TRIES, _MOMENT = 20, 0.05
"""How often a part tries to hold a folder that another, which starts with it, has for itself for a moment, and how many
seconds lie between two tries."""

_FREE = "des processus d'un système qui a été tué y finissent ; réessayez dans quelques secondes, ou arrêtez-les par"


class Running(NamedTuple):
    """A command that runs on a folder, and the number of its process."""

    process: int
    command: str


def need_free(home: Path) -> None:
    """Raise Unstartable where a system runs on a folder already: what runs there, and how to end it. Writes nothing."""
    with suppress(FileNotFoundError, NotADirectoryError), (home / LOCK).open(encoding="utf-8") as held:
        _take(held, home, fcntl.LOCK_EX)


def is_running(home: Path) -> bool:
    """Return True if a system runs on a folder."""
    try:
        need_free(home)
    except Unstartable:
        return True
    return False


@contextmanager
def alone(home: Path, command: str) -> Iterator[int]:
    """Hold a folder for this process and those that it hands the yielded descriptor to: none other may run there until
    the last of them has ended. Raises Unstartable where one does."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a+", encoding="utf-8") as held:
        _take(held, home, fcntl.LOCK_EX)
        _sign(held, command, anew=True)
        yield held.fileno()


def beside(home: Path, command: str) -> None:
    """Hold a folder until this process ends, whatever it becomes, beside others that do so: the parts of a system that
    something else starts. Raises Unstartable where a whole system runs there."""
    home.mkdir(parents=True, exist_ok=True)
    held = os.open(home / LOCK, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    os.set_inheritable(held, True)  # noqa: FBT003  the library takes it so
    with os.fdopen(held, "a+", encoding="utf-8", closefd=False) as file:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.truncate(0)
        _take(file, home, fcntl.LOCK_SH, tries=_TRIES)
        _sign(file, command, anew=False)


def _take(held: IO[str], home: Path, how: int, *, tries: int = 1) -> None:
    for _ in range(tries):
        with suppress(BlockingIOError):
            fcntl.flock(held, how | fcntl.LOCK_NB)
            return
        time.sleep(_MOMENT)
    raise Unstartable("Dossier", home, _said(held, home))


def _sign(held: IO[str], command: str, *, anew: bool) -> None:
    if anew:
        held.truncate(0)
    held.write(f"{os.getpid()} {command}\n")
    held.flush()


def _said(held: IO[str], home: Path) -> str:
    """Return what runs on a folder, and how it is ended."""
    held.seek(0)
    running = [one for line in held if (one := _read(line)) and _lives(one.process)]
    if not running:
        return f"{_FREE} « fuser -k {home / LOCK} »."
    names = ", ".join(f"« {one.command} » (processus {one.process})" for one in running)
    killed = " ".join(str(one.process) for one in running)
    ended = f"Ctrl-C dans son terminal, « systemctl stop 'spro-*' » si ce sont des services, ou « kill {killed} »"
    return f"le système y tourne déjà, {names} ; arrêtez-le par {ended}, ou désignez un autre dossier par SPRO_HOME."


def _read(line: str) -> Running | None:
    number, _, command = line.strip().partition(" ")
    return Running(int(number), command) if number.isdecimal() else None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
