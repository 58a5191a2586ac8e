"""The spreadsheet that the secretary of a body fills in: its worksheets, rows and columns, for its writer and its
reader alike."""

from datetime import date
from typing import NamedTuple

from models.vocabulary import StageKind

SITTING, DOSSIERS, LISTS = "Séance", "Dossiers", "Listes"
"""The worksheets, in order. The third one only feeds the drop-downs."""

AMONG = " ; "
"""What stands between several pieces, or several members, in one cell."""

TIED = "oui"
"""What stands in the cell of a dossier that a casting vote settled; it is empty for the others."""


class Column(NamedTuple):
    """A column of « Dossiers ». `only` is the body that has it, None for both; `fill_in`, whether a person fills it in:
    the others are there to know the dossier by. A sheet that was written before a column was thought of `may_lack` it.
    """

    key: str
    title: str
    width: int
    fill_in: bool = False
    only: StageKind | None = None
    may_lack: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("rank", "Rang", 7),
    Column("reference", "Référence", 16),
    Column("organisation", "Organisme", 30),
    Column("finding", "Conclusion de l'instructeur", 14),
    Column("opinion", "Avis rendu", 28, only=StageKind.decision),
    Column("sense", "Avis", 14, fill_in=True, only=StageKind.opinion),
    Column("sense", "Décision", 14, fill_in=True, only=StageKind.decision),
    Column("law", "Motifs en droit", 34, fill_in=True, only=StageKind.decision, may_lack=True),
    Column("reasons", "Motifs", 46, fill_in=True),
    Column("pieces", "Pièces demandées", 24, fill_in=True, only=StageKind.decision),
    Column("recused", "Déports", 24, fill_in=True),
    Column("dissent", "Position divergente", 28, fill_in=True),
    Column("tied", "Partage des voix", 12, fill_in=True, may_lack=True),
)
"""The columns of « Dossiers », in order."""


class Row(NamedTuple):
    """A row of « Séance »: a label, and what to write beside it; `fill_in` and `only` as for a column."""

    key: str
    label: str
    hint: str
    fill_in: bool = True
    only: StageKind | None = None


ROWS: tuple[Row, ...] = (
    Row("session", "Session", "Ne pas modifier.", fill_in=False),
    Row("stage", "Instance", "Ne pas modifier.", fill_in=False),
    Row("on", "Jour de la séance", "Le jour où elle s'est tenue : 17/06/2027, par exemple."),
    Row("name", "Signataire (prénom et nom)", "La personne qui signe les décisions.", only=StageKind.decision),
    Row("capacity", "Signataire (qualité)", "Présidente de la commission, par exemple.", only=StageKind.decision),
    Row("by", "Saisi par", "Votre nom ou votre fonction : le journal des dossiers le garde."),
    Row("present", "Présents", "Un par ligne : choisissez le siège dans la liste, ou tapez une qualité."),
)
"""What « Séance » says, one entry per row; those who were present come last, one per row."""


class SheetLine(NamedTuple):
    """A dossier of « Dossiers »: its fields are the keys of the columns."""

    rank: int
    reference: str
    organisation: str
    finding: str
    opinion: str
    sense: str
    law: str
    reasons: str
    pieces: str
    recused: str
    dissent: str
    tied: str


class Sheet(NamedTuple):
    """What is written for a meeting; `stage` is what that is called; `on`, `present` and `signatory` are
    empty until they are known."""

    code: str
    label: str
    kind: StageKind
    stage: str
    body: str
    on: date | None
    present: tuple[str, ...]
    signatory: tuple[str, str]
    seats: tuple[str, ...]
    pieces: tuple[str, ...]
    lines: tuple[SheetLine, ...]


def columns_of(kind: StageKind) -> list[Column]:
    """Return the columns that the sheet of a body has, in order."""
    return [column for column in COLUMNS if column.only in (None, kind)]


def rows_of(kind: StageKind) -> list[Row]:
    """Return the rows that « Séance » has for a body, in order."""
    return [row for row in ROWS if row.only in (None, kind)]
