"""What is held about somebody as they read it: one page, and the same as JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FILES = "Fichiers remis"
"""The label of what lies in files beside the page."""

Entry = Mapping[str, str | Sequence[str]]
"""One thing that is held: labels and what they say, in French."""


class Section(NamedTuple):
    """What is held of one kind, and why it is."""

    title: str
    why: str
    entries: Sequence[Entry]


class Answer(NamedTuple):
    """What a person is answered who asks what is held about them: about whom, as of when, what the law wants to be
    said, all that is held, and what is not handed over."""

    address: str
    made: str
    about: Sequence[str]
    sections: Sequence[Section]
    left_out: Sequence[str]


def page(answer: Answer) -> str:
    """Return an answer as a page of HTML."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("page.html").render(**answer._asdict(), files=FILES)


def as_json(answer: Answer) -> str:
    """Return an answer as JSON, under French labels."""
    sections = [{"rubrique": one.title, "pourquoi": one.why, "éléments": [*one.entries]} for one in answer.sections]
    told = {
        "adresse": answer.address,
        "établi": answer.made,
        "informations": [*answer.about],
        "rubriques": sections,
        "non remis": [*answer.left_out],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
