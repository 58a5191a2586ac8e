"""How people call the files of a dossier, in French and in English: each habit with the name that it gives a piece."""

import random
from collections.abc import Iterator, Mapping

PIECES = ("dossier", *(f"annexe-{number}" for number in range(1, 8)))

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII")
_ORDINAL = ("", "première", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième")

FORMS = (
    "Dossier",
    "dossier de candidature",
    "Formulaire",
    "Candidature SPRO 2026",
    "candidature {of}",
    "Dossier_V3_def",
    "DOSSIER COMPLET {of}",
    "1 - Dossier",
    "00 dossier {of}",
    "Application form",
    "application form {of} signed",
    "Form",
    "scan0001",
    "{of}",
    "Dossier de candidature et ses annexes - formulaire",
)
"""How the form is called."""

ANNEXES = (
    "Annexe {n}",
    "annexe-{n}",
    "ANNEXE_0{n}",
    "Annexe{n}",
    "annexe n°{n} signée",
    "Ann. {n}",
    "Ann{n}",
    "A{n}",
    "a{n} {of}",
    "PJ n° {n}",
    "pj{n}",
    "Pièce jointe {n}",
    "Pièce n°{n}",
    "Annexe {roman}",
    "ANNEXE {roman} - {of}",
    "{ordinal} annexe",
    "{of} - annexe {n} (v2)",
    "{of}_Annexe{n}_2026-04-15",
    "2026-04-15 annexe {n}",
    "Annexe {n} sur 7",
    "Annexe {n} du dossier de candidature",
    "Dossier de candidature - annexe {n}",
    "Dossier SPRO 2026 annexe {n}",
    "Copie de Annexe {n} (1)",
    "Annexe {n} - budget 2025",
    "annexe {n} 3 pages",
    "annexe {n} bis",
    "Annexe {letter}",
    "{n}",
    "0{n} - {of}",
    "{n}. {of} 2026",
    "document {n}",
    "Scan_20260415_00{n}",
    "IMG_204{n}",
    "Numérisation {n}",
    "Annex {n}",
    "Annex {roman} signed",
    "Appendix {n}",
    "appendix-{letter}",
    "Attachment {n}",
    "Enclosure {n} of 7",
    "Application form - annex {n}",
    "Schedule {n}",
    "Exhibit {letter}",
)
"""How an annexe is called."""

STRUCTURES = (
    "MJC des Lilas",
    "CIDFF 01",
    "A7 Insertion",
    "Mission locale 3 Vallées",
    "Annexe Sud",
    "Centre d'A2C",
    "PJ 42",
)
"""Who calls them so: some have numbers in their names, or what begins the name of an annexe."""


def deposits(number: int, *, seed: int = 2026) -> Iterator[Mapping[str, str]]:
    """Yield the names of the files of so many whole dossiers, by piece: in turn by each habit, of a structure drawn."""
    chance = random.Random(seed)  # noqa: S311  to draw, not to hide
    for place in range(number):
        of = chance.choice(STRUCTURES)
        form, annexe = FORMS[place % len(FORMS)], ANNEXES[place % len(ANNEXES)]
        named = {"dossier": form.format(of=of)}
        named |= {f"annexe-{n}": _annexe(annexe, n, of) for n in range(1, 8)}
        yield {piece: f"{name}{chance.choice(('.pdf', '.pdf', '.PDF'))}" for piece, name in named.items()}


def _annexe(habit: str, n: int, of: str) -> str:
    return habit.format(n=n, of=of, roman=_ROMAN[n], ordinal=_ORDINAL[n].capitalize(), letter="ABCDEFG"[n - 1])
