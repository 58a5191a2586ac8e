"""Keeps what an installation holds from the other accounts of its machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What a mode grants to anybody but its owner."""


def close(home: Path) -> int:
    """Take from others what they may do with a folder and all that is in it, and return how many entries were open to
    them: an older version, a copy or a restored backup left them so. What another account owns is left to it."""
    return sum(_close(entry) for entry in (str(home), *_below(home)))


def _below(folder: Path) -> Iterator[str]:
    for inside, folders, files in os.walk(folder):
        yield from (f"{inside}/{name}" for name in (*folders, *files))


def _close(entry: str) -> bool:
    """Close an entry, and return True if it was open. A path is its words alone: a store has a hundred thousand."""
    found = os.lstat(entry)
    if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid() or not found.st_mode & OTHERS:
        return False
    Path(entry).chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    return True
