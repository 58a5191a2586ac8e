"""Reads the lines of a spreadsheet against the dossiers of its meeting: what each says is new, known, or wrong."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from models.forms.dossiers import Signatory
from models.forms.meetings import SENSES, Line, faults_of
from models.forms.parts import IN_FACT, IN_LAW
from models.meetings.recusals import seat_of
from models.region.parts import Body
from models.vocabulary import StageKind
from tasks.meetings.pages.recorded import Recorded
from tasks.meetings.sheet.columns import AMONG, COLUMNS, DOSSIERS, TIED, columns_of
from tasks.meetings.sheet.reading import SaidLine, SheetFault
from tasks.meetings.sheet.sitting import KnownDossier, Sitting
from tasks.reading.sheets.workbook import same

Value = TypeVar("Value")

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_ANYBODY = Signatory.model_construct(name="—", capacity="—")
"""Who signs is asked for once, on the first worksheet, and not on each line."""

_ABOUT = {IN_LAW: "law", IN_FACT: "reasons", "motifs": "reasons", "pièces": "pieces"}
"""The column of a fault that the rules of a line tell of, by a word that they say."""

_TIED = {"": False, "non": False, TIED: True}
"""What a cell says of whether a casting vote settled it."""

_STANDS: dict[StageKind, str] = {
    StageKind.opinion: "remettez l'avis enregistré, ou videz la ligne.",
    StageKind.decision: "remettez la décision enregistrée, ou videz la ligne ; pour la changer : rectifier-decision.",
}


def reference_of(line: SaidLine) -> str:
    """Return the reference that a line gives, whatever its case, its blanks and its dashes."""
    return _DASHES.sub("-", "".join(line.texts["reference"].split())).upper()


class Lines:
    """The lines of a sheet, told apart: `new` ones to record, `known` and `later` ones by reference, and `faults`."""

    def __init__(self, sitting: Sitting) -> None:
        """Begin with none."""
        self.new: list[Line] = []
        self.known: list[str] = []
        self.later: list[str] = []
        self.faults: list[SheetFault] = []
        self._sitting = sitting
        self._rows: dict[str, int] = {}
        self._titles = {column.key: column.title for column in (*COLUMNS, *columns_of(sitting.kind))}

    def read(self, line: SaidLine) -> None:
        """Read one line."""
        reference, before = reference_of(line), len(self.faults)
        dossier = self._sitting.dossiers.get(reference)
        if dossier is None:
            self._fault(line, "reference", "aucun dossier de cette référence ; recopiez-la de l'ordre du jour.")
            return
        self._must_be_once(line, reference)
        self._must_be_named(line, dossier)
        if not line.texts.get("sense"):
            self.later.append(reference)
            return
        said = self._said(line, dossier)
        if said is None or len(self.faults) > before:
            return
        if dossier.said is None:
            self.new.append(said)
        else:
            self.known.append(reference)

    def _said(self, line: SaidLine, dossier: KnownDossier) -> Line | None:
        """Return what a line says, with its faults told where it has some."""
        if dossier.said is None and dossier.awaits_not:
            self._fault(line, "reference", dossier.awaits_not)
            return None
        words = {same(word): sense for sense, word in SENSES[self._sitting.kind].items()}
        sense = self._one_of(line, "sense", line.texts["sense"], words)
        pieces = _once(self._pieces(line))
        if sense is None:
            return None
        said = Line(
            reference=dossier.reference,
            sense=sense,
            law=line.texts.get("law"),
            reasons=line.texts.get("reasons"),
            pieces=pieces,
            recused=_once(named(self._sitting.body, member) for member in _several(line.texts.get("recused", ""))),
            dissent=line.texts.get("dissent"),
            tied=self._one_of(line, "tied", line.texts.get("tied", ""), _TIED, [TIED]) or False,
        )
        for fault in faults_of(self._sitting.kind, said, _ANYBODY):
            key = next((key for word, key in _ABOUT.items() if word in fault), "sense")
            self._fault(line, key, fault)
        if dossier.said:
            self._must_be_the_same(line, said, dossier, dossier.said)
        return said

    def _must_be_once(self, line: SaidLine, reference: str) -> None:
        former = self._rows.setdefault(reference, line.row)
        if former != line.row:
            self._fault(line, "reference", f"ce dossier est déjà à la ligne {former} ; gardez une seule des deux.")

    def _must_be_named(self, line: SaidLine, dossier: KnownDossier) -> None:
        """Refuse a line on which a reference stands beside the name of another: a sort of some columns does that."""
        name = line.texts.get("organisation")
        if name and same(name) != same(dossier.organisation):
            mend = (
                f"{dossier.reference} est le dossier de « {dossier.organisation} » ; un tri a-t-il décalé les lignes ?"
            )
            self._fault(line, "organisation", mend)

    def _must_be_the_same(self, line: SaidLine, said: Line, dossier: KnownDossier, former: Recorded) -> None:
        """Refuse in other words what the meeting recorded already."""
        differ = {
            "sense": said.sense is not former.sense,
            "law": _plain(said.law) != _plain(former.law),
            "reasons": _plain(said.reasons) != _plain(former.reasons),
            "pieces": set(said.pieces) != set(former.pieces),
            "recused": not set(said.recused) <= set(dossier.kept_out),
            "dissent": _plain(said.dissent) != _plain(dossier.dissent),
            "tied": said.tied is not dossier.tied,
        }
        for key in (key for key, differs in differ.items() if differs):
            self._fault(line, key, f"cette séance a déjà enregistré autre chose ; {_STANDS[self._sitting.kind]}")

    def _pieces(self, line: SaidLine) -> Iterator[str]:
        pieces = self._sitting.region.pieces
        known = {same(words): key for key, piece in pieces.items() for words in (key, piece.label)}
        for words in _several(line.texts.get("pieces", "")):
            piece = self._one_of(line, "pieces", words, known, [piece.label for piece in pieces.values()])
            if piece:
                yield piece

    def _one_of(
        self, line: SaidLine, key: str, words: str, known: Mapping[str, Value], offered: list[str] | None = None
    ) -> Value | None:
        found = known.get(same(words))
        if found is None:
            among = offered or list(SENSES[self._sitting.kind].values())
            self.faults.append(self._told(line, key, words, f"choisissez parmi : {', '.join(among)}."))
        return found

    def _fault(self, line: SaidLine, key: str, mend: str) -> None:
        # Reasons and names are not quoted: what a run says is read in the console, and the row is enough to find them.
        value = line.texts.get(key, "") if key not in ("law", "reasons", "recused", "dissent") else ""
        self.faults.append(self._told(line, key, value, mend))

    def _told(self, line: SaidLine, key: str, value: str, mend: str) -> SheetFault:
        return SheetFault(DOSSIERS, line.row, self._titles[key], value, mend)


def named(body: Body, member: str) -> str:
    """Return the label of the seat that a member's words name, else the words."""
    seat = seat_of(body, member)
    return body.members[seat].label if seat else member


def _several(text: str) -> list[str]:
    """Return the words of a cell that may hold several."""
    return [words for part in text.split(AMONG.strip()) if (words := " ".join(part.split()))]


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _plain(words: str | None) -> str:
    return " ".join((words or "").split())
