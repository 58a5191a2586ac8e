"""The directory as a folder: it comes whole, takes the place of the former one, and of nothing else."""

from pathlib import Path

import pytest

from models.errors import Refusal
from notifications.documents.directory import publish as room
from notifications.documents.directory.publish import contents, publish
from tests.notifications.documents.directory.test_pages import DIRECTORY


def files(folder: Path) -> list[str]:
    """Return the paths of a folder's files, in order."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_new_directory_takes_the_place_of_the_former(tmp_path: Path) -> None:
    """What is published no more is gone, and nothing is left beside it."""
    folder = tmp_path / "public" / "annuaire"
    publish(folder, DIRECTORY)
    (folder / "structures" / "former.html").touch()

    publish(folder, DIRECTORY)

    assert files(folder) == sorted(contents(DIRECTORY))
    assert [path.name for path in folder.parent.iterdir()] == ["annuaire"]


def test_a_web_server_may_read_it(tmp_path: Path) -> None:
    """Whatever the mask of who writes it."""
    publish(tmp_path / "annuaire", DIRECTORY)

    modes = {oct(path.stat().st_mode & 0o777) for path in [tmp_path / "annuaire", *tmp_path.rglob("*/*")]}
    assert modes == {"0o755", "0o644"}


@pytest.mark.parametrize("inside", ["thesis.odt", "index.html"])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, inside: str) -> None:
    """A name typed wrong loses nothing."""
    (tmp_path / inside).touch()

    with pytest.raises(Refusal, match="contient autre chose qu'un annuaire"):
        publish(tmp_path, DIRECTORY)

    assert files(tmp_path) == [inside]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """It stays as it was."""
    (tmp_path / "annuaire").write_text("notes", encoding="utf-8")

    with pytest.raises(Refusal):
        publish(tmp_path / "annuaire", DIRECTORY)

    assert (tmp_path / "annuaire").read_text(encoding="utf-8") == "notes"


def test_what_fails_on_the_way_leaves_the_former(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full, for example: the pages that were there are there."""
    folder = tmp_path / "annuaire"
    publish(folder, DIRECTORY)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_write", fail)
    with pytest.raises(OSError, match="No space left"):
        publish(folder, DIRECTORY)

    assert files(folder) == sorted(contents(DIRECTORY))
    assert [path.name for path in tmp_path.iterdir()] == ["annuaire"]
