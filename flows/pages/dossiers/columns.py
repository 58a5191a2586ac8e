"""What the list of dossiers shows, sorts by and filters by: one row of a table each."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from flows.boards.reasons import FLAGS
from models.dossiers.workflow import LABELS
from models.vocabulary import Status
from notifications.documents.sheets.tables import Column, Value
from tasks.console.pages.dossiers.rows import DossierRow
from tasks.console.pages.dossiers.searched import folded

NOBODY = "-"
"""What stands for no desk, where one is chosen."""


class Shown(NamedTuple):
    """A column: its name in addresses, its title, what it holds of a dossier, how wide it is in a spreadsheet, and
    whether it is on the page too: « rarely », where some dossier that is shown fills it."""

    key: str
    title: str
    value: Callable[[DossierRow], Value]
    width: int
    on_page: Literal["always", "rarely", "never"] = "always"

    @property
    def column(self) -> Column:
        """Return it as a file shows it."""
        return Column(self.key, self.title, self.width)

    def order(self, row: DossierRow) -> tuple[int, Any]:
        """Return what a dossier is sorted by: what is empty, apart from the rest."""
        value = self.value(row)
        if value in (None, ""):
            return 1, ""
        return 0, folded(value) if isinstance(value, str) else value


class Filter(NamedTuple):
    """A choice that narrows the list: its name in addresses, its title, the values of a dossier, and their words."""

    key: str
    title: str
    of: Callable[[DossierRow], tuple[str, ...]]
    words: Callable[[str], str]


def _local(row: DossierRow, at: datetime) -> datetime:
    return at.astimezone(row.zone).replace(tzinfo=None)


def _day(row: DossierRow, at: datetime | None) -> date | None:
    return _local(row, at).date() if at else None


def _words(labels: Mapping[Any, str]) -> Callable[[str], str]:
    return lambda value: labels.get(value, value)


def _flags(row: DossierRow) -> str:
    return ", ".join(FLAGS.get(flag, flag) for flag in row.flags)


COLUMNS: tuple[Shown, ...] = (
    Shown("reference", "Référence", lambda row: row.reference, 18),
    Shown("organisme", "Organisme", lambda row: row.organisation, 45),
    Shown("siret", "SIRET", lambda row: row.siret, 18),
    Shown("rna", "RNA", lambda row: row.rna, 14, on_page="never"),
    Shown("uai", "UAI", lambda row: row.uai, 12, on_page="never"),
    Shown("contact", "Adresse de contact", lambda row: row.contact, 34, on_page="never"),
    Shown("cercle", "Cercle", lambda row: row.circle, 8),
    Shown("reseau", "Réseau", lambda row: row.network, 28, on_page="never"),
    Shown("statut", "Statut", lambda row: LABELS[row.status], 16),
    Shown("depuis", "Depuis le", lambda row: _day(row, row.status_at), 12),
    Shown("recu", "Reçu le", lambda row: _local(row, row.received_at), 17),
    Shown("rang", "Rang", lambda row: row.position, 8, on_page="rarely"),
    Shown("manque", "Pièces manquantes", lambda row: ", ".join(row.lacking), 34, on_page="rarely"),
    Shown("jusqu-au", "À compléter jusqu'au", lambda row: row.due_on, 14, on_page="rarely"),
    Shown("service", "Confié à", lambda row: row.agent, 24, on_page="rarely"),
    Shown("etiquettes", "Étiquettes", lambda row: ", ".join(row.labels), 24, on_page="rarely"),
    Shown("signalements", "Signalements", _flags, 30, on_page="rarely"),
    Shown("silence", "Silence le", lambda row: _day(row, row.silence_at), 12, on_page="rarely"),
    Shown("recours", "Recours jusqu'au", lambda row: row.contestable_until, 14, on_page="rarely"),
    Shown("represente", "Représenté le", lambda row: _day(row, row.represented_at), 14, on_page="rarely"),
    Shown("sessions", "Sessions", lambda row: ", ".join(map(str, row.sessions)), 14, on_page="rarely"),
    Shown("session", "Session", lambda row: row.session, 16),
)
"""The columns, in their order on the page and in files."""

FILTERS: tuple[Filter, ...] = (
    Filter("statut", "Statut", lambda row: (row.status,), _words({status.value: LABELS[status] for status in Status})),
    Filter("cercle", "Cercle", lambda row: (str(row.circle),), lambda value: f"cercle {value}"),
    Filter("service", "Confié à", lambda row: (row.agent or NOBODY,), _words({NOBODY: "personne"})),
    Filter("etiquette", "Étiquette", lambda row: row.labels, _words({})),
    Filter("signalement", "Signalement", lambda row: row.flags, _words(FLAGS)),
)
"""What the list may be narrowed by."""

BY_KEY: dict[str, Shown] = {column.key: column for column in COLUMNS}
