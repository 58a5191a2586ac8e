"""What the letter of a rectified decision says: which it replaces, what changes, and the whole new one."""

from dataclasses import replace
from datetime import date

import pytest

from models.dossiers.application import Reach
from models.vocabulary import DecisionSense, Ground
from notifications.views.notices import FormerView
from tests.support.notices import REGION, SAMPLES, flat, notice

TAKEN_BACK = ["rectified-refused", "rectified-adjourned"]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("rectified-accepted", "Décision rectifiée : votre candidature est acceptée"),
        ("rectified-refused", "Décision rectifiée : votre candidature est refusée"),
        ("rectified-adjourned", "Décision rectifiée : votre candidature est ajournée"),
        ("rectified-complete", "Rectification : notre demande de compléments est annulée"),
    ],
)
def test_the_subject_says_what_is_rectified(name: str, subject: str) -> None:
    """And how the candidacy stands from now on."""
    assert notice(name).subject == f"[ARA-2021-0001] {subject}"


def test_it_names_the_letter_that_it_replaces() -> None:
    """By its title and its day; one that did not arrive is not named, and the decision is."""
    arrived, lost = flat(notice("rectified-refused")), flat(notice("rectified-adjourned"))

    letter = "Courriel remplacé : « Votre candidature est acceptée », du jeudi 8 juillet 2021"
    assert (letter in arrived, "Courriel remplacé" in lost) == (True, False)
    assert "La décision du jeudi 8 juillet 2021, qui l'acceptait, est retirée" in lost


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("rectified-accepted", "Votre candidature : refusée auparavant, acceptée désormais"),
        ("rectified-refused", "Votre candidature : acceptée auparavant, refusée désormais"),
        ("rectified-reasoned", "Votre candidature : refusée, sans changement"),
    ],
)
def test_it_says_what_changes(name: str, changed: str) -> None:
    """The sense, or the reasons alone; the delay to contest begins anew."""
    text = flat(notice(name))

    assert changed in text
    assert "un nouveau délai court à compter de la notification de cette décision" in text


@pytest.mark.parametrize("name", TAKEN_BACK)
@pytest.mark.parametrize(
    ("reach", "decided_on", "said"),
    [
        (Reach.repealed, date(2021, 8, 31), "Adhésion : elle ne prendra pas effet."),
        (Reach.withdrawn, date(2021, 8, 31), "Adhésion : elle ne prendra pas effet."),
        (Reach.repealed, date(2021, 9, 1), "Adhésion : elle prend fin le mercredi 1er septembre 2021 et garde"),
        (Reach.withdrawn, date(2021, 9, 1), "Adhésion : elle est réputée n'avoir jamais existé"),
    ],
)
def test_it_says_what_becomes_of_the_membership(name: str, reach: Reach, decided_on: date, said: str) -> None:
    """Before the effective date there is none; from that day on, it ends, or never was (CRPA L240-1)."""
    decision = replace(SAMPLES[name].variables["decision"], decided_on=decided_on, reach=reach)

    assert said in flat(notice(name, decision=decision))


def test_nothing_is_said_of_a_membership_that_was_never_granted() -> None:
    """Nor of a ground, nor of a hearing."""
    text = flat(notice("rectified-reasoned"))

    assert [words for words in ("Adhésion :", "Fondement", "L. 121-1") if words in text] == []


@pytest.mark.parametrize(
    ("ground", "article"),
    [
        (Ground.illegality, "L. 242-1"),
        (Ground.lapsed, "L. 242-2"),
        (Ground.fraud, "L. 241-2"),
        (Ground.request, "L. 242-4"),
    ],
)
def test_it_says_on_what_ground_and_how_its_reader_was_heard(ground: Ground, article: str) -> None:
    """CRPA L121-1 and following: both stand in the decision."""
    decision = replace(SAMPLES["rectified-refused"].variables["decision"], ground=ground)

    text = flat(notice("rectified-refused", decision=decision))

    assert f"(article {article} du code des relations entre le public et l'administration)" in text
    assert "a été entendue le 5 août." in text


def test_an_adjournment_says_what_to_send() -> None:
    """The pieces, the formats, and what follows, as in the first place."""
    text = flat(notice("rectified-adjourned"))

    assert "À faire : envoyez-nous les pièces énumérées ci-dessous" in text
    assert f"- {REGION.pieces['annexe-7'].label} – formats acceptés : PDF" in text
    assert "une personne du service le présentera à nouveau" in text


def test_an_acceptance_says_from_when_it_holds() -> None:
    """With the term, as in the first place."""
    text = flat(notice("rectified-accepted"))

    assert "votre adhésion prend effet le mercredi 1er septembre 2021" in text
    assert "Terme : dimanche 31 décembre 2028" in text


@pytest.mark.parametrize("sense", DecisionSense)
def test_every_decision_can_be_replaced_by_every_other(sense: DecisionSense) -> None:
    """None of the sentences is missing for any two of them."""
    former = FormerView(sense=sense, decided_on=date(2021, 7, 8), letter=None, told_on=None)
    names = ("rectified-accepted", "rectified-refused", "rectified-adjourned")

    letters = [flat(notice(name, former=former)) for name in names]

    assert ["sans changement - Motifs" in text for text in letters].count(True) == 1
