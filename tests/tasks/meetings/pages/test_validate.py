"""What somebody typed on a page is a form, or all that is to be mended in it; whatever it is, it is judged."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms.dossiers import Signatory
from models.forms.meetings import Line, SittingForm
from models.vocabulary import DecisionSense, OpinionSense, StageName
from tasks.meetings.pages.validate import (
    BY,
    DONE,
    LEFT,
    OTHERS,
    PRESENT,
    QUORUM,
    Faults,
    asking_of,
    dossiers_of,
    judge,
    meeting_of,
)
from tests.tasks.meetings.pages.filled import REASONS, REFERENCES, page_of, typed_on

GROUP, COMMISSION = "working_group", "commission"
FIRST, SECOND = REFERENCES
NOBODY = {f"s{place}": False for place in range(4)}
WHO = "Indiquez qui était présent."
ONE = (
    "1 présent pour un quorum de 2 : ajoutez les autres membres présents, notez les procurations "
    "(enregistrer-procuration), ou choisissez « non atteint »"
)
SIGNATORY = "Indiquez le signataire des décisions : prénom, nom et qualité (article L. 212-1 du CRPA)."
TYPIST = "Indiquez qui saisit (« Saisi par »)."
NO_REASONS = "« refusée » : indiquez les motifs, en droit et en fait."
STRAY_PIECES = "« acceptée » : des pièces ne se demandent qu'avec un ajournement de la commission."


def sitting(typed: dict[str, Any], stage: StageName = COMMISSION, **fields: Any) -> SittingForm:  # noqa: ANN401
    """Return what a page says, which nothing is wrong with."""
    said = judge(page_of(stage, **fields), typed)
    assert isinstance(said, SittingForm), said
    return said


def faults(typed: dict[str, Any], stage: StageName = COMMISSION, **fields: Any) -> Faults:  # noqa: ANN401
    """Return what is wrong with a page."""
    said = judge(page_of(stage, **fields), typed)
    assert isinstance(said, Faults), said
    return said


def test_a_page_that_nobody_changed_says_what_it_was_filled_in_with() -> None:
    """For the commission: the decisions, who was there, who signs, who typed."""
    said = sitting(typed_on(page_of(COMMISSION)))

    assert said == SittingForm(
        session="ara-2026",
        stage=COMMISSION,
        present=["Région", "Préfecture"],
        quorum=True,
        signatory=Signatory(name="Camille Essai", capacity="Directrice"),
        lines=[
            Line(reference=FIRST, sense=DecisionSense.accepted),
            Line(reference=SECOND, sense=DecisionSense.refused, reasons=REASONS),
        ],
        by="Secrétariat",
    )


def test_the_working_group_gives_opinions_that_nobody_signs() -> None:
    """Its page has no signatory, and none is asked for."""
    typed = typed_on(page_of(GROUP), name=None, capacity=None)

    assert [line.sense for line in sitting(typed, GROUP).lines] == [OpinionSense.favourable, OpinionSense.unfavourable]


SAYS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    # of a dossier
    ({"sense": LEFT}, {}),
    ({"sense": LEFT, "reasons": "À relire"}, {}),
    ({}, {}),
    ({"reasons": "Sans rien dire d'autre"}, {}),
    ({"sense": "refusée", "reasons": " Deux\nlignes "}, {"sense": DecisionSense.refused, "reasons": "Deux\nlignes"}),
    ({"sense": "acceptée", "reasons": "   "}, {"sense": DecisionSense.accepted, "reasons": None}),
    (
        {"sense": "ajournée", "reasons": "À compléter", "pieces": ["annexe-4 · Annexe 4", "annexe-4 · Annexe 4"]},
        {"sense": DecisionSense.adjourned, "pieces": ["annexe-4"]},
    ),
    ({"sense": "acceptée", "recused": "Rectorat ; M. Un ;; Rectorat"}, {"recused": ["Rectorat", "M. Un"]}),
    ({"sense": "acceptée", "dissent": "La préfecture s'abstient"}, {"dissent": "La préfecture s'abstient"}),
    ({"sense": "acceptée", "tied": True}, {"tied": True}),
]


@pytest.mark.parametrize(("typed", "said"), SAYS)
def test_a_dossier_says_what_was_typed_of_it(typed: dict[str, Any], said: dict[str, Any]) -> None:
    """Left for later, or emptied, it says nothing: what it was filled in with does not come back by itself."""
    lines = sitting(typed_on(page_of(COMMISSION), {FIRST: typed})).lines

    first = [line.model_dump() for line in lines if line.reference == FIRST]
    assert [said.items() <= line.items() for line in first] == [True] * bool(said)


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"sense": "refusée"}, [NO_REASONS]),
    ({"sense": "refusée", "reasons": " \n "}, [NO_REASONS]),
    ({"sense": "acceptée", "pieces": ["annexe-4 · Annexe 4"]}, [STRAY_PIECES]),
    (
        {"sense": "refusée", "pieces": ["annexe-4 · Annexe 4"]},
        [NO_REASONS, STRAY_PIECES.replace("acceptée", "refusée")],
    ),
    ({"sense": "favorable"}, ["« favorable » : choisissez parmi acceptée, refusée, ajournée."]),
]


@pytest.mark.parametrize(("typed", "told"), WRONG)
def test_what_is_wrong_with_a_dossier_is_told_of_that_dossier(typed: dict[str, Any], told: list[str]) -> None:
    """All of it at once, and of no other."""
    assert faults(typed_on(page_of(COMMISSION), {FIRST: typed})) == Faults([], {FIRST: told})


MEETING: list[tuple[dict[str, Any], list[str]]] = [
    ({BY: None}, [TYPIST]),
    ({BY: "  "}, [TYPIST]),
    ({"name": None}, [SIGNATORY]),
    ({"capacity": " "}, [SIGNATORY]),
    ({PRESENT: NOBODY}, [WHO]),
    ({PRESENT: None, BY: None, "name": None}, [WHO, SIGNATORY, TYPIST]),
    ({PRESENT: NOBODY | {"s2": True}}, [f"{ONE} à « Quorum »."]),
    ({PRESENT: NOBODY | {"s2": True}, QUORUM: "atteint"}, [f"{ONE} à « Quorum »."]),
    ({PRESENT: NOBODY, OTHERS: " Mme Deux ;Mme Deux; "}, [f"{ONE} à « Quorum »."]),
    ({PRESENT: NOBODY, QUORUM: "non atteint"}, [WHO]),
    ({"on": "demain"}, ["Jour de la séance « demain » : choisissez un jour du calendrier."]),
]


@pytest.mark.parametrize(("changed", "told"), MEETING)
def test_what_is_wrong_with_the_meeting_is_told_above(changed: dict[str, Any], told: list[str]) -> None:
    """A quorum is never held to be missing because somebody forgot to tick a seat."""
    assert faults(typed_on(page_of(COMMISSION), **changed)) == Faults(told, {})


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Of the meeting and of each dossier: nobody is sent back twice for what could be seen the first time."""
    typed = typed_on(page_of(COMMISSION), {FIRST: {"sense": "refusée"}, SECOND: {"sense": "refusée"}}, saisi_par=None)

    assert faults(typed) == Faults([TYPIST], {FIRST: [NO_REASONS], SECOND: [NO_REASONS]})


def test_without_a_quorum_its_dossiers_are_left_alone() -> None:
    """Said so, whatever they were filled in with, and even where nobody signs."""
    typed = typed_on(page_of(COMMISSION), {FIRST: {"sense": "refusée"}}, quorum="non atteint", name=None)

    said = sitting(typed)

    assert (said.quorum, said.present, said.lines) == (False, ["Région", "Préfecture"], [])


def test_a_second_meeting_needs_no_quorum() -> None:
    """Whoever is there deliberates (CRPA R133-10)."""
    typed = typed_on(page_of(COMMISSION), presents=NOBODY | {"s3": True}, quorum="non atteint")

    said = sitting(typed, needed=0)

    assert (said.quorum, said.present, len(said.lines)) == (True, ["DRAAF"], 2)


def test_those_who_have_no_seat_are_present_too() -> None:
    """Seats first, then the others, each once."""
    typed = typed_on(page_of(COMMISSION), autres="Mme Deux ; Région ; M. Trois")

    assert sitting(typed).present == ["Région", "Préfecture", "Mme Deux", "M. Trois"]


def test_who_was_there_is_asked_once() -> None:
    """A later page says nothing of it."""
    typed = typed_on(page_of(COMMISSION), presents=None)

    said = sitting(typed, present=("Région",))

    assert (said.present, said.quorum) == (None, None)


def test_a_page_may_end_its_meeting_and_say_its_day() -> None:
    """« Clore la séance », and the day where none was set."""
    said = sitting(typed_on(page_of(COMMISSION), clore=True, on="2026-07-09"))

    assert (said.is_over, f"{said.on}") == (True, "2026-07-09")


def test_a_page_of_which_everything_is_left_asks_for_no_signatory() -> None:
    """Nothing is decided by it."""
    left = {reference: {"sense": LEFT} for reference in REFERENCES}

    assert sitting(typed_on(page_of(COMMISSION), left, name=None, capacity=None)).lines == []


def test_a_form_names_its_asking_and_its_meeting() -> None:
    """So that one that was opened before is known for what it is."""
    page = page_of(COMMISSION)

    assert (asking_of(page), meeting_of(typed_on(page)), meeting_of({})) == ("page_7_3", "7", "")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_words = st.sampled_from(["acceptée", "refusée", "ajournée", "favorable", "à ajourner", LEFT, "", " ", "annexe-4"])
_any = _json | _words | st.lists(_words, max_size=3)
_dossier = st.dictionaries(st.sampled_from(["sense", "reasons", "pieces", "recused", "dissent", "autre"]), _any)
_heads = [BY, "on", PRESENT, OTHERS, QUORUM, "name", "capacity", DONE, "page_7_3", "page_", "page", *REFERENCES]
_typed = st.dictionaries(st.sampled_from(_heads) | st.text(max_size=8), _any) | st.builds(
    lambda head, lines: {**head, **lines},
    st.dictionaries(st.sampled_from(_heads), _any),
    st.dictionaries(st.sampled_from(REFERENCES), _dossier),
)


@given(typed=_typed, stage=st.sampled_from([GROUP, COMMISSION]), was_there=st.booleans())
def test_whatever_is_sent_is_judged(typed: dict[str, Any], stage: StageName, *, was_there: bool) -> None:
    """Whatever JSON a console or a program sends: a form, of which each line was asked for, or something to mend."""
    page = page_of(stage, present=("Région",) if was_there else None)

    said = judge(page, typed)

    meeting_of(typed)
    if isinstance(said, Faults):
        assert said.head or said.lines
    else:
        assert {line.reference for line in said.lines} <= set(REFERENCES) & dossiers_of(typed).keys()
