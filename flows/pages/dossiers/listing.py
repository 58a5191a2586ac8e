"""« Dossiers »: those of a session, or of all: sorted, filtered, sought, printed, and taken away as a file."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.dossiers.asked import Asked
from flows.pages.dossiers.columns import COLUMNS, FILTERS, NOBODY, Filter, Shown
from flows.pages.download import attached
from flows.pages.render import page
from flows.run_context import clock
from notifications.documents.sheets.ods import as_ods
from notifications.documents.sheets.tables import Column, Value, as_csv, as_xlsx
from notifications.writing.wording import count
from tasks.console.pages.dossiers.rows import EVERY, DossierRow, read_rows
from tasks.console.pages.sessions import Named

PAGE = 100
"""Dossiers on a page."""

NAME = "dossiers"

Writer = Callable[[str, Sequence[Column], Sequence[Sequence[Value]]], bytes]

FILES: Mapping[str, tuple[str, Writer]] = {
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda title, columns, rows: as_xlsx("Dossiers", title, columns, rows),
    ),
    "ods": (
        "application/vnd.oasis.opendocument.spreadsheet",
        lambda title, columns, rows: as_ods("Dossiers", title, columns, rows),
    ),
    "csv": ("text/csv; charset=utf-8", lambda _, columns, rows: as_csv(columns, rows)),
}
"""What the list is taken away as: the media type of each suffix, and what writes it."""


class Cell(NamedTuple):
    """What a column shows of a dossier."""

    column: Shown
    text: str


def dossiers(request: Request) -> Response:
    """Draw a page of the list, as it was asked for."""
    asked = Asked.of(request.query_params)
    listed = read_rows(asked.session, sought=asked.sought)
    kept = asked.narrowed(listed.found)
    pages = 1 if asked.whole else max(1, -(-len(kept) // PAGE))
    number = min(asked.page, pages)
    shown = kept if asked.whole else kept[(number - 1) * PAGE : number * PAGE]
    sessions = [*listed.sessions, Named(EVERY, "Toutes les sessions")]
    columns = [one for one in COLUMNS if _is_on_page(one, shown, listed.code)]
    context = {
        "asked": asked,
        "code": listed.code,
        "sessions": sessions,
        "filters": [(one, options) for one in FILTERS if (options := _options(one, listed.rows, asked))],
        "columns": columns,
        "rows": [[Cell(column, said(column.value(row))) for column in columns] for row in shown],
        "total": len(kept),
        "among": len(listed.rows),
        "page": number,
        "pages": pages,
        "told": list(_told(asked, sessions, listed.code)),
        "files": [(suffix.upper(), f"dossiers.{suffix}{asked.address()}") for suffix in FILES],
    }
    return page(request, "dossiers.html", context)


def _is_on_page(column: Shown, rows: Sequence[DossierRow], code: str) -> bool:
    if column.key == "session":
        return code == EVERY
    return column.on_page == "always" or (column.on_page == "rarely" and any(map(column.value, rows)))


def _options(one: Filter, rows: Sequence[DossierRow], asked: Asked) -> list[tuple[str, str]]:
    """Return what a filter lets choose, with how many dossiers each has: what is there, and what is chosen; nothing
    where all are nobody's."""
    counts = Counter(chain.from_iterable(one.of(row) for row in rows))
    values = dict.fromkeys([*counts, *filter(None, [asked.chosen.get(one.key)])])
    if values.keys() == {NOBODY}:
        return []
    return sorted(((value, f"{one.words(value)} ({counts[value]})") for value in values), key=lambda pair: pair[1])


def _told(asked: Asked, sessions: Sequence[Named], code: str) -> Iterator[str]:
    """Yield what a view is of, for whoever reads it on paper."""
    yield from (one.label for one in sessions if one.code == code)
    yield from (one.words(asked.chosen[one.key]) for one in FILTERS if one.key in asked.chosen)
    if asked.sought:
        yield f"« {asked.sought} »"


def said(value: Value) -> str:
    """Return what a cell of the page shows: days and instants in figures."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str("" if value is None else value)


def exported(request: Request) -> Response:
    """Return the whole of a view as a file; 404 for a kind of file that is not written."""
    kind = FILES.get(request.path_params["suffix"])
    if kind is None:
        raise HTTPException(404)
    asked, at = Asked.of(request.query_params), clock(None)
    listed = read_rows(asked.session, sought=asked.sought)
    kept = asked.narrowed(listed.found)
    zone = kept[0].zone if kept else at.tzinfo
    local = at.astimezone(zone)
    title = f"Dossiers, {count(len(kept), 'dossier')}, au {local:%d/%m/%Y à %H h %M}"
    media_type, write = kind
    content = write(title, [one.column for one in COLUMNS], [[one.value(row) for one in COLUMNS] for row in kept])
    name = "-".join(filter(None, (NAME, listed.code, f"{local:%Y-%m-%d}")))
    return attached(content, f"{name}.{request.path_params['suffix']}", media_type)
