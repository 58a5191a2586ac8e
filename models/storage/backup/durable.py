"""What was written, forced to the disk: a machine that loses its power keeps it."""

import os
from pathlib import Path


def force(path: Path) -> None:
    """Return once a file's content is on the disk; for a folder, once the names of what it holds are."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def put_in_place(written: Path, path: Path) -> None:
    """Give a file that is written its name, which nobody sees before all of it is on the disk."""
    force(written)
    written.replace(path)
    force(path.parent)
