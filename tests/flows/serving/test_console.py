"""The copy of the console has our entries and the letters of French, and does without in another shape."""

import re
import shutil
from pathlib import Path

import prefect
import pytest

from flows.pages.render import Entry
from flows.serving.console import LETTERS, MENU, adapt

ENTRIES = (Entry("/", "Tableau de bord"), Entry("/a-traiter", "À traiter"))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the console that is installed, adapted."""
    made = tmp_path_factory.mktemp("console") / "v1"
    shutil.copytree(prefect.__ui_static_path__, made)
    assert adapt(made, ENTRIES)
    return made


def test_the_console_that_is_installed_has_our_entries(copy: Path) -> None:
    """The script stands in its page once, however often it is started; a new Prefect may break this, and it says so."""
    adapt(copy, ENTRIES)
    script = (copy / MENU).read_text(encoding="utf-8")

    assert (copy / "index.html").read_text(encoding="utf-8").count(MENU) == 1
    assert '["/spro/", "Tableau de bord"], ["/spro/a-traiter", "\\u00c0 traiter"]' in script
    assert "p-context-sidebar__body" in "".join(path.read_text(encoding="utf-8") for path in copy.glob("assets/*.css"))


def test_the_chart_of_a_run_has_the_letters_of_french(copy: Path) -> None:
    """One program draws it, and knew no accent. It measures none of them beside another, which it can be told."""
    programs = [path.read_text(encoding="utf-8") for path in copy.glob("assets/*.js")]

    assert sum(text.count(f"chars:{LETTERS},skipKerning:!0}}") for text in programs) == 1
    assert sum(text.count("?.skipKerning)") for text in programs) == 1
    assert not any(re.search(r"chars:[\w$]+\.ASCII", text) for text in programs)


def test_a_copy_of_an_older_version_measures_no_more_either(tmp_path: Path) -> None:
    """It had the letters already, and Prefect makes no other until its next version."""
    (tmp_path / "index.html").write_text("<head></head>", encoding="utf-8")
    (program := tmp_path / "assets" / "index.js").parent.mkdir()
    program.write_text(f"A3={{resolution:2,chars:{LETTERS}}}", encoding="utf-8")

    assert adapt(tmp_path, ENTRIES)
    assert adapt(tmp_path, ENTRIES)

    assert program.read_text(encoding="utf-8") == f"A3={{resolution:2,chars:{LETTERS},skipKerning:!0}}"


def test_a_console_of_another_shape_is_left_as_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is served all the same, and the log says what it lacks."""
    (tmp_path / "index.html").write_text("<p>Console</p>", encoding="utf-8")

    assert not adapt(tmp_path, ENTRIES)
    assert not adapt(tmp_path / "absent", ENTRIES)

    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "<p>Console</p>"
    assert "menu et accents absents" in caplog.text
