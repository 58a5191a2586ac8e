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
    return sum(_is_closed(entry) for entry in (home, *_below(home)))


def _below(folder: Path) -> Iterator[Path]:
    for inside, folders, files in os.walk(folder):
        yield from (Path(inside, name) for name in (*folders, *files))


def _is_closed(entry: Path) -> bool:
    """Close an entry, and return True if it was open."""
    found = entry.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid() or not found.st_mode & OTHERS:
        return False
    entry.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    return True
