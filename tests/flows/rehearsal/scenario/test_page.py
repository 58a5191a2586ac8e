"""The page on the format of scenarios says what the code reads, and its example is one."""

import re
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from flows.rehearsal.scenario.events import PLAYED, Event
from flows.rehearsal.scenario.file import load_scenario
from models.intake.words import Meaning
from tests.support import for_each

PAGE = (Path(__file__).parents[4] / "docs" / "scenarios.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", PAGE, re.MULTILINE))


def test_every_event_is_listed() -> None:
    """What a rehearsal plays is what the page lists."""
    assert set(ROWS) == set(PLAYED)


@for_each(PLAYED)
def test_the_keys_of_an_event_are_those_it_has(name: str) -> None:
    """Each with its name, in brackets where it may be left out."""
    [part] = [one for one in get_args(Event.model_fields[name].annotation) if one is not type(None)]
    assert issubclass(part, BaseModel)

    keys = [(field.alias or key, field.is_required()) for key, field in part.model_fields.items()]

    assert ROWS[name] == ", ".join(f"`{key}`" if required else f"[`{key}`]" for key, required in keys)


def test_the_natures_are_those_of_arrivals() -> None:
    """An expectation may name each of them."""
    assert f"Natures are {', '.join(Meaning)}." in PAGE.replace("\n  ", " ")


def test_the_example_is_a_scenario(tmp_path: Path) -> None:
    """It is read without a fault."""
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "exemple.yaml"
    path.write_text(example, encoding="utf-8")

    assert [event.kind for event in load_scenario(path).timeline] == ["deposit", "withdraw"]
