"""One rule of French print, for every form that a letter takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.documents.typeset import typeset
from notifications.writing.layout import as_html, as_text, guard
from notifications.writing.typography import NARROW, WIDE, bare, typographic, verbatim
from tests.notifications.documents.papers import CERTIFICATE, MINUTES, printed_lines
from tests.support.notices import every_letter

FRENCH = st.text(st.sampled_from("aàLRDh'«»;:!?%n°.-@/ 0123456789\n" + NARROW + WIDE), max_size=60)
KEPT = st.one_of(
    st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9'=&?!:;%-]{0,20}", fullmatch=True),
    st.from_regex(r"[a-z'.]{1,9}@[a-z-]{1,9}\.example", fullmatch=True),
    st.from_regex(r"[A-Z]{3}-20[0-9]{2}-[0-9]{4}|20[0-9]{2}-[0-9]{6}|[0-9]{14}", fullmatch=True),
    st.from_regex(r"[a-z0-9_'-]{1,12}\.(pdf|docx|zip)", fullmatch=True).map(verbatim),
)


FILE = re.compile(r"^(?:- )?fichier n° \d+(?= –|$)", re.MULTILINE)
"""The name of a file, among the samples, that would be printed otherwise if it were ours."""


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'avis de l'« Atelier » : oui !", "l’avis de l’«_Atelier_»~: oui_!"),
        ("le jeudi 29 avril 2021 à 23 h 59 (heure de Paris)", "le jeudi~29~avril~2021 à 23~h~59 (heure de Paris)"),
        ("articles L. 112-13 et R. 112-11-1 du code", "articles L.~112-13 et R.~112-11-1 du code"),
        ("n° 2021-000012 ; 2 pièces, 1,2 Mo, 20 %", "n°~2021-000012_; 2~pièces, 1,2~Mo, 20~%"),
        ("annexe 1, le 1er avril, 04 65 71 00 02", "annexe~1, le 1er~avril, 04~65~71~00~02"),
        ("'cité' : d'o'brien@x.example", "'cité'~: d'o'brien@x.example"),
    ],
)
def test_french_is_printed(typed: str, printed: str) -> None:
    """Narrow spaces before « ; ! ? » and inside guillemets, wide ones before « : % » and where a number would part."""
    assert typographic(typed).replace(NARROW, "_").replace(WIDE, "~") == printed


@given(FRENCH)
def test_what_is_printed_stays_as_it_is(text: str) -> None:
    """Printed twice, a text is the same; sign for sign it is as long as it was, and says the same."""
    once = typographic(text)

    assert (typographic(once), len(once)) == (once, len(text))
    assert re.sub("[\u00a0\u202f]", " ", once).replace("’", "'") == re.sub("[\u00a0\u202f]", " ", text)


@given(FRENCH, KEPT, FRENCH)
def test_what_is_copied_stays_as_it_is(before: str, kept: str, after: str) -> None:
    """No address, link, reference, number nor name of a file is altered, whatever stands around it."""
    assert kept in typographic(f"{before} {kept} {after}")


@given(st.text())
def test_a_value_takes_no_mark_of_ours(value: str) -> None:
    """What an applicant wrote can neither open nor close what is kept."""
    assert as_text(f"l'un, {bare(verbatim(guard(value)))} l'autre").split()[-1] == "l’autre"


def test_the_name_of_a_file_is_looked_for_as_it_is() -> None:
    """Its straight apostrophes and its spaces stay, in both forms."""
    source = f"Le fichier « {verbatim(guard('annexe d' + chr(39) + 'un an : 2 pages.pdf'))} » :"

    forms = (as_text(source), as_html(source))

    assert all("annexe d'un an : 2 pages.pdf" in form for form in forms)


def _unprinted(text: str) -> list[str]:
    """Return the lines that would be printed otherwise, the names of files left out."""
    return [line for line in FILE.sub("f", text).splitlines() if line != typographic(line)]


def test_every_letter_is_in_print() -> None:
    """Subject, text and page: nothing of any letter would be printed otherwise."""
    said = [
        (sample.name, re.sub(r"<[^>]+>", "", form))
        for sample, notice in every_letter()
        for form in (notice.subject, notice.text, notice.html.partition("<main")[2])
    ]

    assert [(name, found) for name, text in said if (found := _unprinted(text))] == []


@pytest.mark.parametrize("pdf", [typeset("minutes", MINUTES), typeset("certificate", CERTIFICATE)])
def test_every_document_is_in_print(pdf: bytes) -> None:
    """The templates and the values of the PDFs go by the same rule."""
    assert _unprinted(printed_lines(pdf)) == []
