"""One dossier on one page: who, how far, what waits, what runs, its pieces, and all that happened to it."""

from collections.abc import Iterator
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.boards.reasons import FLAGS, OUTCOMES, PIECES, REASONS
from flows.boards.waiting import detail_of, settling
from flows.pages.dossiers.words import ADVICE, APPEALS, DATES, FORMS, LETTERS, SOURCES, STEPS
from flows.pages.render import page
from flows.run_context import clock
from models.intake.words import TROUBLE_LABELS
from models.members.site import STANDINGS
from notifications.writing.wording import local_day
from tasks.console.pages.dossiers.whole import Whole, read_whole
from tasks.dossiers.pieces import counted


class Wait(NamedTuple):
    """What waits for a person about a dossier, what there is to know and to do, and the form that settles it."""

    title: str
    detail: str
    act: str
    form: str | None


def one_dossier(request: Request) -> Response:
    """Draw a dossier; 404 where there is none of that reference."""
    at = clock(None)
    found = read_whole(request.path_params["reference"], at=at)
    if found is None:
        raise HTTPException(404)
    context = {
        "found": found,
        "today": local_day(at, found.zone),
        "waits": list(_waits(found)),
        "forms": [(FORMS[name], name) for name in found.forms],
        "held": counted(found.held.pieces),
        "reached": max((step.name for step in found.steps if step.done_at), key=list(STEPS).index),
        "flags": FLAGS,
        "step_words": STEPS,
        "date_words": DATES,
        "piece_words": PIECES,
        "outcomes": OUTCOMES,
        "advice_words": ADVICE,
        "appeal_words": APPEALS,
        "sources": SOURCES,
        "letters": LETTERS,
        "troubles": TROUBLE_LABELS,
        "site_words": STANDINGS,
    }
    return page(request, "dossier.html", context)


def _waits(found: Whole) -> Iterator[Wait]:
    for one in found.waits:
        words = REASONS[one.reason]
        for item in one.first:
            form = settling(one.reason, found.code, item)
            yield Wait(words.title, detail_of(item, words.detail, found.zone), words.act, form)
