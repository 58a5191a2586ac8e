"""The page of those who apply: the files to fill in of a session, without a login, while they may deposit."""

from starlette.requests import Request
from starlette.responses import Response

from flows.pages.download import attached
from flows.pages.render import page
from flows.run_context import clock
from tasks.console.pages.call import read_call, take_form


def call(request: Request) -> Response:
    """Draw the files to fill in of a session; before it opens, or once it is closed, that there are none."""
    return _drawn(request, request.path_params["session"])


def call_file(request: Request) -> Response:
    """Return a file to fill in, as a session gives it."""
    session = request.path_params["session"]
    found = take_form(session, request.path_params["piece"], at=clock(None))
    return attached(found.content, found.name, found.media_type) if found else _drawn(request, session, status=404)


def call_over(request: Request) -> Response:
    """Draw what any other address there is: nothing to fill in."""
    return _drawn(request, "")


def _drawn(request: Request, session: str, *, status: int | None = None) -> Response:
    found = read_call(session, at=clock(None))
    is_open = bool(found and found.files)
    return page(request, "outside/call.html", {"found": found}, status=status or (200 if is_open else 404))
