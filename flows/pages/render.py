"""A page rendered: its template in the layout that all share."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from flows.boards.links import PREFIX, form_path

HERE = Path(__file__).parent


class Entry(NamedTuple):
    """An entry of the menu: where it leads under PREFIX, and its title."""

    path: str
    title: str


MENU: tuple[Entry, ...] = ()
"""What stands at the top of each page, and of Prefect's own menu."""


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
    made.globals |= {"prefix": PREFIX, "menu": MENU, "form_path": form_path}
    return made


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
    """Return a page of the layout, drawn from a template and what it shows."""
    drawn = templates().get_template(template).render(**context, path=request.url.path)
    return HTMLResponse(drawn, status_code=status)
