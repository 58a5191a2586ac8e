"""Files as one archive, each under a name of its own."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)


def distinct(names: Iterable[str]) -> Iterator[str]:
    """Yield each name, and where it was given already, whatever its case, that name with a number."""
    given: set[str] = set()
    for name in names:
        path, number, found = PurePosixPath(name), 1, name
        while found.casefold() in given:
            number += 1
            found = str(path.with_stem(f"{path.stem} ({number})"))
        given.add(found.casefold())
        yield found


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of these. What they hold is packed already, most often: it is stored as it is."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_STORED) as packed:
        for name, content in files:
            packed.writestr(ZipInfo(name, _EPOCH), content)
    return held.getvalue()
