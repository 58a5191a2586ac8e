"""« Registre »: who is a member on a day, each with its certificate; and its files, with the list for the tax."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.download import attached
from flows.pages.render import page
from flows.run_context import clock
from tasks.console.pages.register import RegisterPage, read_members
from tasks.members.register.files import FORMS, LISTINGS, describe, written

MEDIA: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The media type of each form in which a list is written."""


def register(request: Request) -> Response:
    """Draw the register as it was asked for."""
    found = _found(request)
    query = urlencode({"session": found.code, "au": found.on.isoformat()})
    context = {
        "found": found,
        "told": describe(found.register) if found.register else "",
        "files": [
            (listing.title, [(form.upper(), f"registre/{name}.{form}?{query}") for form in FORMS])
            for name, listing in LISTINGS.items()
        ],
    }
    return page(request, "lists/register.html", context)


def saved(request: Request) -> Response:
    """Return a list of a day as a file; 404 for what is no list, no form, or before the first session."""
    name, form = request.path_params["name"], request.path_params["form"]
    found = _found(request)
    if name not in LISTINGS or form not in FORMS or found.register is None:
        raise HTTPException(404)
    file = written(name, found.register, form)
    return attached(file.content, file.name, MEDIA[form])


def _found(request: Request) -> RegisterPage:
    said = request.query_params
    return read_members(said.get("session", ""), _day(said.get("au", "")), at=clock(None))


def _day(text: str) -> date | None:
    """Return a day of an address; what is none is as if nothing was asked."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
