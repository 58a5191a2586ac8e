"""The page of those who have a link and no account: the dossiers that it opens, and their files. Whatever it does not
open, or no more, is one and the same page."""

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.download import attached
from flows.pages.render import page
from flows.run_context import clock
from tasks.console.pages.in_hand import read_handed, take

MEDIA_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}
"""The files in which a dossier is in hand."""

_MAKING = CapacityLimiter(1)
"""Dossiers are made one at a time: the others wait, and the console is served meanwhile."""


def handed(request: Request) -> Response:
    """Draw what a link opens now."""
    secret = request.path_params["secret"]
    found = read_handed(secret, at=clock(None))
    if found is None:
        return closed(request)
    return page(request, "outside/in_hand.html", {"found": found, "secret": secret})


async def taken(request: Request) -> Response:
    """Return a dossier that a link opens now, as one of its two files."""
    suffix = request.path_params["suffix"]
    if suffix not in MEDIA_TYPES:
        return closed(request)
    secret, reference, at = request.path_params["secret"], request.path_params["reference"], clock(None)
    made = await run_sync(lambda: take(secret, reference, suffix, at=at), limiter=_MAKING)
    if made is None:
        return closed(request)
    return attached(made.pdf if suffix == "pdf" else made.archive, f"{reference}.{suffix}", MEDIA_TYPES[suffix])


def closed(request: Request) -> Response:
    """Draw what everything else is: nothing is told of what there is, or was."""
    return page(request, "outside/in_hand.html", {"found": None}, status=404)
