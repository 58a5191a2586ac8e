"""The same work done by others, in the same run: what this project is chosen over, by its figures.

They are no part of an environment: `pip install -e '.[beside]'` brings them, and a measure whose program is not there
says so.
"""

from importlib.util import find_spec


def is_there(package: str, measure: str) -> bool:
    """Return True if a package is installed; otherwise say what brings it."""
    there = find_spec(package) is not None
    if not there:
        print(f"{measure}: {package} is not installed: pip install -e '.[beside]'")
    return there
