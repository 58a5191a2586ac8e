"""« Fichiers »: what desks sent for the forms, each with the forms that read it; and a list, address by address."""

from starlette.requests import Request
from starlette.responses import Response

from flows.pages.render import page
from models.intake.words import TROUBLE_LABELS
from tasks.console.pages.files import read_files, read_listed


def files(request: Request) -> Response:
    """Draw what desks sent."""
    return page(request, "lists/files.html", {"found": read_files(), "troubles": TROUBLE_LABELS})


def listed(request: Request) -> Response:
    """Draw what a list of addresses would do for a session; what is no list of a desk's is refused in a sentence."""
    found = read_listed(request.path_params["id"], request.query_params.get("session", ""))
    return page(request, "lists/listed.html", {"found": found})
