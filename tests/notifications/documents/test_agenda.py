"""The agenda: one table of the dossiers, then a page for each, and nothing of those that its reader keeps out of."""

from dataclasses import replace
from datetime import date

import pytest

from notifications.documents.typeset import typeset
from notifications.views.documents import AgendaDocument, AgendaEntry, Conclusion
from tests.notifications.documents.papers import AGENDA, Paper, read

BACK, NEW, _ = AGENDA.items


def printed(document: AgendaDocument) -> Paper:
    """Return the agenda read back."""
    return read(typeset("agenda", document))


def test_it_says_when_where_and_what_for() -> None:
    """The body, its session, its date on the clock of the Région, its place, what it is asked, and its quorum."""
    first = printed(AGENDA).pages[0]

    said = (
        "Session 2021, séance n° 1",
        "Commission Orientation, Mobilités et Sécurisation des Parcours Professionnels du CREFOP",
        "Date jeudi 8 juillet 2021 à 14 h 00 (heure de Paris)",
        "Lieu Salle des assemblées, hôtel de Région",
        "Objet validation des candidatures",
        "Quorum 2 membres au moins sur 4",
        "Membres convoqués – Région Auvergne-Rhône-Alpes – Préfecture de région",
    )
    assert [words for words in said if words not in first] == []


def test_the_list_leads_to_each_page() -> None:
    """In order, each with its rank, its reference, its day of receipt and its page, which the bookmarks tell too."""
    paper = printed(AGENDA)

    assert (
        "N° Référence Organisme Reçu le Page "
        "1 ARA-2020-0031 Cité des métiers du Cantal 6 avril 2020 2 "
        "2 ARA-2021-0001 CIDFF de l'Ain 10 février 2021 3 "
        "3 ARA-2021-0009 Association Exemple déport 4 "
    ) in paper.pages[0]
    assert paper.bookmarks[3:] == [
        ("1. Cité des métiers du Cantal", 2),
        ("2. CIDFF de l'Ain", 3),
        ("3. Association Exemple", 4),
    ]


def test_a_dossier_has_a_page() -> None:
    """Who it is, when it came and from where, its pieces, and all that was said of it, in any session."""
    page = printed(AGENDA).pages[1]

    said = (
        "Référence ARA-2020-0031 Identifiant SIRET 999 000 052 00012 Cercle 3",
        "Reçu le lundi 6 avril 2020 à 9 h 30 Présenté à nouveau dossier de la session 2020",
        "Textes au dépôt cahier des charges, version 2 ; convention État-Région, version 1",
        "Pièce État Dossier de candidature reçu Annexe 1 reçu",
        "Conclusion de l'instruction Favorable, Direction de la Formation et de l'Orientation (DFOR), jeudi 20 mai",
        "Accueil assuré sur trois sites.",
        "Avis rendus Favorable, groupe de travail Orientation du CREFOP, jeudi 17 juin 2021.",
        "Décisions rendues Ajournée, Présidence du Conseil régional Auvergne-Rhône-Alpes, jeudi 9 juillet 2020.",
        "Le bilan d'activité manquait",
    )
    assert [words for words in said if words not in page] == []


def test_every_opinion_is_there() -> None:
    """A dossier that was seen twice shows both opinions, in the order in which they are given."""
    former = Conclusion(by="groupe de travail", sense="à ajourner", reasons="Bilan absent.", on=date(2020, 6, 18))
    dossier = replace(BACK, opinions=(former, *BACK.opinions))

    page = printed(replace(AGENDA, items=(dossier,))).pages[1]

    assert (
        "Avis rendus À ajourner, groupe de travail, jeudi 18 juin 2020. Bilan absent. "
        "Favorable, groupe de travail Orientation du CREFOP, jeudi 17 juin 2021."
    ) in page


def test_a_change_of_order_is_said_why() -> None:
    """The order is that of receipt: a dossier that was moved says so on its page."""
    page = printed(replace(AGENDA, items=(replace(NEW, moved="Représentant retenu jusqu'à 16 h."),))).pages[1]

    assert "Rang modifié Représentant retenu jusqu'à 16 h." in page


def test_who_keeps_out_of_a_dossier_gets_nothing_of_it() -> None:
    """Rank, reference and name stay, since the list is the same for all; all else is gone (CRPA R133-12)."""
    document = AGENDA.without({BACK.reference})

    paper = printed(document)

    assert document.items[0] == AgendaEntry(
        position=1, reference="ARA-2020-0031", organisation="Cité des métiers du Cantal", withheld=True
    )
    assert document.items[1:] == AGENDA.items[1:]
    assert (
        "1. Cité des métiers du Cantal Référence ARA-2020-0031 Déport : les pièces de ce dossier ne vous sont pas "
        "communiquées. Retour à la liste des dossiers"
    ) in paper.pages[1]
    assert [word for word in ("999 000 052", "bilan d'activité", "6 avril 2020") if word in paper.text] == []


def test_a_withheld_dossier_says_nothing_even_if_it_is_full() -> None:
    """The page itself leaves out what a reader may not see, should it be given."""
    paper = printed(replace(AGENDA, items=(replace(BACK, withheld=True),)))

    assert [word for word in ("999 000 052", "Annexe 1", "trois sites", "bilan") if word in paper.text] == []


def test_a_second_meeting_asks_for_no_quorum() -> None:
    """The members read that they deliberate without one, and by which article (CRPA R133-10)."""
    document = replace(AGENDA, meeting=replace(AGENDA.meeting, is_second=True, number=2))

    first = printed(document).pages[0]

    assert "Quorum sans condition de quorum" in first
    assert (
        "L'instance délibère valablement sans condition de quorum (article R. 133-10 du code des relations entre le "
        "public et l'administration)."
    ) in first


@pytest.mark.parametrize(("number", "expected"), [(0, "Aucun dossier n'est à l'ordre du jour."), (1, "1 dossier, ")])
def test_a_short_agenda_reads_well(number: int, expected: str) -> None:
    """None, or one only: the words follow."""
    paper = printed(replace(AGENDA, items=AGENDA.items[:number]))

    assert expected in paper.pages[0]
    assert len(paper.pages) == 1 + number


def test_a_meeting_without_a_date_has_an_agenda() -> None:
    """Before the day is set, the agenda says that it is to be."""
    document = replace(AGENDA, meeting=replace(AGENDA.meeting, on=None, starts_at=None, place=None, kind="opinion"))

    paper = printed(document)

    assert "Date à fixer Objet avis sur les candidatures" in paper.pages[0]
    assert paper.title.startswith("Ordre du jour, commission")
