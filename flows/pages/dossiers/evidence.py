"""What shows the letters of a dossier, to be saved: the PDF, or the archive with the mails."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.download import attached
from flows.run_context import clock
from tasks.console.evidence.bundle import evidence_of

MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "zip": "application/zip"}
"""The media type of each form in which it is had."""


def evidence(request: Request) -> Response:
    """Return what shows the letters of a dossier as a file; 404 for another form, or where there is no such dossier."""
    suffix = request.path_params["suffix"]
    if suffix not in MEDIA:
        raise HTTPException(404)
    found = evidence_of(request.path_params["reference"], at=clock(None))
    content = found.pdf if suffix == "pdf" else found.archive
    return attached(content, f"{found.name}.{suffix}", MEDIA[suffix])
