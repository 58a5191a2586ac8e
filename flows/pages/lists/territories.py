"""« Territoires »: who belongs to each, who coordinates it and did before."""

from starlette.requests import Request
from starlette.responses import Response

from flows.pages.render import page
from flows.run_context import clock
from models.forms.membership.territories import WORKS
from tasks.meetings.territories.overview import read_territories


def territories(request: Request) -> Response:
    """Draw the territories of the region of a session as they are now."""
    found = read_territories(request.query_params.get("session", ""), at=clock(None))
    return page(request, "lists/territories.html", {"found": found, "works": WORKS})
