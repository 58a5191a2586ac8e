"""The documents that people are handed: accessible, the same on every machine, whatever they hold."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Literal

import pytest

from notifications.documents.typeset import PLAIN, shown, typeset
from notifications.views.documents import AgendaDocument, CertificateDocument, Conclusion, MinutesDocument
from tests.factories import typed
from tests.notifications.documents.papers import AGENDA, CERTIFICATE, MINUTES, read

Name = Literal["agenda", "minutes", "certificate"]
View = AgendaDocument | MinutesDocument | CertificateDocument

EACH = pytest.mark.parametrize(
    ("name", "view"), [("agenda", AGENDA), ("minutes", MINUTES), ("certificate", CERTIFICATE)]
)
ELSEWHERE = """
from hashlib import sha256
from notifications.documents.typeset import typeset
from tests.notifications.documents.papers import AGENDA
print(sha256(typeset("agenda", AGENDA)).hexdigest())
"""
HOSTILE = '#panic() *gras* _it_ $x^2$ \\ <script>alert(1)</script> `a` @ref // com /* */ "q" #sys.inputs'


_BARE = replace(AGENDA.items[0], said=None, sites=(), texts=())
"""A dossier whose page has room left."""


def renamed(organisation: str) -> AgendaDocument:
    """Return the agenda of one dossier, whose organisation has that name wherever a text is free."""
    item = replace(_BARE, organisation=organisation, moved=organisation, network=organisation)
    return replace(AGENDA, items=(item,))


@EACH
def test_it_is_accessible(name: Name, view: View) -> None:
    """Tagged, in French, titled, and declared as PDF/UA-1, whose rules were checked as it was made."""
    paper = read(typeset(name, view))

    assert (paper.root["/MarkInfo"]["/Marked"], paper.root["/Lang"]) == (True, "fr-FR")
    assert paper.root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712  pypdf's own boolean
    assert "<pdfuaid:part>1</pdfuaid:part>" in paper.root["/Metadata"].get_data().decode()
    assert typed(paper.title).startswith(("Ordre du jour, ", "Procès-verbal, ", "Certificat d'adhésion "))


@EACH
def test_its_structure_is_told(name: Name, view: View) -> None:
    """One title, headings below it without a gap, and header cells to every table."""
    tags = read(typeset(name, view)).tags

    levels = [int(tag[1]) for tag in tags if tag in {"H1", "H2", "H3", "H4"}]
    steps = [level - former for former, level in pairwise(levels)]
    assert (levels[0], levels.count(1), max(steps)) == (1, 1, 1)
    assert tags.count("Table") == tags.count("THead") == tags.count("TBody")


@EACH
def test_each_page_says_which_it_is(name: Name, view: View) -> None:
    """« 2 / 4 », at the foot of every page, with the name of the Région."""
    pages = read(typeset(name, view)).pages

    assert [page.partition("Région Auvergne-Rhône-Alpes, ")[2][-5:] for page in pages] == [
        f"{number} / {len(pages)}" for number in range(1, len(pages) + 1)
    ]


def test_the_same_view_gives_the_same_octets() -> None:
    """In another process, with its own fonts and its own clock, the document is the same to the last bit."""
    here = sha256(typeset("agenda", AGENDA)).hexdigest()

    there = subprocess.run([sys.executable, "-c", ELSEWHERE], check=True, capture_output=True, text=True)

    assert there.stdout.strip() == here


def test_nothing_typed_is_read_as_markup() -> None:
    """Signs that mean something to the typesetter are shown as they are."""
    paper = read(typeset("agenda", renamed(HOSTILE)))

    assert paper.pages[0].count(HOSTILE) == 1
    assert paper.pages[1].count(HOSTILE) == 3


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("CIDFF de l'Ain", "CIDFF de l'Ain"),
        ("E\u0301cole", "École"),
        ("a\u202egnirts\u202c\u200b\u200f\ufeffb", "agnirtsb"),
        ("un\ttexte\x00\x07", "un texte  "),
        ("a\u00a0b\u202fc\u3000d", "a b c d"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("z" + "\u0301" * 300, "ź\u0301\u0301"),
        ("شركة", "شركة"),
        ("Łódź, Ελλάδα, Київ", "Łódź, Ελλάδα, Київ"),
        ("Fête 😀", "Fête \ufffd"),
        ("\udc80\ue000\U0010ffff", "\ufffd\ufffd\ufffd"),
    ],
)
def test_a_text_is_shown_as_it_can(typed: str, expected: str) -> None:
    """What shows nothing or turns the text around is left out, and what no font has is replaced."""
    assert shown(typed) == expected


def test_what_is_called_plain_can_be_shown() -> None:
    """The signs that go unquestioned are all in the fonts, in bold too: else the document would not be made."""
    signs = "".join(sign for sign in map(chr, range(0x21, 0x2100)) if re.fullmatch(f"[{PLAIN}]", sign))
    said = Conclusion(by="Région", sense=signs, reasons=signs, on=date(2021, 5, 20))

    paper = read(typeset("agenda", replace(AGENDA, items=(replace(_BARE, examination=said),))))

    assert len(signs) > 500
    assert len(paper.pages) == 2


@pytest.mark.parametrize("word", ["A", "mot ", "a\u00a0", "'", " : ", "« "])
def test_a_name_of_five_thousand_signs_is_cut(word: str) -> None:
    """Its dossier still holds on its page, and the list of dossiers on the first."""
    paper = read(typeset("agenda", renamed(word * 5_000)))

    assert len(paper.pages) == 2


def test_a_word_without_an_end_stays_within_the_margins() -> None:
    """What a person typed is whole, on as many lines as it takes: sixty capitals fill one."""
    said = Conclusion(by="Région", sense="favorable", reasons="A" * 5_000, on=date(2021, 5, 20))

    paper = read(typeset("agenda", replace(AGENDA, items=(replace(_BARE, examination=said),))))

    lines = [line for page in paper.reader.pages for line in page.extract_text().splitlines() if "AA" in line]
    assert (sum(map(len, lines)), max(map(len, lines)) <= 60) == (5_000, True)
