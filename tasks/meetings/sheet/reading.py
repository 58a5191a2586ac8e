"""Reads the spreadsheet of a meeting as somebody filled it in: lenient about its shape, strict about what it says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from models.forms.meetings import BODIES
from models.region.stages.kinds import KNOWN
from models.vocabulary import StageKind
from tasks.meetings.sheet.columns import AMONG, COLUMNS, DOSSIERS, ROWS, SITTING, Column, Row, columns_of
from tasks.reading.sheets.workbook import Cell, FilledRow, read_lines, same

_IN_PARAGRAPHS, _SEVERAL = frozenset({"law", "reasons", "dissent"}), frozenset({"pieces", "recused"})
_MODEL = "reprenez le fichier fourni."


USUAL: dict[str, StageKind] = {words: KNOWN[name] for name, words in BODIES.items()}
"""What the stages of most sessions are called, and for what a body meets there."""


class SheetFault(NamedTuple):
    """One thing to mend: where it is, what is there, and how. `row` and `column` are empty where all of it is meant."""

    page: str
    row: int | None
    column: str
    value: str
    mend: str

    def __str__(self) -> str:
        """Say it on one line."""
        where = [self.page]
        where += [f"ligne {self.row}"] if self.row else []
        where += [f"« {self.column} »"] if self.column else []
        held = f" (« {shortened(self.value)} »)" if self.value else ""
        return f"{', '.join(where)}{held} : {self.mend}"


class SaidText(NamedTuple):
    """A text that somebody wrote, and its row."""

    row: int
    text: str


class SaidLine(NamedTuple):
    """A dossier's line: its row, and its texts by the keys of the columns."""

    row: int
    texts: Mapping[str, str]


class SaidSheet(NamedTuple):
    """What a sheet says, before it is held against the dossiers; with a fault, it says nothing. `stage` is what its
    stage is called."""

    stage: str | None
    head: Mapping[str, SaidText]
    present: Sequence[SaidText]
    lines: Sequence[SaidLine]
    faults: Sequence[SheetFault]


def shortened(text: str, longest: int = 60) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def read_sheet(content: bytes, stages: Mapping[str, StageKind] = USUAL) -> SaidSheet:
    """Return what an .xlsx file says of a meeting, at one of some stages, by what they are called, with all that is
    wrong with it; `UnusableError` if it is no such file."""
    sitting, dossiers = read_lines(content, SITTING, DOSSIERS)
    faults = [
        SheetFault(name, None, "", "", f"cet onglet manque ; {_MODEL}")
        for name, page in ((SITTING, sitting), (DOSSIERS, dossiers))
        if page is None
    ]
    if sitting is None or dossiers is None:
        return SaidSheet(None, {}, [], [], faults)
    head, present = _read_head(sitting, faults)
    kind = _kind(head, stages, faults)
    lines = _read_dossiers(kind, dossiers, faults) if kind else []
    return SaidSheet(head["stage"].text if kind else None, head, present, lines, faults)


def _read_head(page: Sequence[FilledRow], faults: list[SheetFault]) -> tuple[dict[str, SaidText], list[SaidText]]:
    """Return what is written beside each label, and those who were there: from their label down to the next text."""
    head: dict[str, SaidText] = {}
    present: list[SaidText] = []
    place, row = 0, None
    for line in page:
        if found := _label(line):
            place, row = found
        elif place in line.cells or row is not ROWS[-1]:
            row = None
        if row is ROWS[-1]:
            present += _said(line, place + 1, row, faults)
        elif row:
            said = _said(line, place + 1, row, faults)
            head.setdefault(row.key, said[0] if said else SaidText(line.number, ""))
    return head, present


def _label(line: FilledRow) -> tuple[int, Row] | None:
    """Return the first label of a row, and its place."""
    labels = {same(row.label): row for row in ROWS}
    texts = ((place, same(text_of(line.cells[place]))) for place in sorted(line.cells))
    return next(((place, labels[text]) for place, text in texts if text in labels), None)


def _said(line: FilledRow, place: int, row: Row, faults: list[SheetFault]) -> list[SaidText]:
    cell = line.cells.get(place)
    if cell is None:
        return []
    if cell.is_computed:
        faults.append(_computed(SITTING, line.number, row.label))
        return []
    return [SaidText(line.number, " ".join(text_of(cell).split()))]


def _computed(page: str, row: int, column: str) -> SheetFault:
    return SheetFault(page, row, column, "", "la case contient une formule ; écrivez-y le texte lui-même.")


def _kind(head: Mapping[str, SaidText], stages: Mapping[str, StageKind], faults: list[SheetFault]) -> StageKind | None:
    said = head.get("stage", SaidText(0, ""))
    kind = {same(words): kind for words, kind in stages.items()}.get(same(said.text))
    if kind is None:
        mend = f"écrivez {' ou '.join(f'« {words} »' for words in stages)}, comme dans le fichier fourni."
        faults.append(SheetFault(SITTING, said.row or None, "Instance", said.text, mend))
    return kind


def _read_dossiers(kind: StageKind, page: Sequence[FilledRow], faults: list[SheetFault]) -> list[SaidLine]:
    rows = iter(page)
    for heading in rows:
        titles = {place: same(text_of(cell)) for place, cell in heading.cells.items()}
        if same("Référence") in titles.values():
            columns = _places(kind, heading.number, titles, faults)
            lines = [_line(line, columns, faults) for line in rows]
            return [line for line in lines if line]
    faults.append(SheetFault(DOSSIERS, None, "Référence", "", f"la ligne des titres de colonnes manque ; {_MODEL}"))
    return []


def _places(kind: StageKind, number: int, titles: Mapping[int, str], faults: list[SheetFault]) -> dict[int, Column]:
    """Return the column that each place holds, wherever it was moved; a column of somebody's own is passed over."""
    own = columns_of(kind)
    # What only the other body fills in is read too: written here, it is a mistake, and not nothing.
    others = [column for column in COLUMNS if column.fill_in and column.key not in {each.key for each in own}]
    known = {same(column.title): column for column in [*own, *others]}
    found = {place: known[title] for place, title in titles.items() if title in known}
    for column in own:
        times = [each.key for each in found.values()].count(column.key)
        is_needed = (column.fill_in and not column.may_lack) or column.key == "reference"
        if times > 1 or (is_needed and not times):
            mend = "ce titre est à plusieurs colonnes ; gardez-en une." if times else f"cette colonne manque ; {_MODEL}"
            faults.append(SheetFault(DOSSIERS, number, column.title, "", mend))
    return found


def _line(line: FilledRow, columns: Mapping[int, Column], faults: list[SheetFault]) -> SaidLine | None:
    """Return what a line says, or None where it was emptied."""
    texts: dict[str, str] = {}
    wrong: list[SheetFault] = []
    for place, column in columns.items():
        cell = line.cells.get(place)
        if cell is None:
            continue
        if not cell.is_computed:
            texts[column.key] = _tidy(column, text_of(cell))
        elif column.fill_in or column.key == "reference":
            wrong.append(_computed(DOSSIERS, line.number, column.title))
    is_filled_in = any(column.fill_in and column.key in texts for column in columns.values())
    if "reference" not in texts and is_filled_in and not wrong:
        wrong.append(SheetFault(DOSSIERS, line.number, "Référence", "", "indiquez-la, ou videz toute la ligne."))
    faults += wrong
    return SaidLine(line.number, texts) if "reference" in texts and not wrong else None


def _tidy(column: Column, text: str) -> str:
    """Return a text without its odd blanks; where several things stand, a new line tells them apart too."""
    if column.key in _IN_PARAGRAPHS:
        return text
    return " ".join((text.replace("\n", AMONG) if column.key in _SEVERAL else text).split())


def text_of(cell: Cell) -> str:
    """Return what a cell says, as a person reads it there."""
    value = cell.value
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    # Some programs write the end of a line as this escape, before the real one.
    lines = str(value).replace("_x000D_", "").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()
