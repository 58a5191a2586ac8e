"""What was filled into our own form, whichever way it comes back."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.documents.application_form import application_form
from tasks.intake.identity.form_text import filled_form, written_answer
from tasks.reading.files.documents import Document, read_document
from tasks.reading.mail.text import clean
from tests.notifications.documents.papers import REGION
from tests.notifications.documents.word import fill
from tests.support.mails import siret

FORM = application_form(REGION, year=2027, last_day=date(2027, 4, 29))
ANSWERS = {
    "organisation": "Centre d'information sur les droits des femmes & des familles « Ain – Bugey » (antenne de Bourg)",
    "siret": siret(),
    "rna": "W012345678",
    "uai": "0690001B",
    "network": "Cap emploi",
    "contact": "Camille Exemple, directrice",
    "email": "direction@cidff01.example",
}
FILLED = read_document(fill(FORM, **ANSWERS), "docx")
MODEL = {"model": "auvergne-rhone-alpes/2027"}

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=60).filter(
    written_answer  # an invitation to write, that of a field, is no answer
)


def without_controls(text: str) -> Document:
    """Return a document whose controls a conversion has lost."""
    return Document(text, {})


def test_each_answer_is_read_by_the_tag_of_its_control() -> None:
    """Exactly what was typed, with the model of the form; boxes and signature are nobody's identity."""
    assert filled_form(FILLED) == ANSWERS | MODEL


def test_each_answer_is_read_by_its_words_where_the_tags_are_lost() -> None:
    """Between its label and what follows it in the form."""
    assert filled_form(without_controls(FILLED.text)) == ANSWERS | MODEL


def test_a_page_cuts_answers_and_lines_anywhere() -> None:
    """A converted page folds long names, puts two spaces for one, and its number between two questions."""
    folded = re.sub(r" ", "\n", FILLED.text)
    paged = FILLED.text.replace("Pour une association", "Page 1 sur 3\n\n\x0cPour une association").replace(" ", "  ")

    assert filled_form(without_controls(folded)) == ANSWERS | MODEL
    assert filled_form(without_controls(paged)) == ANSWERS | MODEL


def test_a_form_that_nobody_filled_in_says_nothing() -> None:
    """What invites to write is no answer, with its control or without."""
    blank = read_document(FORM, "docx")

    assert filled_form(blank) == MODEL
    assert filled_form(without_controls(blank.text)) == MODEL


def test_a_control_that_was_emptied_says_nothing() -> None:
    """Word puts an invitation of its own there, which a conversion keeps as words."""
    emptied = fill(FORM, **ANSWERS | {"rna": "Cliquez ou appuyez ici pour entrer du texte.", "uai": "–"})

    read = filled_form(without_controls(read_document(emptied, "docx").text))

    assert read == {tag: value for tag, value in ANSWERS.items() if tag not in ("rna", "uai")} | MODEL


@pytest.mark.parametrize("model", ["", "autre", "auvergne-rhone-alpes/27", "../../etc/2027", "a/2027/2028"])
def test_another_document_is_no_form_of_ours(model: str) -> None:
    """Somebody else's form may have fields of the same names: it does not say where our letters go."""
    fields = {"email": "espion@mjc.example", "siret": siret(), "model": model}

    assert (
        filled_form(Document(f"Adresse électronique : espion@mjc.example\nModèle du formulaire : {model}", fields))
        == {}
    )


@settings(max_examples=60)
@given(name=NAMES)
def test_any_name_comes_back_as_it_was_typed(name: str) -> None:
    """Accents, quotes, ampersands, any script: only what shows nothing, or turns the reading order, is left out."""
    document = read_document(fill(FORM, organisation=name), "docx")

    assert filled_form(document)["organisation"] == clean(name, 200)


@given(name=NAMES)
def test_any_name_comes_back_from_a_text(name: str) -> None:
    """The words around an answer are enough."""
    text = FILLED.text.replace(ANSWERS["organisation"], name)

    assert filled_form(without_controls(text))["organisation"] == clean(" ".join(name.split()), 200)


SCRAPS = ["Modèle du formulaire : a/2027 ", "Numéro SIRET : ", "Page 1 sur 2", "Votre organisme", "\n", "a", "’"]


@given(text=st.lists(st.sampled_from(SCRAPS)).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    """Landmarks out of order, twice, or without end: what can be read is, and nothing breaks."""
    assert filled_form(without_controls(text)).get("model", "a/2027") == "a/2027"
