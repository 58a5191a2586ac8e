"""Turns what was read into Markdown and SVG. What came from outside is shown as text, never as markup."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_eval_context, select_autoescape
from jinja2.nodes import EvalContext
from markupsafe import Markup

from notifications.layout import one_line
from tasks.pending import without_addresses

TEMPLATES = Path(__file__).parent / "templates"

LONGEST = 80
"""Characters of a name that are shown: one that a mail gave may be of any length."""

_SIGNS = re.compile(r"[!\"#$%&*+./:;<=>?@\[\\\]^_`{|}~]")
_WIDEST = 420  # pixels of the longest bar


class Bar(NamedTuple):
    """A bar of the chart: its label, its number, and its length in pixels."""

    label: str
    number: int
    width: int


def plain(text: str) -> str:
    """Return a text on one line, cut to `LONGEST`, without invisible signs nor mail addresses."""
    shown = "".join(sign for sign in one_line(without_addresses(text)) if sign.isprintable())
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1].rstrip()}…"


def escape(text: str) -> str:
    """Return a text that Markdown shows as it is: a sign written by its number opens no link, table or element."""
    return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", text)


@pass_eval_context
def _printed(context: EvalContext, value: object) -> object:
    """Escape each value of a Markdown template, as autoescape does in an SVG one."""
    return value if context.autoescape or isinstance(value, Markup) else escape(str(value))


@cache
def environment() -> Environment:
    """Return the one environment of the board's templates: an unknown variable is an error, every value is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("svg",), default=False),
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["plain"] = plain
    return made


def chart(title: str, counts: Mapping[str, int]) -> str:
    """Return horizontal bars by label, as an SVG image in a `data:` address."""
    most = max(counts.values())
    # A bar of one dossier among thousands is still seen.
    bars = [Bar(label, count, max(2, round(_WIDEST * count / most))) for label, count in counts.items()]
    svg = environment().get_template("chart.svg").render(title=title, bars=bars)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
