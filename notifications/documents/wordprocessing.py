"""The light markup of `layout` and content controls as WordprocessingML (ECMA-376), and the package they go in."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

from notifications.writing.layout import one_line, unguard
from notifications.writing.typography import typographic

STYLES = {"# ": "Heading1", "## ": "Heading2", "- ": "ListBullet", "! ": "Todo", "": "Normal"}
"""The style of a paragraph by the mark of its block."""

TEXT = "<w:text/>"
LINES = '<w:text w:multiLine="1"/>'
DATE = (
    '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="fr-FR"/><w:storeMappedDataAs w:val="date"/>'
    '<w:calendar w:val="gregorian"/></w:date>'
)
_BOX = (
    '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
)
_BOX_FONT = '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>'
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Control(NamedTuple):
    """A content control: `alias` is how it is called aloud, `content` what stands in it, which is only an invitation
    unless it is `locked`: then nobody writes there."""

    tag: str
    alias: str
    content: str
    kind: str = TEXT
    locked: bool = False

    def __str__(self) -> str:
        """Its markup, inside a paragraph. It cannot be deleted."""
        style, shown = ("", "") if self.locked else ('<w:rStyle w:val="PlaceholderText"/>', "<w:showingPlcHdr/>")
        return _control(self, style, f"{shown}{self.kind}")


def _control(control: Control, looks: str, kind: str) -> str:
    lock = "sdtContentLocked" if control.locked else "sdtLocked"
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={_quoted(control.alias)}/><w:tag w:val={_quoted(control.tag)}/>"
        f'<w:id w:val="{crc32(control.tag.encode()) >> 1}"/><w:lock w:val="{lock}"/>{kind}</w:sdtPr>'
        f"<w:sdtContent>{_run(control.content, looks)}</w:sdtContent></w:sdt>"
    )


def checkbox(tag: str, alias: str) -> str:
    """Return a box to tick, inside a paragraph."""
    return _control(Control(tag, alias, "☐"), _BOX_FONT, _BOX)


def choice(labels: Sequence[str]) -> str:
    """Return the kind of a control in which one of these is chosen."""
    items = "".join(f"<w:listItem w:displayText={_quoted(label)} w:value={_quoted(label)}/>" for label in labels)
    return f"<w:dropDownList>{items}</w:dropDownList>"


def _quoted(text: str) -> str:
    """Return the value of an attribute."""
    return '"' + escape(typographic(one_line(text)), {'"': "&quot;"}) + '"'


def _run(text: str, looks: str = "") -> str:
    looks = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(typographic(unguard(text)))}</w:t></w:r>'


def runs(text: str) -> str:
    """Return a line of the markup as the inside of a paragraph."""
    parts = enumerate(text.split("**"))
    return "".join(_run(part, '<w:rStyle w:val="Strong"/>' if place % 2 else "") for place, part in parts if part)


def paragraph(style: str, inside: str) -> str:
    """Return a paragraph in a style of the package."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def package(parts: Mapping[str, str]) -> bytes:
    """Return a package of these parts, by their names, the list of types first."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, part in sorted(parts.items()):
            archive.writestr(ZipInfo(name, _EPOCH), part, ZIP_DEFLATED)
    return held.getvalue()
