"""« Bilans »: a year's report as it comes in, what may be published of it, and its files."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.download import attached
from flows.pages.lists.register import MEDIA
from flows.pages.render import page
from models.columns import row_number
from tasks.sessions.reports.files import FORMS
from tasks.sessions.reports.overview import read_reports, read_summary

_MEDIA: Mapping[str, str] = {**MEDIA, "pdf": "application/pdf"}


def yearly_reports(request: Request) -> Response:
    """Draw the report that is asked for, the latest unless another is said."""
    said = request.query_params.get("bilan", "")
    return page(request, "lists/reports.html", {"found": read_reports(row_number(said))})


def report_saved(request: Request) -> Response:
    """Return the summary of a report as a file; 404 for what is no report, or no form."""
    form, summary = request.path_params["form"], read_summary(request.path_params["id"])
    if form not in FORMS or summary is None:
        raise HTTPException(404)
    return attached(FORMS[form](summary), f"bilan-{summary.year}.{form}", _MEDIA[form])
