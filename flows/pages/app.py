"""The pages as one ASGI application, to be mounted under `/spro` on Prefect's server."""

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.pages.arrivals import arrival, arrivals
from flows.pages.board.page import board
from flows.pages.dossiers.dry_run import dry_run, dry_run_html
from flows.pages.dossiers.evidence import evidence
from flows.pages.dossiers.listing import dossiers, exported
from flows.pages.dossiers.one import one_dossier
from flows.pages.dossiers.opened import (
    a_file,
    a_letter,
    act_file,
    batch_printed,
    enclosure,
    file_content,
    file_saved,
    letter_html,
)
from flows.pages.forms import Deployments, open_form
from flows.pages.lists.files import files, listed
from flows.pages.lists.register import register, saved
from flows.pages.lists.reports import report_saved, yearly_reports
from flows.pages.lists.territories import territories
from flows.pages.lists.texts import acceptances, one_text, text_saved, texts
from flows.pages.machine import Machine
from flows.pages.meeting.page import meeting, meetings
from flows.pages.outside.call import call, call_file, call_over
from flows.pages.outside.in_hand import closed, handed, taken
from flows.pages.render import page
from flows.pages.to_do import to_do
from models.columns import LONGEST_NUMBER
from models.errors import Refusal
from models.storage.isolation.isolate import finds_fault
from models.storage.settings import Settings

HEADERS = {
    # Nothing but our own: no script at all, and no page of another origin around ours.
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    # They show persons and dossiers: no copy stays in a shared machine's cache.
    "cache-control": "no-store",
}
"""What each answer says unless it says otherwise itself."""


class _Row(IntegerConvertor):
    """The number of a row in an address: one that no row could have names no page."""

    regex = f"[0-9]{{1,{LONGEST_NUMBER}}}"


register_url_convertor("row", _Row())

ROUTES = (
    Route("/formulaires/{name}", open_form),
    Route("/", board),
    Route("/a-traiter", to_do),
    Route("/seances", meetings),
    Route("/seances/{session}/{stage}", meeting),
    Route("/arrivees", arrivals),
    Route("/arrivees/{number}", arrival),
    Route("/dossiers", dossiers),
    Route("/dossiers.{suffix}", exported),
    Route("/dossiers/{reference}", one_dossier),
    Route("/dossiers/{reference}/preuve.{suffix}", evidence),
    Route("/dossiers/{reference}/actes/{id:row}.pdf", act_file),
    Route("/registre", register),
    Route("/registre/{name}.{form}", saved),
    Route("/textes", texts),
    Route("/textes/{id:row}", one_text),
    Route("/textes/{id:row}/signatures", acceptances),
    Route("/textes/{id:row}/fichier", text_saved),
    Route("/territoires", territories),
    Route("/bilans", yearly_reports),
    Route("/bilans/{id:row}.{form}", report_saved),
    Route("/fichiers", files),
    Route("/fichiers/{id:row}", a_file),
    Route("/fichiers/{id:row}/structures", listed),
    Route("/fichiers/{id:row}/contenu", file_content),
    Route("/fichiers/{id:row}/telecharger", file_saved),
    Route("/a-blanc/{code}", dry_run),
    Route("/a-blanc/{code}/{place:row}/html", dry_run_html),
    Route("/remise/{secret}", handed),
    Route("/remise/{secret}/{reference}.{suffix}", taken),
    Route("/remise/{rest:path}", closed),
    Route("/appel/{session}", call),
    Route("/appel/{session}/{piece}", call_file),
    Route("/appel/{rest:path}", call_over),
    Route("/poste/{batch:row}.pdf", batch_printed),
    Route("/lettres/{id:row}", a_letter),
    Route("/lettres/{id:row}/html", letter_html),
    Route("/lettres/{id:row}/jointes/{position:row}", enclosure),
)
"""Each page: where it stands under the prefix, and what draws it."""

MISSING = "Cette page n'existe pas, ou plus."
BROKEN = (
    "Cette page n'a pas pu être affichée ; rien n'est perdu. Le journal du serveur dit pourquoi : transmettez-le à la "
    "personne qui tient la machine."
)


class Guarded:
    """Adds headers to every answer."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] = HEADERS) -> None:
        """Stand around an application."""
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with what is missing of them."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)


class GoingOn:
    """Draws a page anew without the rows because of which it could not be drawn, where there are some."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, at the second try if need be: nothing was answered at the first."""
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            if not await run_in_threadpool(finds_fault, Settings().database, error):
                raise
            await self._app(scope, receive, send)


def pages(deployments: Deployments, machine: Machine) -> Starlette:
    """Return the pages; `deployments` reads those that they link to, `machine` how Prefect is."""
    static = Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app = Starlette(
        routes=[*ROUTES, static],
        middleware=[Middleware(Guarded), Middleware(GoingOn)],
        exception_handlers={HTTPException: _missing, Refusal: _refused, Exception: _broken},
    )
    app.state.deployments, app.state.machine = deployments, machine
    return app


async def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return page(request, "said.html", {"title": "Page introuvable", "said": MISSING}, status=status)


async def _refused(request: Request, error: Exception) -> Response:
    return page(request, "said.html", {"title": "Demande impossible", "said": str(error)}, status=404)


async def _broken(request: Request, _error: Exception) -> Response:
    # Raised again once it is answered: the server logs it.
    return page(request, "said.html", {"title": "Page indisponible", "said": BROKEN}, status=500)
