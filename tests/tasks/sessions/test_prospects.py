"""The file of the structures to tell that a session opens."""

from pathlib import Path

import pytest

from models.errors import Refusal
from tasks.sessions.prospects import read_prospects


def test_each_address_is_told_once(tmp_path: Path) -> None:
    """One address a line, in small letters; empty lines and remarks are passed over."""
    file = tmp_path / "structures.txt"
    file.write_text("# Ain\nContact@CIDFF01.example\n\n  contact@cidff01.example \nb@mde.example\n", encoding="utf-8")

    assert read_prospects(str(file)) == ["contact@cidff01.example", "b@mde.example"]


def test_no_file_tells_nobody() -> None:
    """A session may open without telling anybody."""
    assert read_prospects(None) == []


@pytest.mark.parametrize("line", ["CIDFF", "a@b@cidff.example", "CIDFF <a@cidff.example>", "a@b.example, c@d.example"])
def test_a_line_that_is_no_address_refuses_the_file(tmp_path: Path, line: str) -> None:
    """The line is numbered and not repeated: what is refused is shown in the console, which holds no address."""
    file = tmp_path / "structures.txt"
    file.write_text(f"a@cidff.example\n{line}\n", encoding="utf-8")

    with pytest.raises(Refusal, match="la ligne 2 n'est pas une adresse de courriel") as refused:
        read_prospects(str(file))

    assert line not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The path is named, with what to write instead."""
    with pytest.raises(Refusal, match="ce fichier ne se lit pas"):
        read_prospects(str(tmp_path / "absent.txt"))
