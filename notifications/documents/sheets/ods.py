"""A table as an OpenDocument spreadsheet (ISO/IEC 26300), written with the standard library: a format of six elements.

The library that would write it (odfpy) has had no release since 2020, and the one that has (odfdo) brings lxml along.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from notifications.documents.sheets.tables import NOT_XML, Column, Value

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_MILLIMETRES = 2.1  # that a column of the width of one figure takes

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}"'
    for name, urn in {
        "office": "office:1.0",
        "style": "style:1.0",
        "text": "text:1.0",
        "table": "table:1.0",
        "fo": "xsl-fo-compatible:1.0",
        "number": "datastyle:1.0",
        "manifest": "manifest:1.0",
        "meta": "meta:1.0",
    }.items()
)
_DAY = (
    '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/>'
)
_HOUR = (
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/>'
)
_STYLES = (
    f'<number:date-style style:name="day-form">{_DAY}</number:date-style>'
    f'<number:date-style style:name="instant-form">{_DAY}{_HOUR}</number:date-style>'
    '<style:style style:name="heading" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#1F3864"/>'
    '<style:text-properties fo:color="#FFFFFF" fo:font-weight="bold"/></style:style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="day-form"/>'
    '<style:style style:name="instant" style:family="table-cell" style:data-style-name="instant-form"/>'
)
_MANIFEST = (
    f'<manifest:manifest {_NAMESPACES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def as_ods(name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return rows as a spreadsheet: dates are dates, and a text is a text whatever it begins with."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        # First, and not compressed: by it the file is known for what it is.
        archive.writestr("mimetype", MEDIA_TYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _declared(_MANIFEST))
        archive.writestr("content.xml", _declared("".join(_document(name, title, columns, rows))))
    return content.getvalue()


def _declared(said: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{said}'


def _document(name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> Iterator[str]:
    yield f'<office:document-content {_NAMESPACES} office:version="1.3"><office:automatic-styles>{_STYLES}'
    for place, column in enumerate(columns):
        yield f'<style:style style:name="column-{place}" style:family="table-column">'
        width = f"{column.width * _MILLIMETRES:.0f}mm"
        yield f'<style:table-column-properties style:column-width="{width}"/></style:style>'
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield f"<table:table table:name={quoteattr(name)}><table:title>{_text(title)}</table:title>"
    for place in range(len(columns)):
        yield f'<table:table-column table:style-name="column-{place}"/>'
    yield "<table:table-header-rows><table:table-row>"
    yield from (_written(column.title, "heading") for column in columns)
    yield "</table:table-row></table:table-header-rows>"
    for row in rows:
        yield f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def _cell(value: Value) -> str:
    if isinstance(value, datetime):
        return _typed(f'table:style-name="instant" office:value-type="date" office:date-value="{value.isoformat()}"')
    if isinstance(value, date):
        return _typed(f'table:style-name="day" office:value-type="date" office:date-value="{value.isoformat()}"')
    if isinstance(value, int):
        return _typed(f'office:value-type="float" office:value="{value}"')
    return _written(value) if value else "<table:table-cell/>"


def _typed(said: str) -> str:
    return f"<table:table-cell {said}/>"


def _written(said: str, style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{styled} office:value-type="string"><text:p>{_text(said)}</text:p></table:table-cell>'


def _text(said: str) -> str:
    return escape(NOT_XML.sub(" ", said))
