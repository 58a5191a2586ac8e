"""What the documents show is so: commands, settings, deployments, the diagram."""

import re
from pathlib import Path

import typer
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from flows.command.cli import app
from flows.command.diagram import diagram_is_fresh
from flows.installation.prefect_settings import USED
from models.storage.settings import Settings

ROOT = Path(__file__).parents[1]
DIAGRAM = ROOT / "docs" / "life-of-a-dossier.md"
SHOWN = "\n".join(path.read_text(encoding="utf-8") for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]))


def _table(header: str) -> list[str]:
    """The first column of the table under a header, in code."""
    rows = SHOWN.partition(header)[2].partition("\n\n")[0].splitlines()
    return [found[1] for row in rows if (found := re.match(r"\| `([^`]+)`", row))]


def test_the_diagram_is_the_table() -> None:
    """The diagram is what the table of transitions says now."""
    assert diagram_is_fresh(DIAGRAM)


def test_each_command_shown_exists() -> None:
    """Every `spro` and `make` command of the documents is one that there is, with the options that it is shown with."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for name, options in re.findall(r"(?:\$ |`|/)spro (\w+)([^`\n]*)", SHOWN):
        command = group.get_command(typer.Context(group), name)
        known = {option for parameter in command.params for option in parameter.opts} if command else set()
        assert command, name
        assert set(re.findall(r"--\w+", options)) <= known
    for target in re.findall(r"(?:\$|`)\s?make (\w+)", SHOWN):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_each_setting_is_told() -> None:
    """The table of settings names every setting, those of Prefect that are handed on, and no other."""
    own = [f"SPRO_{name.upper()}" for name in Settings.model_fields]
    assert _table("| setting | default | meaning |") == [*own, *USED]


def test_each_deployment_is_told() -> None:
    """The table of deployments names every deployment of prefect.yaml, and no other."""
    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]

    assert sorted(_table("| deployment | does | started by |")) == sorted(row["name"] for row in deployed)
