"""What is opened from a dossier or an arrival: a file that came, a letter that went out. Nothing of them is ours."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from flows.pages.dossiers.words import LETTERS
from flows.pages.download import APART, attached, shown
from flows.pages.render import page
from flows.run_context import clock
from models.intake.words import TROUBLE_LABELS
from notifications.catalogue import KINDS
from tasks.console.pages.dossiers.opened import (
    Content,
    FileView,
    Letter,
    content_of,
    is_altered,
    read_act,
    read_enclosure,
    read_file,
    read_letter,
)
from tasks.dossiers.letters.printed import read_batch

STYLED = f"{APART}; style-src 'unsafe-inline'; img-src data:"
"""The policy of a letter as it was sent: its own style, and nothing loaded."""


def a_file(request: Request) -> Response:
    """Draw a file where a browser may show it, and hand over any other; say why one is not to be opened."""
    file = _file(request)
    content = content_of(file)
    if content and content.shown_as is None:
        return attached(content.octets, file.name)
    is_lost = content is None and is_altered(file)
    context = {"file": file, "content": content, "is_altered": is_lost, "troubles": TROUBLE_LABELS}
    return page(request, "file.html", context, status=200 if content else 403 if file.trouble else 404)


def file_content(request: Request) -> Response:
    """Return what a file holds, for the frame that shows it: by what its content is, whatever its name says."""
    file, content = _opened(request)
    return (
        shown(content.octets, file.name, content.shown_as) if content.shown_as else attached(content.octets, file.name)
    )


def file_saved(request: Request) -> Response:
    """Return a file to be saved."""
    file, content = _opened(request)
    return attached(content.octets, file.name)


def _file(request: Request) -> FileView:
    file = read_file(request.path_params["id"])
    if file is None:
        raise HTTPException(404)
    return file


def _opened(request: Request) -> tuple[FileView, Content]:
    file = _file(request)
    content = content_of(file)
    if content is None:
        raise HTTPException(404)
    return file, content


def a_letter(request: Request) -> Response:
    """Draw a letter as it was sent."""
    return page(request, "letter.html", {"letter": _letter(request), "kinds": KINDS, "stands": LETTERS})


def batch_printed(request: Request) -> Response:
    """Return the letters of a batch as one PDF, to be printed; 404 where there is no batch of that number."""
    batch = read_batch(request.path_params["batch"])
    if batch is None:
        raise HTTPException(404)
    return shown(batch.pdf, f"lettres-a-poster-{batch.document.batch}.pdf", "application/pdf")


def letter_html(request: Request) -> Response:
    """Return a letter as its reader's program draws it, for the frame that shows it."""
    return HTMLResponse(_letter(request).html, headers={"content-security-policy": STYLED})


def _letter(request: Request) -> Letter:
    letter = read_letter(request.path_params["id"], at=clock(None))
    if letter is None:
        raise HTTPException(404)
    return letter


def enclosure(request: Request) -> Response:
    """Return a file that a letter carried, to be saved."""
    found = read_enclosure(request.path_params["id"], request.path_params["position"])
    if found is None:
        raise HTTPException(404)
    name, octets = found
    return attached(octets, name)


def act_file(request: Request) -> Response:
    """Return the act that was exported of a dossier, to be signed as it is."""
    found = read_act(request.path_params["reference"], request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    name, octets = found
    return attached(octets, name, "application/pdf")
