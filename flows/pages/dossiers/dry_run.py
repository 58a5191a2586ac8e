"""The page of the letters of a dry run. They are in no outbox: nothing of them has left, nor will by itself."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from flows.pages.dossiers.opened import STYLED
from flows.pages.render import page
from notifications.catalogue import KINDS
from tasks.console.pages.dossiers.dry_run import Letters, read_dry_run


def dry_run(request: Request) -> Response:
    """Draw who would be written to, and one letter of each kind."""
    return page(request, "lists/dry_run.html", {"found": _letters(request), "kinds": KINDS})


def dry_run_html(request: Request) -> Response:
    """Return a letter as its reader's program would draw it, for the frame that shows it."""
    whole, place = _letters(request).whole, request.path_params["place"]
    if not 1 <= place <= len(whole):
        raise HTTPException(404)
    return HTMLResponse(whole[place - 1].html, headers={"content-security-policy": STYLED})


def _letters(request: Request) -> Letters:
    found = read_dry_run(request.path_params["code"])
    if found is None:
        raise HTTPException(404)
    return found
