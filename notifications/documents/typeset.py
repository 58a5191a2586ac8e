"""Turns a document's view into a tagged PDF (PDF/UA-1): the same view gives the same octets, on any machine.

Values reach the templates as data, never as markup, and what no font can show is replaced: no name, however odd, keeps
a document from being made.
"""

import json
import os
import re
from base64 import b64decode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Literal
from unicodedata import category, normalize
from zoneinfo import ZoneInfo

import typst

from notifications.views.acts import ActDocument
from notifications.views.documents import (
    AgendaDocument,
    CertificateDocument,
    CoverDocument,
    EvidenceDocument,
    MinutesDocument,
)
from notifications.views.posted import PostedDocument
from notifications.views.reports import SummaryDocument
from notifications.writing.typography import typographic
from notifications.writing.wording import long_date, short_date, zone_name

TEMPLATES = Path(__file__).parent / "pages"

PLAIN = (
    r"\n -~\u00a1-\u00ac\u00ae-\u017f\u0218-\u021b\u1e00-\u1e9b\u1ea0-\u1ef9"
    r"\u2010-\u2015\u2018-\u2022\u2026\u2039\u203a\u20ac"
)
"""What is shown without a question, as ranges of a regular expression: letters and signs of the languages around us.

Unbreakable spaces are not of them: they are put where French wants them, and nowhere else.
"""

_IS_PLAIN, _NOT_PLAIN = re.compile(f"[{PLAIN}]*"), re.compile(f"[^{PLAIN}]")
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_MARKS = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_REMEMBERED, _LARGE = 11, 500_000
_VERBATIM = {"name", "subject", "answer", "message_id"}  # of files and of mails: they are looked for as they are
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_INSTEAD = {"Cc": " ", "Cf": "", "Zs": " ", **dict.fromkeys(("Cs", "Co", "Cn"), _UNREADABLE)}
"""What is put for a character of these categories: those that show nothing, that turn the text around them, or that
mean nothing."""


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that the compiler carries, and no other: a machine's own would change the document."""
    return typst.Fonts(include_system_fonts=False)


@cache
def _sources() -> dict[str, bytes]:
    """Return the templates in French print: what is code in them reads an unbreakable space as any other."""
    return {path.name: typographic(path.read_text(encoding="utf-8")).encode() for path in TEMPLATES.glob("*.typ")}


def _compile(template: str, value: object) -> bytes:
    document: bytes = typst.compile(  # type: ignore[call-overload]  # its stub lacks them by name
        _sources() | {"main.typ": _sources()[f"{template}.typ"]},
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"view": json.dumps(value)},
        pdf_standards=["ua-1"],
    )
    return document


@lru_cache(maxsize=1_000)
def _is_shown(text: str) -> bool:
    """Return True if the fonts have a glyph for each of these characters: a document that lacks one is not made."""
    try:
        _compile("probe", text)
    except typst.TypstError:
        return False
    return True


def shown(text: str) -> str:
    """Return a text as a document shows it, its lines kept."""
    if _IS_PLAIN.fullmatch(text):
        return text
    lines = _INVISIBLE.sub("", _LINE_END.sub("\n", normalize("NFC", text)))
    signs = "".join(sign if sign == "\n" else _INSTEAD.get(category(sign), sign) for sign in lines)
    kept = _MARKS.sub(r"\1", signs)
    return kept if _IS_PLAIN.fullmatch(kept) or _is_shown(kept) else _NOT_PLAIN.sub(_UNREADABLE, kept)


def _day(value: date, zone: tzinfo) -> dict[str, str]:
    if not isinstance(value, datetime):
        return {"day": typographic(long_date(value)), "short": typographic(short_date(value, year=0))}
    local = value.astimezone(zone)
    return _day(local.date(), zone) | {"hour": typographic(f"{local.hour} h {local.minute:02d}")}


def _words(value: Any, zone: tzinfo) -> object:  # noqa: ANN401  whatever a view holds
    """Return a value as the templates take it: words, numbers, lists, and dictionaries of them."""
    if isinstance(value, str):
        return typographic(shown(value))
    if isinstance(value, date):
        return _day(value, zone)
    if isinstance(value, tuple):
        return [_words(one, zone) for one in value]
    if is_dataclass(value):
        return {field.name: _field(field.name, getattr(value, field.name), zone) for field in fields(value)}
    return zone_name(value) if isinstance(value, ZoneInfo) else value


def _field(name: str, value: object, zone: tzinfo) -> object:
    if name == "png" and isinstance(value, str):
        return [*b64decode(value)]  # The compiler takes files as text alone.
    return shown(value) if name in _VERBATIM and isinstance(value, str) else _words(value, zone)


def _let_go() -> None:
    """Push a large document out of the compiler's memory, which holds what its last ten runs made: 150 MB for each
    agenda of 300 dossiers."""
    for _ in range(_REMEMBERED):
        _compile("probe", "")


Name = Literal["agenda", "minutes", "certificate", "cover", "evidence", "act", "letters", "report"]
"""The documents, by their templates."""

Document = (
    AgendaDocument
    | MinutesDocument
    | CertificateDocument
    | CoverDocument
    | EvidenceDocument
    | ActDocument
    | PostedDocument
    | SummaryDocument
)


def typeset(name: Name, view: Document) -> bytes:
    """Return the PDF of a document: `name` is its template. It is dated by what it says, and by nothing else."""
    words = _words(view, _zone(view))
    if isinstance(view, CertificateDocument) and isinstance(words, dict):
        words |= {"code": view.code, "page": view.page}
    document = _compile(name, words)
    if len(document) > _LARGE:
        _let_go()
    return document


def typeset_together(name: Name, views: Sequence[Document]) -> list[bytes]:
    """Return the PDFs of several documents, in their order, typeset side by side on all processors, since the
    compiler keeps none of them waiting."""
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        return list(side_by_side.map(partial(typeset, name), views))


def _zone(view: Document) -> tzinfo:
    if isinstance(view, CertificateDocument | EvidenceDocument | ActDocument | PostedDocument | SummaryDocument):
        return UTC
    return view.zone if isinstance(view, CoverDocument) else view.meeting.zone
