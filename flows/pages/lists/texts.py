"""« Textes »: the texts of reference, each with its versions; how one differs, who signed it, its file."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.download import attached
from flows.pages.render import page
from flows.run_context import clock
from models.columns import row_number
from models.forms.membership.texts import OUTCOMES, SENSES
from models.members.texts.text import DocumentStatus
from models.members.texts.workflow import STATUSES, text_table
from tasks.console.texts.accepted import read_acceptances
from tasks.console.texts.compare import read_comparison
from tasks.console.texts.page import read_text_file, read_texts

NEXT: Mapping[DocumentStatus, tuple[tuple[str, str], ...]] = {
    DocumentStatus.draft: (
        ("Enregistrer un amendement", "enregistrer-amendement"),
        ("Proposer", "proposer-texte"),
        ("Adopter", "adopter-texte"),
    ),
    DocumentStatus.proposed: (("Enregistrer un avis", "avis-sur-texte"), ("Adopter", "adopter-texte")),
    DocumentStatus.adopted: (("Suivre un signataire", "suivre-signataire"),),
}
"""What a person does next with a version, and by which form."""


def texts(request: Request) -> Response:
    """Draw the texts of reference of a session's region."""
    found = read_texts(request.query_params.get("session", ""), at=clock(None))
    context = {"found": found, "statuses": STATUSES, "senses": SENSES, "next": NEXT, "table": text_table()}
    return page(request, "lists/texts.html", context)


def one_text(request: Request) -> Response:
    """Draw a version: its amendments, and how it differs from another; 404 where there is no such version."""
    found = read_comparison(request.path_params["id"], row_number(request.query_params.get("avec", "")))
    if found is None:
        raise HTTPException(404)
    versions = [(other.id, f"{other.version} ({STATUSES[other.status]})") for other in found.others]
    context = {"found": found, "versions": versions, "statuses": STATUSES, "outcomes": OUTCOMES}
    return page(request, "lists/text.html", context)


def acceptances(request: Request) -> Response:
    """Draw who has signed a version, and who has still to; 404 where there is no such version."""
    found = read_acceptances(request.path_params["id"], at=clock(None))
    if found is None:
        raise HTTPException(404)
    return page(request, "lists/acceptances.html", {"found": found})


def text_saved(request: Request) -> Response:
    """Return the file of a version, to be saved; 404 where there is none."""
    file = read_text_file(request.path_params["id"])
    if file is None:
        raise HTTPException(404)
    return attached(file.content, file.name)
