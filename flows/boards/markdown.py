"""Turns what was read into Markdown. What came from outside is shown as text, never as markup."""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from notifications.writing.wording import local_day
from tasks.reading.mail.text import without_addresses

TEMPLATES = Path(__file__).parent / "templates"

NAME = 48
"""Characters shown of an organisation's name: a mail may give any length."""

_LOOK_ALIKES = str.maketrans("<>[]*`|~#\\", "‹›()∗ʼ¦∼♯∕")  # noqa: RUF001  that is what they are for
_UNDERLINED = re.compile(r"(?<!\w)_|_(?!\w)")
"""Within a word, as in « annexe_1 », an underscore marks nothing."""
_ENTITY = re.compile(r"&(?=[#\w])")
_LINK = re.compile(r"://|(?<=www)\.", re.IGNORECASE)


def safe(text: str) -> str:
    """Return a text that holds no mark of Markdown or HTML: look-alikes stand for them.

    Escapes would not do: Prefect's pages interpret a cell of a table twice, or show the escape itself.
    """
    unlinked = _ENTITY.sub("\N{FULLWIDTH AMPERSAND}", _LINK.sub(" ", text))
    return _UNDERLINED.sub(" ", unlinked).translate(_LOOK_ALIKES)


def plain(text: str, *, longest: int) -> str:
    """Return a text from outside on one line, cut to `longest` characters, without markup, invisible signs nor mail
    addresses."""
    # Invisible signs go first: they could hide a link or an address from what looks for it.
    visible = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    shown = " ".join(safe(without_addresses(visible)).split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def short(day: date | datetime, zone: ZoneInfo) -> str:
    """Return a day, or that of an instant on the clock of `zone`, in figures: « 30/04/2021 »."""
    return f"{local_day(day, zone) if isinstance(day, datetime) else day:%d/%m/%Y}"


def _printed(value: object) -> object:
    """Make each value of a template safe, except what says that it is."""
    return value if isinstance(value, Markup) else safe(str(value))


@cache
def environment() -> Environment:
    """Return the environment of the board's templates: an unknown variable is an error, each value is made safe."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  no HTML: `_printed` makes each value safe
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
