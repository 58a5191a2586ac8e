"""Writes the spreadsheet of a meeting: cells to fill in differ by their colour from those only to be read."""

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from itertools import zip_longest
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models.forms.meetings import SENSES
from models.vocabulary import StageKind
from notifications.documents.sheets.looks import (
    DAY,
    FILL_IN,
    HEADING,
    HEADING_READ_ONLY,
    NUMBER,
    ORANGE,
    PLAIN,
    READ_ONLY,
    TITLE,
    CellLook,
    dress,
    fit,
    lay_out,
)
from notifications.documents.sheets.tables import FORMULA
from notifications.writing.wording import capital
from tasks.meetings.sheet.columns import DOSSIERS, LISTS, SITTING, TIED, Column, Sheet, SheetLine, columns_of, rows_of

HOW_TO = """\
1. Ci-dessous, complétez les cases jaunes : le jour de la séance, les présents, qui a saisi.
2. Onglet « Dossiers », une ligne par dossier : choisissez dans la liste {what}. La colonne est préremplie avec \
{proposed} ; relisez chaque ligne, car rien ne se décide sans vous.
3. Ce qui n'est pas favorable se motive, en droit et en fait : tant qu'il manque un motif, sa case est orange. \
Relisez aussi les motifs préremplis{readers}.
4. Plusieurs membres{several} dans une même case se séparent par un point-virgule.
5. Pour laisser un dossier à plus tard, videz sa case « {column} ».
6. Les cases grises disent de quel dossier il s'agit : ne les modifiez pas. Vous pouvez trier et filtrer les lignes, \
déplacer et ajouter des colonnes.
7. Enregistrez au format Excel (.xlsx), et renvoyez le fichier en réponse au courriel qui l'apportait : le formulaire \
« importer-proces-verbal » le propose alors ; à blanc d'abord, pour lire ce qui changerait.
"""
"""How to fill it in, as the first worksheet says it."""

_OF_BODY: dict[StageKind, dict[str, str]] = {
    StageKind.opinion: {
        "what": "l'avis rendu",
        "column": "Avis",
        "proposed": "la conclusion de l'instructeur",
        "readers": "",
        "several": "",
    },
    StageKind.decision: {
        "what": "la décision prise",
        "column": "Décision",
        "proposed": "l'avis rendu",
        "readers": " : le candidat les lira",
        "several": ", ou plusieurs pièces,",
    },
}

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDE = 100  # both columns of « Séance »
_SPARE = 4  # rows for members who have no seat in the region file


def write_sheet(sheet: Sheet) -> bytes:
    """Return the spreadsheet of a meeting, as an .xlsx file. Whatever a text begins with, it stays a text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = f"{sheet.label} · {sheet.stage} · procès-verbal à compléter"
    book.properties.language = "fr-FR"
    book.properties.creator = _NOT_XML.sub(" ", sheet.body)
    _write_sitting(book.create_sheet(SITTING), sheet)
    _write_dossiers(book.create_sheet(DOSSIERS), sheet)
    _write_lists(book.create_sheet(LISTS), sheet)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _put(page: Worksheet, number: int, place: int, value: str | int | date | None, look: CellLook) -> None:
    """Write a value in a cell: a text that begins like a formula stays a text, now and once it is edited."""
    cell = cast("Cell", page.cell(number, place))
    dress(cell, look)
    if isinstance(value, str) and value:
        cell.value, cell.data_type = _NOT_XML.sub(" ", value), "s"
        cell.quotePrefix = int(value.startswith(FORMULA))
    else:
        cell.value = value or None


def _write_sitting(page: Worksheet, sheet: Sheet) -> None:
    """Write what is said once of a meeting, below how to fill it in."""
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 30, _WIDE - 30
    _put(page, 1, 1, f"{capital(sheet.stage)} · {sheet.label}", TITLE)
    page.row_dimensions[1].height = 24
    _put(page, 2, 1, sheet.body, PLAIN)
    how_to = HOW_TO.format(**_OF_BODY[sheet.kind]).splitlines()
    for number, text in enumerate(how_to, start=4):
        _put(page, number, 1, text, PLAIN)
        fit(page, number, [(text, _WIDE)])
    for number in (1, 2, *range(4, 4 + len(how_to))):
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
    _write_rows(page, sheet, first=len(how_to) + 5)
    lay_out(page, landscape=False, footer=f"{sheet.label} · {SITTING}")


def _write_rows(page: Worksheet, sheet: Sheet, *, first: int) -> None:
    name, capacity = sheet.signatory
    said = {"session": sheet.code, "stage": sheet.stage, "on": sheet.on, "name": name, "capacity": capacity}
    number = first
    for number, row in enumerate(rows_of(sheet.kind), start=first):
        _put(page, number, 1, row.label, HEADING if row.fill_in else HEADING_READ_ONLY)
        _put(page, number, 2, said.get(row.key), FILL_IN if row.fill_in else READ_ONLY)
        if row.key == "on":
            page.cell(number, 2).number_format = DAY
        if row.key != "present":
            _tell(page, row.hint, f"B{number}")
    rows = max(len(sheet.seats), len(sheet.present)) + _SPARE
    for place, member in zip_longest(range(number, number + rows), sheet.present):
        _put(page, place, 2, member, FILL_IN)
    _offer(page, _listed("A", sheet.seats), f"B{number}:B{number + rows - 1}", hint=row.hint)


def _write_dossiers(page: Worksheet, sheet: Sheet) -> None:
    """Write a line a dossier, under a heading that stays in sight and at the top of each printed page."""
    columns = columns_of(sheet.kind)
    for place, column in enumerate(columns, start=1):
        _put(page, 1, place, column.title, HEADING if column.fill_in else HEADING_READ_ONLY)
        page.column_dimensions[get_column_letter(place)].width = column.width
    fit(page, 1, [(column.title, column.width) for column in columns])
    for number, line in enumerate(sheet.lines, start=2):
        _write_line(page, number, columns, line)
    last = max(len(sheet.lines) + 1, 2)
    _help(page, sheet, columns, last)
    page.freeze_panes = "D2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    page.print_title_rows = "1:1"
    lay_out(page, landscape=True, footer=f"{sheet.label} · {sheet.stage}")


def _write_line(page: Worksheet, number: int, columns: Sequence[Column], line: SheetLine) -> None:
    values = {column.key: getattr(line, column.key) for column in columns}
    for place, column in enumerate(columns, start=1):
        look = FILL_IN if column.fill_in else READ_ONLY
        _put(page, number, place, values[column.key], look if column.key != "rank" else look._replace(form=NUMBER))
    fit(page, number, [(str(values[column.key]), column.width) for column in columns])


def _help(page: Worksheet, sheet: Sheet, columns: Sequence[Column], last: int) -> None:
    """Add the drop-downs, keep the grey columns from being typed over, and show where reasons are missing."""
    letters = {column.key: get_column_letter(place) for place, column in enumerate(columns, start=1)}
    cells = {key: f"{letter}2:{letter}{last}" for key, letter in letters.items()}
    words = list(SENSES[sheet.kind].values())
    _offer(page, f'"{",".join(words)}"', cells["sense"], strict=f"Choisissez parmi : {', '.join(words)}.")
    _offer(page, _listed("A", sheet.seats), cells["recused"], hint="Qui s'est retiré. Plusieurs : séparez par « ; ».")
    hint = (
        f"« {TIED} » si les voix étaient égales et que celle de la présidence l'a emporté (article R. 133-11 du CRPA)."
    )
    _offer(page, f'"{TIED}"', cells["tied"], hint=hint)
    if "pieces" in cells:
        hint = "Pour un ajournement. Plusieurs pièces : séparez par « ; »."
        _offer(page, _listed("B", sheet.pieces), cells["pieces"], hint=hint)
    _keep(page, [cells[column.key] for column in columns if not column.fill_in])
    sense, reasons = f"${letters['sense']}2", f"${letters['reasons']}2"
    # The first word is the favourable one, which needs no reason.
    lacking = f'AND({sense}<>"",{sense}<>"{words[0]}",TRIM({reasons})="")'
    page.conditional_formatting.add(
        cells["reasons"], Rule("expression", dxf=DifferentialStyle(fill=ORANGE), formula=[lacking])
    )


def _listed(letter: str, words: Sequence[str]) -> str:
    """Return where the words of a drop-down are: a list written in place cannot hold a comma."""
    return f"{LISTS}!${letter}$2:${letter}${max(len(words), 1) + 1}"


def _offer(page: Worksheet, words: str, cells: str, *, hint: str | None = None, strict: str | None = None) -> None:
    """Add a drop-down; without `strict`, other words may be typed."""
    offered = DataValidation("list", formula1=words, allow_blank=True, showErrorMessage=strict is not None)
    offered.error, offered.errorTitle = strict, "Valeur inconnue" if strict else None
    offered.prompt, offered.showInputMessage = hint, hint is not None
    offered.add(cells)
    page.add_data_validation(offered)


def _tell(page: Worksheet, hint: str, cell: str) -> None:
    """Show what to write in a cell once it is chosen."""
    told = DataValidation(prompt=hint, showInputMessage=True)
    told.add(cell)
    page.add_data_validation(told)


def _keep(page: Worksheet, ranges: Sequence[str]) -> None:
    """Refuse what is typed over cells by which a dossier is known; sorting them is no typing."""
    kept = DataValidation("custom", formula1="FALSE", allow_blank=False, showErrorMessage=True)
    kept.error, kept.errorTitle = "Cette case dit de quel dossier il s'agit : ne la modifiez pas.", "Case à conserver"
    for cells in ranges:
        kept.add(cells)
    page.add_data_validation(kept)


def _write_lists(page: Worksheet, sheet: Sheet) -> None:
    """Write the words that the drop-downs offer."""
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 60
    for place, (title, words) in enumerate((("Sièges", sheet.seats), ("Pièces", sheet.pieces)), start=1):
        _put(page, 1, place, title, HEADING_READ_ONLY)
        for number, word in enumerate(words, start=2):
            _put(page, number, place, word, READ_ONLY)
    lay_out(page, landscape=False, footer=f"{sheet.label} · {LISTS}")
