"""Keeps what an installation holds from the other accounts of its machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from models.errors import Refusal

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What a mode grants to anybody but its owner."""


def must_be_new(folder: Path) -> None:
    """Raise Refusal for a folder that is there: what is written for a person takes the place of nothing."""
    if folder.exists():
        raise Refusal("Dossier", folder, "il existe déjà. Donnez un autre nom : rien n'est écrasé.")


def close(home: Path) -> int:
    """Take from others what they may do with a folder and all that is in it, and return how many entries were open to
    them: an older version, a copy or a restored backup left them so. What another account owns is left to it."""
    return sum(_close(entry) for entry in (str(home), *_below(home)))


def _below(folder: Path) -> Iterator[str]:
    for inside, folders, files in os.walk(folder):
        yield from (f"{inside}/{name}" for name in (*folders, *files))


def open_to_others(place: Path) -> int:
    """Return how many entries of a folder, or the file itself, others can come at, and change nothing. What is below a
    folder that is closed is out of reach, whatever its own mode."""
    if _open_mode(str(place)) is None:
        return 0
    return 1 + sum(map(open_to_others, place.iterdir() if place.is_dir() else ()))


def _close(entry: str) -> bool:
    """Close an entry, and return True if it was open. A path is its words alone: a store has a hundred thousand."""
    mode = _open_mode(entry)
    if mode is not None:
        Path(entry).chmod(mode & ~OTHERS)
    return mode is not None


def _open_mode(entry: str) -> int | None:
    """Return the mode of an entry that is open to others, None of one that is not or that another account owns."""
    found = os.lstat(entry)
    if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid() or not found.st_mode & OTHERS:
        return None
    return stat.S_IMODE(found.st_mode)
