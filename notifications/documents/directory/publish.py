"""The directory as a folder: written beside the former one, which it then takes the place of whole."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from models.errors import Refusal
from notifications.documents.directory.files import data_files
from notifications.documents.directory.pages import pages
from notifications.views.directory import Directory

MARK = "annuaire.json"
"""The file by which a folder is known to be a directory that was published before."""

_READABLE_FOLDER, _READABLE_FILE = 0o755, 0o644


def contents(directory: Directory) -> dict[str, bytes]:
    """Return every file of the directory by its path."""
    return dict(sorted([*pages(directory), *data_files(directory)]))


def publish(folder: Path, directory: Directory) -> int:
    """Write the directory in a folder, in the place of the one that was there, and return how many files that makes.
    Raises Refusal for a folder that holds something else: nothing of it is touched.

    A reader finds the former pages or the new ones, never some of both; what dies on the way leaves the former.
    """
    folder = folder.absolute().resolve()
    _must_be_ours(folder)
    files = contents(directory)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write(beside / "new", files)
        if folder.exists():
            folder.rename(beside / "former")
        (beside / "new").rename(folder)
    finally:
        _put_back(beside, folder)
        shutil.rmtree(beside)
    return len(files)


def _must_be_ours(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))):
        mend = (
            "ce dossier contient autre chose qu'un annuaire, et serait remplacé ; indiquez un dossier vide, nouveau, "
            "ou celui d'un annuaire déjà publié."
        )
        raise Refusal("Dossier de l'annuaire", folder, mend)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that a web server may read, whatever the command's own mask keeps to its user."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(_READABLE_FILE)
    for path in (folder, *(entry for entry in folder.rglob("*") if entry.is_dir())):
        path.chmod(_READABLE_FOLDER)


def _put_back(beside: Path, folder: Path) -> None:
    """Put the former directory back where the new one did not come in its place."""
    if not folder.exists() and (beside / "former").exists():
        (beside / "former").rename(folder)
