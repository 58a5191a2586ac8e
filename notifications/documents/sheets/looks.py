"""How a spreadsheet looks: what to fill in is yellow, what is only to be read is grey, both print."""

from collections.abc import Iterable
from textwrap import wrap
from typing import NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

TEXT, DAY, INSTANT, NUMBER = "@", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "0"
"""Formats of cells. What is typed in a cell of text stays as it was typed, even « - statuts » or « 1/2 »."""

ORANGE = PatternFill(bgColor="F8CBAD")
"""What is put over a cell that still has to be filled in."""

_LINE = Side(style="thin", color="BFBFBF")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_NONE = Border()
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
_LINE_HEIGHT, _TALLEST = 15, 400  # points; a spreadsheet has no row taller than 409
_PAPER_A4 = 9


class _Row(RowDimension):
    """A row whose height is a start: it grows with what is typed, as one of a set height would not."""

    customHeight = False  # noqa: N815  openpyxl's name


class CellLook(NamedTuple):
    """What a cell looks like, and how what it holds is read."""

    font: Font
    fill: PatternFill = PatternFill()
    border: Border = _NONE
    form: str = TEXT


TITLE = CellLook(Font(name="Calibri", size=16, bold=True, color="1F3864"))
PLAIN = CellLook(Font(name="Calibri", size=11))
READ_ONLY = CellLook(Font(name="Calibri", size=11, color="404040"), PatternFill("solid", "EDEDED"), _GRID)
FILL_IN = CellLook(Font(name="Calibri", size=11), PatternFill("solid", "FFF9DB"), _GRID)
HEADING = CellLook(Font(name="Calibri", size=11, bold=True, color="FFFFFF"), PatternFill("solid", "1F3864"), _GRID)
HEADING_READ_ONLY = HEADING._replace(fill=PatternFill("solid", "595959"))


def dress(cell: Cell, look: CellLook) -> None:
    """Give a cell its look."""
    cell.font, cell.fill, cell.border = look.font, look.fill, look.border
    cell.alignment, cell.number_format = _TOP, look.form


def settle(cell: Cell, form: str) -> None:
    """Say how what a plain cell holds is read, and no more: each look of a cell costs time, and thousands have one."""
    cell.alignment, cell.number_format = _TOP, form


def fit(page: Worksheet, number: int, texts: Iterable[tuple[str, float]]) -> None:
    """Make a row tall enough for its texts, each given with the width of its cell."""
    lines = max(sum(len(wrap(line, int(width))) or 1 for line in text.splitlines()) for text, width in texts)
    height = min(_TALLEST, _LINE_HEIGHT * max(lines, 1) + 1)
    page.row_dimensions[number] = _Row(page, index=number, ht=height)


def lay_out(page: Worksheet, *, landscape: bool, footer: str) -> None:
    """Make a worksheet print on A4, as wide as the page, with its pages numbered."""
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = _PAPER_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    # An ampersand starts a code in a footer; twice, it is itself.
    foot = HeaderFooterItem()
    foot.left.text, foot.right.text = footer.replace("&", "&&"), "&P / &N"
    page.HeaderFooter.oddFooter = foot
