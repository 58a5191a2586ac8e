"""A spreadsheet that somebody hands over may be anything: what is none is refused, clearly and at once."""

import re
import time
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from tasks.reading.sheets.workbook import MOST_BYTES, MOST_ROWS, UnusableError, read_lines

PAGE = "xl/worksheets/sheet1.xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SOON = 60
"""Seconds; each of these takes two on a machine with nothing else to do."""


def book(*rows: tuple[str | int | None, ...]) -> bytes:
    """A workbook with one worksheet, « Feuille »."""
    made = Workbook()
    page = made.worksheets[0]
    page.title = "Feuille"
    for row in rows:
        page.append(row)
    saved = BytesIO()
    made.save(saved)
    return saved.getvalue()


def made_of(
    content: bytes,
    parts: Mapping[str, bytes] | None = None,
    *,
    changes: Mapping[str, Callable[[bytes], bytes]] | None = None,
) -> bytes:
    """A workbook with other parts besides, and some of its own changed."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in given.namelist():
            kept.writestr(name, (changes or {}).get(name, bytes)(given.read(name)))
        for name, text in (parts or {}).items():
            kept.writestr(name, text)
    return out.getvalue()


def with_cells(cells: bytes) -> bytes:
    """A workbook whose worksheet has these rows."""
    return made_of(book(("a",)), changes={PAGE: lambda text: re.sub(rb"<row.*</row>", lambda _: cells, text)})


def with_styles(styles: bytes) -> bytes:
    """A workbook with these formats of cells."""
    mark = b"</cellXfs>"
    return made_of(book(("a",)), changes={"xl/styles.xml": lambda text: text.replace(mark, styles + mark)})


def table(content: bytes) -> dict[int, dict[int, object]]:
    """What the worksheet of a workbook holds: values by place, by row."""
    [lines] = read_lines(content, "Feuille")
    assert lines is not None
    return {line.number: {place: cell.value for place, cell in line.cells.items()} for line in lines}


def locked() -> bytes:
    """A workbook with a password is no archive, but the old format around one."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512


def encrypted() -> bytes:
    """An archive that says that its parts are encrypted."""
    content = bytearray(book(("a",)))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def understated() -> bytes:
    """A bomb that says that it is small: what its archive announces is not to be believed."""
    content = bytearray(made_of(book(("a",)), {"xl/media.xml": b"<a/>" + b" " * 50_000_000}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(content)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "ce n'est pas un classeur .xlsx lisible"),
    "a text": (lambda: b"Bonjour", "ce n'est pas un classeur .xlsx lisible"),
    "cut": (lambda: book(("a",))[:-40], "ce n'est pas un classeur .xlsx lisible"),
    "another archive": (lambda: made_of(b"PK\5\6" + b"\0" * 18, {"a.xml": b"<a/>"}), "ce n'est pas un classeur"),
    "encrypted": (encrypted, "ce n'est pas un classeur .xlsx lisible"),
    "no number": (lambda: with_cells(b'<row r="1"><c><v>deux</v></c></row>'), "ce n'est pas un classeur .xlsx lisible"),
    "locked, or .xls": (locked, "il est à l'ancien format .xls, ou protégé par un mot de passe"),
    ".ods": (lambda: made_of(b"PK\5\6" + b"\0" * 18, {"content.xml": b"<a/>"}), "il est au format .ods"),
    "macros": (lambda: made_of(book(), {"xl/vbaProject.bin": b"\0"}), "il contient des macros"),
    "links": (
        lambda: made_of(book(), {"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        "il est lié à d'autres fichiers",
    ),
    "data": (lambda: made_of(book(), {"xl/connections.xml": b"<a/>"}), "il est lié à d'autres données"),
    "heavy": (lambda: b"PK" + b"\0" * MOST_BYTES, "il dépasse 5 Mo"),
    "a bomb": (lambda: made_of(book(), {"xl/media.xml": b" " * 50_000_000}), "décompressé, il est démesuré"),
    "a bomb that lies": (understated, "ce n'est pas un classeur .xlsx lisible"),
    "many parts": (lambda: made_of(book(), {f"{i}.xml": b"" for i in range(600)}), "décompressé, il est démesuré"),
    "entities": (lambda: made_of(book(), {"xl/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "son contenu est"),
    "UTF-16": (lambda: made_of(book(), {"xl/a.xml": "<a/>".encode("utf-16")}), "son contenu est démesuré ou inattendu"),
    "a million rows": (lambda: with_cells(b"<row><c><v>1</v></c></row>" * 90_000), "son contenu est démesuré"),
    "a row too far": (
        lambda: with_cells(b'<row r="1048576"><c><v>1</v></c></row>'),
        "l'onglet « Feuille » va au-delà de 3000 lignes",
    ),
    "no such row": (
        lambda: with_cells(b'<row r="99999999999"><c><v>1</v></c></row>'),
        "l'onglet « Feuille » va au-delà",
    ),
}
"""What is no spreadsheet of ours, and what is said of it."""


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_spreadsheet_is_refused_at_once(case: str) -> None:
    """The message says what it is, and how to mend it."""
    make, why = REFUSED[case]
    content = make()
    begun = time.perf_counter()

    with pytest.raises(UnusableError) as refused:
        read_lines(content, "Feuille")

    assert str(refused.value).startswith(why)
    assert time.perf_counter() - begun < SOON


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(with_styles(b"<xf/>" * 240_000), id="formats"),
        pytest.param(with_cells(b"<row>" + b"<c><v>1</v></c>" * 60_000 + b"</row>"), id="a wide row"),
        pytest.param(with_cells(b"<row>" * 100_000 + b"</row>" * 100_000), id="rows in rows"),
    ],
)
def test_what_is_slow_to_read_ends_soon(content: bytes) -> None:
    """As much as is let in takes seconds, never minutes."""
    begun = time.perf_counter()

    read_lines(content, "Feuille")

    assert time.perf_counter() - begun < SOON


def test_drop_downs_are_not_even_read() -> None:
    """A file may hold more of them than a machine could: only its cells are looked at."""
    rules = b'<dataValidations><dataValidation sqref="' + b"A1 " * 2_000_000 + b'"/></dataValidations></worksheet>'
    content = made_of(book(("a",)), changes={PAGE: lambda text: text.replace(b"</worksheet>", rules)})
    begun = time.perf_counter()

    assert table(content) == {1: {1: "a"}}
    assert time.perf_counter() - begun < 1


def test_rows_that_hold_nothing_are_passed_over() -> None:
    """Blanks are nothing; numbers are those that people see."""
    assert table(book(("a", None, 2), (None, " "), ("b",))) == {1: {1: "a", 3: 2}, 3: {1: "b"}}


def test_empty_rows_to_the_end_of_the_page_are_no_matter() -> None:
    """Some programs number them all."""
    assert table(with_cells(b'<row r="2"><c><v>7</v></c></row><row r="1048576"/>')) == {2: {1: 7}}


def test_a_size_that_a_file_says_wrong_hides_nothing() -> None:
    """What it says of its own size is not looked at."""
    size = re.compile(rb'<dimension ref="[^"]*"')
    content = made_of(book(("a",), ("b",)), changes={PAGE: lambda text: size.sub(b'<dimension ref="A1"', text)})

    assert table(content) == {1: {1: "a"}, 2: {1: "b"}}


def test_formulas_and_their_errors_are_told_from_texts() -> None:
    """A text that begins like a formula is none."""
    made = Workbook()
    page = made.worksheets[0]
    page.title = "Feuille"
    page["A1"], page["B1"], page["C1"] = "=1+1", "#N/A", "=1+1"
    page["C1"].data_type = "s"
    saved = BytesIO()
    made.save(saved)

    [lines] = read_lines(saved.getvalue(), "Feuille")

    assert lines is not None
    assert [cell.is_computed for cell in lines[0].cells.values()] == [True, True, False]


def test_worksheets_are_found_by_their_names() -> None:
    """Whatever their case and accents; one that is not there is none."""
    [found, missing] = read_lines(book(("a",)), "FEUILLE ", "Dossiers")

    assert (found is None, missing) == (False, None)


def test_as_many_rows_as_a_session_takes_are_read() -> None:
    """Up to the last one that is let in, in a second or two."""
    begun = time.perf_counter()

    found = table(book(*((f"ARA-2026-{number:04d}", "acceptée") for number in range(1, MOST_ROWS + 1))))

    assert (len(found), found[MOST_ROWS]) == (MOST_ROWS, {1: f"ARA-2026-{MOST_ROWS}", 2: "acceptée"})
    assert time.perf_counter() - begun < SOON


def test_a_file_of_another_program_is_read() -> None:
    """Prefixes of its own, texts shared between cells, ends of lines written in its way."""
    strings = f'<x:sst xmlns:x="{SPREADSHEET}"><x:si><x:t>Motif_x000D_\n- suite</x:t></x:si></x:sst>'
    cells = '<x:row r="4"><x:c r="B4" t="s"><x:v>0</x:v></x:c></x:row>'
    page = f'<x:worksheet xmlns:x="{SPREADSHEET}"><x:sheetData>{cells}</x:sheetData></x:worksheet>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    content = made_of(
        book(),
        {"xl/sharedStrings.xml": strings.encode()},
        changes={
            PAGE: lambda _: page.encode(),
            "[Content_Types].xml": lambda text: text.replace(b"</Types>", part.encode()),
        },
    )

    assert table(content) == {4: {2: "Motif_x000D_\n- suite"}}
