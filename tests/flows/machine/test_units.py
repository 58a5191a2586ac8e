"""The units for systemd: they run commands that there are, are closed, and are told in the documents."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from flows.command.cli import COMMANDS, app

ROOT = Path(__file__).parents[3]
UNITS = sorted((ROOT / "docs" / "systemd").glob("*.service"))
SPRO = "/opt/spro/.venv/bin/spro"
PARTS = {"server", "worker", "watch"}
EXPOSED = 20
"""The most that `systemd-analyze security` may say of each, in tenths: 1.4 as they are, 9.6 without a word."""

ANALYZE = shutil.which("systemd-analyze")


def settings_of(unit: Path) -> dict[str, list[str]]:
    """What a unit sets, by key: some are said several times."""
    found = defaultdict(list)
    for key, value in re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
        found[key].append(value)
    return found


def commands() -> dict[str, list[str]]:
    """The command that each unit runs, with its words."""
    started = [settings_of(unit)["ExecStart"][0].split() for unit in UNITS]
    assert {words[0] for words in started} == {SPRO}
    return {words[1]: words[2:] for words in started}


def test_each_part_of_a_system_has_its_unit() -> None:
    """Those that `spro up` starts together, and nothing else."""
    assert commands().keys() == PARTS <= COMMANDS.keys()
    assert [unit.stem for unit in UNITS] == sorted(f"spro-{part}" for part in PARTS)


@pytest.mark.parametrize("part", sorted(PARTS))
def test_its_command_is_one_that_there_is(part: str) -> None:
    """With the options that it is given."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    command = group.get_command(typer.Context(group), part)
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}

    assert {word for word in commands()[part] if word.startswith("-")} <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_it_is_told_how_it_is_installed(unit: Path) -> None:
    """By the page that it names, with the file of settings and the user that all of them share."""
    page = (ROOT / "docs" / "installation.md").read_text(encoding="utf-8")
    said = settings_of(unit)

    assert f"docs/systemd/{unit.name}" in page
    assert said["Documentation"] == ["file:///opt/spro/docs/installation.md"]
    assert [said[key] for key in ("User", "EnvironmentFile", "UMask")] == [["spro"], ["/etc/spro/spro.env"], ["0077"]]
    assert "/etc/spro/spro.env" in page


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_no_fault_with_it(unit: Path, tmp_path: Path) -> None:
    """Nor holds it for exposed."""
    # It wants to see what it would run.
    there = tmp_path / unit.name
    there.write_text(unit.read_text(encoding="utf-8").replace(SPRO, "/bin/true"), encoding="utf-8")

    found = [
        subprocess.run([str(ANALYZE), *words, there], capture_output=True, text=True, check=False)
        for words in (["verify"], ["security", "--offline=true", f"--threshold={EXPOSED}"])
    ]

    assert [each.returncode for each in found] == [0, 0], found
    assert found[0].stderr == ""
