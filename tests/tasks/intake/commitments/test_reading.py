"""What the form answers about commitments and services, whichever way it comes back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.answers import Answer
from tasks.intake.commitments.reading import Answers, SaidOfCommitment, read_answers
from tasks.intake.identity.form_text import written_answer
from tasks.reading.files.documents import Document, read_document
from tasks.reading.mail.text import clean
from tests.factories import region_with
from tests.notifications.documents.papers import REGION
from tests.tasks.intake.commitments.answered import BLANK, form

FILLED = read_document(
    form(
        how_e1="Deux accueils de plain-pied ; l'un à « Bourg »",
        evidence_e1="annexe 3",
        how_n4="Non, pas encore",
        how_q5="Oui.",
        evidence_q1="rapport 2025",
        level_1="Oui",
        level_2="Non",
    ),
    "docx",
)
READ = Answers(
    commitments=(
        SaidOfCommitment("e1", Answer.how, "Deux accueils de plain-pied ; l'un à « Bourg »", "annexe 3"),
        SaidOfCommitment("n4", Answer.no, "Non, pas encore", None),
        SaidOfCommitment("q1", None, None, "rapport 2025"),
        SaidOfCommitment("q5", Answer.yes, "Oui.", None),
    ),
    services=(("level-1", True), ("level-2", False)),
)

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=60).filter(
    written_answer
)


def without_controls(text: str) -> Document:
    """Return a document whose controls a conversion has lost."""
    return Document(text, {})


def test_each_answer_is_read_by_the_tag_of_its_control() -> None:
    """Exactly as it was typed; what is not answered is not told, and no is an answer."""
    assert read_answers([FILLED], REGION) == READ


def test_each_answer_is_read_by_its_words_where_the_tags_are_lost() -> None:
    """Between its label and what follows it in the form, wherever a page cuts it."""
    folded = re.sub(r" ", "\n", FILLED.text.replace("Engagement Q1", "Page 1 sur 3\n\n\x0cEngagement Q1"))

    assert read_answers([without_controls(FILLED.text)], REGION) == READ
    assert read_answers([without_controls(folded)], REGION) == READ


def test_a_form_that_nobody_filled_in_answers_nothing() -> None:
    """What invites to write is no answer."""
    blank = read_document(BLANK, "docx")

    assert read_answers([blank, without_controls(blank.text)], REGION) == Answers()


def test_a_form_without_these_lines_goes_on_being_read() -> None:
    """One of an older version answers nothing of them; nor does a document that is no form of ours."""
    older = FILLED.text.partition("Vos services")[0] + FILLED.text[FILLED.text.index("Vos engagements") :]

    assert read_answers([without_controls(older)], REGION) == Answers()
    assert read_answers([Document("Engagement E1, comment : oui", {"how-e1": "oui"})], REGION) == Answers()


def test_a_region_without_commitments_asks_nothing() -> None:
    """Nor reads any: the form has no line for it."""
    region = region_with({"commitments": {}, "families": {}, "service_levels": {}})

    assert read_answers([FILLED], region) == Answers()


@pytest.mark.parametrize("asks", [["how"], ["evidence"]])
def test_what_a_commitment_does_not_ask_is_not_read(asks: list[str]) -> None:
    """Each commitment says what its form asks."""
    region = region_with({"commitments.e1.asks": asks})

    said = read_answers([FILLED], region).commitments[0]

    assert [name for name in ("how", "evidence") if getattr(said, name)] == asks


@settings(max_examples=40)
@given(how=WORDS, evidence=WORDS)
def test_any_words_come_back_as_they_were_typed(how: str, evidence: str) -> None:
    """Any script, by its control and by its words."""
    by_tags = read_answers([read_document(form(how_n1=how, evidence_n1=evidence), "docx")], REGION)

    [said] = by_tags.commitments
    assert (said.how, said.evidence) == (clean(how, 2_000), clean(evidence, 2_000))
