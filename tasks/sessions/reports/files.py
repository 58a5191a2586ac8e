"""The summary of a year's report as files: to present (PDF), to work with (XLSX, CSV)."""

from collections.abc import Callable, Mapping

from notifications.documents.sheets.tables import Column, Value, as_csv, as_xlsx
from notifications.documents.typeset import typeset
from notifications.views.reports import SummaryDocument

_COLUMNS = (
    Column("indicator", "Indicateur", 45),
    Column("title", "Ventilation", 28),
    Column("label", "Détail", 40),
    Column("value", "Nombre", 14),
)
NOT_PUBLISHED = "non publié"


def _rows(summary: SummaryDocument) -> list[list[Value]]:
    return [
        [table.indicator, table.title, line.label, NOT_PUBLISHED if line.value is None else line.value]
        for table in summary.tables
        for line in table.lines
    ]


def _xlsx(summary: SummaryDocument) -> bytes:
    title = f"Bilan du SPRO {summary.year}, {summary.label}, {summary.region}"
    return as_xlsx(f"Bilan {summary.year}", title, _COLUMNS, _rows(summary))


FORMS: Mapping[str, Callable[[SummaryDocument], bytes]] = {
    "pdf": lambda summary: typeset("report", summary),
    "xlsx": _xlsx,
    "csv": lambda summary: as_csv(_COLUMNS, _rows(summary)),
}
"""What a summary is written as, by suffix."""
