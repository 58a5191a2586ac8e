"""One wrong line refuses the whole sheet: every fault is told at once, with its row, its column and its mend."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import Session, select

from models.dossiers.application import Decision
from models.errors import Refusal
from tasks.meetings.sheet.check import SheetRefusal
from tasks.meetings.sheet.columns import DOSSIERS, SITTING
from tests.factories import paris
from tests.tasks.meetings.sheet.sheets import (
    NAMES,
    Change,
    at_of,
    faults,
    filled,
    imported,
    meeting_to_record,
    place_of,
    write,
    write_head,
)

WORKING_GROUP, COMMISSION = "working_group", "commission"


def without(key: str) -> Change:
    """Take a column out."""
    return lambda book: book[DOSSIERS].delete_cols(place_of(book[DOSSIERS], key))


def titled(place: int, title: str) -> Change:
    """Give a column another title."""

    def change(book: Workbook) -> None:
        book[DOSSIERS].cell(1, place).value = title

    return change


def removed(name: str) -> Change:
    """Take a worksheet out."""
    return lambda book: book.remove(book[name])


WRONG: dict[str, tuple[Change, str, str]] = {
    "an unknown dossier": (
        write(3, reference="ARA-2026-0999"),
        "Dossiers, ligne 3, « Référence » (« ARA-2026-0999 »)",
        "aucun dossier de cette référence ; recopiez-la de l'ordre du jour.",
    ),
    "a dossier twice": (
        write(4, reference="ARA-2026-0002", organisation=None),
        "Dossiers, ligne 4, « Référence » (« ARA-2026-0002 »)",
        "ce dossier est déjà à la ligne 3 ; gardez une seule des deux.",
    ),
    "no reference": (
        write(3, reference=None),
        "Dossiers, ligne 3, « Référence »",
        "indiquez-la, ou videz toute la ligne.",
    ),
    "columns sorted apart": (
        write(3, organisation="MJC de Bron"),
        "Dossiers, ligne 3, « Organisme » (« MJC de Bron »)",
        f"ARA-2026-0002 est le dossier de « {NAMES[1]} » ; un tri a-t-il décalé les lignes ?",
    ),
    "an unknown word": (
        write(3, sense="oui"),
        "Dossiers, ligne 3, « Décision » (« oui »)",
        "choisissez parmi : acceptée, refusée, ajournée.",
    ),
    "a word of the other body": (
        write(3, sense="favorable"),
        "Dossiers, ligne 3, « Décision » (« favorable »)",
        "choisissez parmi : acceptée, refusée, ajournée.",
    ),
    "no reasons": (
        write(3, sense="refusée", reasons="  "),
        "Dossiers, ligne 3, « Motifs »",
        "indiquez les motifs, en droit et en fait.",
    ),
    "an unknown piece": (
        write(3, sense="ajournée", reasons="Elles manquent.", pieces="Annexe 1 ; Annexe 12"),
        "Dossiers, ligne 3, « Pièces demandées » (« Annexe 12 »)",
        f"choisissez parmi : Dossier de candidature, {', '.join(f'Annexe {number}' for number in range(1, 8))}.",
    ),
    "pieces of an acceptance": (
        write(3, pieces="Annexe 1"),
        "Dossiers, ligne 3, « Pièces demandées » (« Annexe 1 »)",
        "des pièces ne se demandent qu'avec un ajournement de la commission.",
    ),
    "a formula": (
        write(3, reasons='=CONCATENATE("a","b")'),
        "Dossiers, ligne 3, « Motifs »",
        "la case contient une formule ; écrivez-y le texte lui-même.",
    ),
    "an error": (
        write(3, reference="#REF!"),
        "Dossiers, ligne 3, « Référence »",
        "la case contient une formule ; écrivez-y le texte lui-même.",
    ),
    "no column": (
        without("reasons"),
        "Dossiers, ligne 1, « Motifs »",
        "cette colonne manque ; reprenez le fichier fourni.",
    ),
    "a column twice": (
        titled(14, "MOTIFS"),
        "Dossiers, ligne 1, « Motifs »",
        "ce titre est à plusieurs colonnes ; gardez-en une.",
    ),
    "no titles": (
        titled(2, "Numéro"),
        "Dossiers, « Référence »",
        "la ligne des titres de colonnes manque ; reprenez le fichier fourni.",
    ),
    "no dossiers": (removed(DOSSIERS), "Dossiers", "cet onglet manque ; reprenez le fichier fourni."),
    "no meeting": (removed(SITTING), "Séance", "cet onglet manque ; reprenez le fichier fourni."),
    "an unknown session": (
        write_head(session="ara-2099"),
        "Séance, ligne 12, « Session » (« ara-2099 »)",
        "aucune session de ce code ; sessions ouvertes : ara-2026.",
    ),
    "an unknown body": (
        write_head(stage="jury"),
        "Séance, ligne 13, « Instance » (« jury »)",
        "écrivez « groupe de travail » ou « commission », comme dans le fichier fourni.",
    ),
    "no date": (
        write_head(on="hier"),
        "Séance, ligne 14, « Jour de la séance » (« hier »)",
        "ce n'est pas une date ; écrivez 17/06/2027, par exemple.",
    ),
    "no day": (
        write_head(on=None),
        "Séance, ligne 14, « Jour de la séance »",
        "indiquez le jour où la séance s'est tenue.",
    ),
    "a computed day": (
        write_head(on="=TODAY()"),
        "Séance, ligne 14, « Jour de la séance »",
        "la case contient une formule ; écrivez-y le texte lui-même.",
    ),
    "no name": (
        write_head(name=None),
        "Séance, ligne 15, « Signataire (prénom et nom) »",
        "indiquez-le : une décision porte le nom et la qualité de son auteur.",
    ),
    "no capacity": (
        write_head(capacity=" "),
        "Séance, ligne 16, « Signataire (qualité) »",
        "indiquez-le : une décision porte le nom et la qualité de son auteur.",
    ),
    "nobody there": (
        write_head(present=(None, None)),
        "Séance, « Présents »",
        "indiquez qui était présent, un par ligne.",
    ),
}
"""What is wrong in a sheet of the commission, and what is said of it, whole."""


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_its_mend(session: Session, tmp_path: Path, what: str) -> None:
    """And nothing else is said, nor recorded."""
    change, place, mend = WRONG[what]

    assert faults(session, tmp_path, meeting_to_record(session, COMMISSION), change) == [f"{place} : {mend}"]


def test_all_that_is_wrong_is_told_at_once(session: Session, tmp_path: Path) -> None:
    """In the order of the sheet: a secretary mends it in one go."""
    case = meeting_to_record(session, COMMISSION)
    changes = [
        write(4, sense="refusée"),
        write_head(name=None),
        write(2, sense="oui", pieces="Annexe 9"),
        write_head(on="?"),
    ]

    told = faults(session, tmp_path, case, *changes)

    assert [fault.partition(" : ")[0] for fault in told] == [
        "Séance, ligne 14, « Jour de la séance » (« ? »)",
        "Séance, ligne 15, « Signataire (prénom et nom) »",
        "Dossiers, ligne 2, « Décision » (« oui »)",
        "Dossiers, ligne 2, « Pièces demandées » (« Annexe 9 »)",
        "Dossiers, ligne 4, « Motifs »",
    ]


def test_a_refusal_says_how_many_and_which(session: Session, tmp_path: Path) -> None:
    """One line a fault, under the name of the file."""
    case = meeting_to_record(session, WORKING_GROUP)
    content = filled(case, write(2, sense="non"), write(3, sense="défavorable"))

    with pytest.raises(Refusal) as refused:
        imported(session, tmp_path, content, at=at_of(WORKING_GROUP))

    assert str(refused.value) == (
        "Fichier « pv.xlsx » : 2 erreurs ; rien n'a été enregistré.\n"
        "- Dossiers, ligne 2, « Avis » (« non ») : choisissez parmi : favorable, défavorable, à ajourner.\n"
        "- Dossiers, ligne 3, « Motifs » : indiquez les motifs, en droit et en fait."
    )


def test_pieces_wanted_by_the_working_group_are_refused(session: Session, tmp_path: Path) -> None:
    """It has no such column: one that somebody added is read, and not passed over."""
    case = meeting_to_record(session, WORKING_GROUP)

    def added(book: Workbook) -> None:
        book[DOSSIERS]["J1"], book[DOSSIERS]["J2"] = "Pièces demandées", "Annexe 1"

    [told] = faults(session, tmp_path, case, added)

    mend = "des pièces ne se demandent qu'avec un ajournement de la commission."
    assert told == f"Dossiers, ligne 2, « Pièces demandées » (« Annexe 1 ») : {mend}"


@pytest.mark.parametrize(
    ("head", "at", "why"),
    [
        ({"present": ("Préfecture de région", None)}, "2026-07-08 17:00", "Séance, « Quorum » (« commission ») : "),
        ({"on": "30/06/2026"}, "2026-06-30 17:00", "Séance, ligne 14, « Jour de la séance » (« 30/06/2026 ») : "),
        ({}, "2026-07-07 17:00", "Séance, « Séance » (« commission du 08/07/2026 ») : elle n'a pas encore eu lieu"),
    ],
)
def test_what_the_rules_refuse_is_told_as_they_say_it(
    session: Session, tmp_path: Path, head: dict[str, object], at: str, why: str
) -> None:
    """Too few members, a stage that is not open, a day to come: nothing stays of what was begun."""
    case = meeting_to_record(session, COMMISSION)

    with pytest.raises(SheetRefusal) as refused, session.begin_nested():
        imported(session, tmp_path, filled(case, **head), at=paris(at))

    [fault] = refused.value.faults
    assert str(fault).startswith(why)
    assert session.exec(select(Decision)).all() == []
