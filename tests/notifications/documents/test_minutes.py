"""The minutes: who was there, what was said of each dossier, by whom not (CRPA R133-13)."""

from dataclasses import replace

import pytest

from notifications.documents.typeset import typeset
from notifications.views.documents import MinutesDocument
from tests.notifications.documents.papers import MINUTES, Paper, read

REFUSED, ACCEPTED = MINUTES.items


def printed(document: MinutesDocument) -> Paper:
    """Return the minutes read back."""
    return read(typeset("minutes", document))


def test_it_says_who_was_there() -> None:
    """Members present, proxies apart, seats absent, and the quorum."""
    first = printed(MINUTES).pages[0]

    assert (
        "Présents – Région Auvergne-Rhône-Alpes – Préfecture de région Représentés (article R. 133-9 du code des "
        "relations entre le public et l'administration) – Région académique (rectorat), par procuration donnée à : "
        "Région Auvergne-Rhône-Alpes "
        "Absents – Direction régionale de l'alimentation, de l'agriculture et de la forêt "
        "Le quorum (2 membres au moins sur 4) était atteint."
    ) in first


@pytest.mark.parametrize(
    ("quorate", "is_second", "expected"),
    [
        (None, False, "Quorum : 2 membres au moins sur 4."),
        (False, False, "n'était pas atteint : l'instance n'a pas valablement délibéré, et sera convoquée à nouveau"),
        (True, True, "L'instance a délibéré sans condition de quorum, sur seconde convocation (article R. 133-10 "),
    ],
)
def test_it_says_what_the_quorum_was(quorate: bool | None, is_second: bool, expected: str) -> None:  # noqa: FBT001
    """Reached, missing, not recorded, or not asked on a second convening (CRPA R133-10)."""
    meeting = replace(MINUTES.meeting, is_second=is_second)

    paper = printed(replace(MINUTES, meeting=meeting, quorate=quorate))

    assert expected in paper.pages[0]


def test_it_gives_the_sense_of_each_deliberation() -> None:
    """One table of them all, and how many of each."""
    first = printed(MINUTES).pages[0]

    assert (
        "2 dossiers. Refusée : 1 ; acceptée : 1. N° Référence Organisme Décision "
        "1 ARA-2020-0031 Cité des métiers du Cantal refusée "
        "2 ARA-2021-0001 CIDFF de l'Ain acceptée "
    ) in first


def test_it_gives_reasons_pieces_recusals_and_dissent() -> None:
    """Whatever was said besides the sense, dossier by dossier; one of which nothing more was said has no part there."""
    document = replace(MINUTES, items=(replace(REFUSED, pieces=("Annexe 3", "Annexe 7")), ACCEPTED))

    text = printed(document).text

    assert (
        "1. Cité des métiers du Cantal, ARA-2020-0031 Sens : refusée. "
        "N'a pas pris part : Direction régionale de l'alimentation, de l'agriculture et de la forêt. "
        "Les voix étaient également partagées : la voix prépondérante de la présidence l'a emporté (article R. 133-11 "
        "du code des relations entre le public et l'administration). Motifs : L'accueil est réservé aux adhérents"
    ) in text
    assert "Pièces demandées : – Annexe 3 – Annexe 7 Désaccord dont il est fait mention : Un membre estime" in text
    assert "2. CIDFF de l'Ain" not in text


def test_it_says_whose_casting_vote_prevailed_and_which_proxy_was_not_used() -> None:
    """Where the region file names the chair; a proxy whose holder keeps out is used by nobody."""
    document = replace(MINUTES, chair="Région", items=(replace(REFUSED, unused=("Rectorat",)),))

    text = printed(document).text

    assert "la voix prépondérante de la présidence (Région) l'a emporté" in text
    assert "La procuration donnée par « Rectorat » n'a pas été exercée : qui la détient n'a pas pris part." in text


def test_it_names_a_written_procedure() -> None:
    """Who took part was not present, and there is no place."""
    meeting = replace(MINUTES.meeting, is_written=True, form="procédure écrite", place=None)

    first = printed(replace(MINUTES, meeting=meeting)).pages[0]

    assert "Clôture des réponses jeudi 8 juillet 2021 à 14 h 00" in first
    assert "Forme procédure écrite" in first
    assert "Ont participé par écrit – Région Auvergne-Rhône-Alpes" in first


def test_two_who_kept_out_are_told_in_the_plural() -> None:
    """The sentence agrees."""
    document = replace(MINUTES, items=(replace(REFUSED, recused=("Préfecture de région", "Région")),))

    assert "N'ont pas pris part : Préfecture de région ; Région." in printed(document).text


def test_it_tells_what_was_not_examined() -> None:
    """A dossier of the agenda on which nothing was said is told apart."""
    text = printed(MINUTES).text

    assert "Dossiers non examinés" in text
    assert "N° Référence Organisme 3 ARA-2021-0009 Association Exemple" in text


def test_an_opinion_is_called_one() -> None:
    """The working group gives opinions, and decides nothing."""
    document = replace(MINUTES, meeting=replace(MINUTES.meeting, kind="opinion"))

    first = printed(document).pages[0]

    assert "Objet avis sur les candidatures" in first
    assert "N° Référence Organisme Avis 1" in first


def test_it_leaves_place_for_signatures() -> None:
    """Drawn up on a day by somebody, for the chair and the secretary to sign."""
    assert (
        "Établi le vendredi 9 juillet 2021 par : Direction de la Formation et de l'Orientation (DFOR). "
        "La présidence de séance Le secrétariat de séance"
    ) in printed(MINUTES).text


def test_a_meeting_where_nothing_was_said_has_minutes() -> None:
    """Nobody, nothing: said so, rather than left blank."""
    first = printed(replace(MINUTES, present=(), items=(), not_examined=(), quorate=False)).pages[0]

    assert "Aucun membre présent n'a été indiqué." in first
    assert "Aucun dossier n'a été examiné." in first
