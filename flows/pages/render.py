"""A page rendered: its template in the layout that all share."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from flows.boards.markdown import short
from models.dossiers.workflow import LABELS
from models.intake.identifiers import grouped_siret
from models.storage.pages import CALL, HANDED, PREFIX, form_path
from notifications.writing.wording import capital, count, instant, long_date, size

HERE = Path(__file__).parent


class Entry(NamedTuple):
    """An entry of the menu: where it leads under PREFIX, and its title."""

    path: str
    title: str


MENU: tuple[Entry, ...] = (
    Entry("/", "Tableau de bord"),
    Entry("/a-traiter", "À traiter"),
    Entry("/dossiers", "Dossiers"),
    Entry("/arrivees", "Arrivées"),
    Entry("/seances", "Séances"),
    Entry("/registre", "Registre"),
    Entry("/textes", "Textes"),
    Entry("/territoires", "Territoires"),
    Entry("/bilans", "Bilans"),
    Entry("/fichiers", "Fichiers"),
)
"""What stands at the top of each page, and of Prefect's own menu."""


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant in figures, on the clock of `zone`: « 28/04/2021 22:30 »."""
    return f"{at.astimezone(zone):%d/%m/%Y %H:%M}"


def grouped(number: int) -> str:
    """Return a number by thousands, as French writes it: « 10 000 »."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


FILTERS: Mapping[str, Callable[..., str]] = {
    "capital": capital,
    "count": count,
    "grouped": grouped,
    "instant": instant,
    "long_date": long_date,
    "short": short,
    "siret": grouped_siret,
    "size": size,
    "stamp": stamp,
}
"""What the templates write dates, numbers and names with, on the clock that they are given."""


@cache
def templates() -> Environment:
    """Return the environment of the pages: everything is escaped, and a name that nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "prefix": PREFIX,
        "menu": MENU,
        "handed": HANDED,
        "call": CALL,
        "form_path": form_path,
        "statuses": LABELS,
    }
    made.filters |= FILTERS
    return made


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
    """Return a page of the layout, drawn from a template and what it shows."""
    drawn = templates().get_template(template).render(**context, path=request.url.path)
    return HTMLResponse(drawn, status_code=status)
