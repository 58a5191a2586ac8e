"""What an installation holds is its own account's."""

import stat
from pathlib import Path

from models.storage.private import close


def modes(folder: Path) -> dict[str, str]:
    """Return how each entry below a folder, and itself, may be used."""
    entries = (folder, *folder.rglob("*"))
    return {str(entry.relative_to(folder)): stat.filemode(entry.lstat().st_mode) for entry in entries}


def test_what_was_open_to_others_is_closed_once(tmp_path: Path) -> None:
    """Folders and files, however deep; what may be run still may, by its owner; the second time nothing is left."""
    home = tmp_path / "home"
    (home / "store" / "ab").mkdir(parents=True)
    (home / "store" / "ab" / "mail").write_text("")
    (home / "crochet").write_text("")
    for name, mode in {".": 0o755, "store": 0o750, "store/ab": 0o700, "store/ab/mail": 0o644, "crochet": 0o755}.items():
        (home / name).chmod(mode)

    assert (close(home), close(home)) == (4, 0)
    assert modes(home) == {
        ".": "drwx------",
        "store": "drwx------",
        "store/ab": "drwx------",
        "store/ab/mail": "-rw-------",
        "crochet": "-rwx------",
    }


def test_what_a_link_leads_to_is_left_alone(tmp_path: Path) -> None:
    """It stands elsewhere, and is somebody's decision."""
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / "elsewhere").chmod(0o644)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "lien").symlink_to(tmp_path / "elsewhere")

    assert close(home) == 0
    assert modes(tmp_path)["elsewhere"] == "-rw-r--r--"
