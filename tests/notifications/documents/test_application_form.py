"""The form that applicants fill in: what it says, and that everybody can fill it in.

`SPRO_TESTS_UPDATE_SNAPSHOTS=1` rewrites the copy of its words; the difference is then reviewed like any other.
"""

import os
import re
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest

from models.region.file import load_region
from notifications.documents.application_form import application_form, filename
from notifications.writing.typography import typographic
from tests.notifications.documents.papers import REGION
from tests.notifications.documents.word import W, choices, paragraphs, part, questions

COPY = Path(__file__).parent / "application_form.txt"
LAST_DAY = date(2027, 4, 29)
FORM = application_form(REGION, year=2027, last_day=LAST_DAY)
CORE = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "language": "{http://purl.org/dc/elements/1.1/}language",
}


def form_with(**overrides: object) -> bytes:
    """Return the form of the shipped region with other values, by dotted key, « __ » for the point."""
    region = load_region("auvergne-rhone-alpes", {key.replace("__", "."): value for key, value in overrides.items()})
    return application_form(region, year=2027, last_day=LAST_DAY)


def words(form: bytes) -> str:
    """Return what a form says, a line a paragraph, with plain spaces."""
    return "\n".join(text.replace("\u00a0", " ") for _, text in paragraphs(form))


def test_it_says_what_it_said() -> None:
    """No word of the form changes unseen."""
    written = "".join(f"{style}: {text}\n" for style, text in paragraphs(FORM))
    if os.environ.get("SPRO_TESTS_UPDATE_SNAPSHOTS") == "1":
        COPY.write_text(written, encoding="utf-8")

    kept = COPY.read_text(encoding="utf-8")

    assert written == kept


def test_it_is_the_same_on_any_machine_at_any_time() -> None:
    """The hash of a published form can be published too."""
    assert application_form(REGION, year=2027, last_day=LAST_DAY) == FORM


def test_its_package_is_whole() -> None:
    """Every part is named with its type, nothing is missing that another part points to."""
    with ZipFile(BytesIO(FORM)) as package:
        names = package.namelist()
    types = part(FORM, "[Content_Types].xml")
    typed = {one.get("PartName", "").lstrip("/") for one in types if one.get("PartName")}
    pointed = {f"word/{one.get('Target')}" for one in part(FORM, "word/_rels/document.xml.rels")}

    assert names[0] == "[Content_Types].xml"
    assert typed == {name for name in names if not name.endswith(".rels")} - {"[Content_Types].xml"}
    assert pointed <= typed


def test_each_style_that_it_uses_is_defined() -> None:
    """A style that a program does not know would leave a heading that is none."""
    defined = {one.get(f"{W}styleId") for one in part(FORM, "word/styles.xml").iter(f"{W}style")}

    assert {style for style, _ in paragraphs(FORM)} <= defined


def test_its_name_tells_which_piece_it_is() -> None:
    """Sent back as it was published, it is recognised."""
    assert REGION.recognise(filename(2027)) == "dossier"


def test_it_has_a_title_and_a_language() -> None:
    """A screen reader says what was opened, and reads it in French (WCAG 2.4.2 and 3.1.1)."""
    core, styles = part(FORM, "docProps/core.xml"), part(FORM, "word/styles.xml")
    language = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")

    assert core.findtext(CORE["title"]) == "Dossier de candidature, Auvergne-Rhône-Alpes, Session 2027"
    assert core.findtext(CORE["language"]) == "fr-FR"
    assert language is not None
    assert language.get(f"{W}val") == "fr-FR"


def test_its_headings_are_real_and_in_order() -> None:
    """One title, and sections under it: no level is skipped (WCAG 1.3.1)."""
    levels = [int(style[-1]) for style, _ in paragraphs(FORM) if style.startswith("Heading")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_is_laid_out_by_tables_or_pictures() -> None:
    """What is read aloud is in the order in which it is seen."""
    body = part(FORM, "word/document.xml")

    assert [one.tag for name in ("tbl", "drawing", "pict") for one in body.iter(f"{W}{name}")] == []


def test_each_control_is_labelled() -> None:
    """What is called aloud is what is read beside it (WCAG 2.5.3); a box to tick has its label after it."""
    asked = [question for question in questions(FORM) if not question.tag.startswith("piece-")]
    boxes = [question for question in questions(FORM) if question.tag.startswith("piece-")]

    assert [question.before for question in asked] == [f"{question.alias}\u00a0:" for question in asked]
    assert [f"{box.content} {box.alias} (".replace("\u00a0", " ") in words(FORM) for box in boxes] == [True] * 7


def test_each_control_is_told_apart() -> None:
    """No tag and no number twice: a program would keep one of the two."""
    body = part(FORM, "word/document.xml")
    numbers = [one.get(f"{W}val") for one in body.iter(f"{W}id")]
    tags = [question.tag for question in questions(FORM)]

    assert len(set(tags)) == len(tags)
    assert len(set(numbers)) == len(tags)


def test_instructions_come_before_the_first_question() -> None:
    """Where to send it, until when, how to fill it in (WCAG 3.3.2)."""
    said = words(FORM)
    first = said.index(questions(FORM)[0].alias)

    for instruction in (
        "depot-spro@example.invalid",
        "jeudi 29 avril 2027 à 23 h 59",
        "Remplissez les champs encadrés",
    ):
        assert 0 <= said.find(instruction) < first


def test_its_colours_are_read_by_all() -> None:
    """At least 4.5 to 1 on white and on the ground of the answers (WCAG 1.4.3)."""
    styles = part(FORM, "word/styles.xml")
    colours = {str(one.get(f"{W}val")) for one in styles.iter(f"{W}color")}

    assert [colour for colour in colours for ground in ("FFFFFF", "ECECF6") if contrast(colour, ground) < 4.5] == []


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2.1 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_no_control_is_lost_by_accident_and_the_model_stays() -> None:
    """A control cannot be deleted; what tells an old form from this year's cannot be written over either."""
    locks = {question.tag: question.lock for question in questions(FORM)}

    model = locks.pop("model")
    assert model == "sdtContentLocked"
    assert set(locks.values()) == {"sdtLocked"}
    assert [(one.content, one.invites) for one in questions(FORM) if one.tag == "model"] == [
        ("auvergne-rhone-alpes/2027", False)
    ]


def test_nothing_is_answered_beforehand() -> None:
    """What stands in a control is an invitation, and is told to be one."""
    asked = [one for one in questions(FORM) if one.tag != "model" and not one.tag.startswith("piece-")]

    assert [one.tag for one in asked if not one.invites] == []


def test_the_networks_are_those_of_that_year() -> None:
    """A network that has ended is not offered, and one may belong to none."""
    networks = choices(FORM, "network")
    former = application_form(REGION, year=2019, last_day=date(2019, 4, 29))

    assert networks[-1] == "Aucun de ces réseaux"
    assert all(REGION.network_for(network, LAST_DAY) for network in networks[:-1])
    assert [choices(form, "network").count("Groupement CIBC Auvergne-Rhône-Alpes") for form in (FORM, former)] == [1, 0]


def test_a_region_file_makes_its_own_form() -> None:
    """Another address, a piece that is not asked of all, networks that all deposit: the form says so."""
    form = form_with(
        roles__deposit_mailbox__email="guichet@example.invalid",
        **{"pieces.annexe-7.required": False, "circles.1.application": "required", "circles.2.application": "required"},
    )

    said = words(form)
    assert "guichet@example.invalid" in said
    assert re.search(r"Annexe 7 \(.*\), facultative$", said, re.MULTILINE)
    assert "n’ont pas de dossier à déposer" not in said


@pytest.mark.parametrize("name", ['<w:p/> & "Fils" ]]>', "**[siret]** # |", "Les \x07 sons de l'air\x1bici"])
def test_no_value_of_a_region_file_is_markup(name: str) -> None:
    """Whatever signs a label holds, the document opens, and reads them as they are, except what shows nothing."""
    form = form_with(**{"pieces.annexe-1.label": name, "networks.apec.label": name, "benefits": [name]})

    shown = " ".join(typographic(re.sub(r"[\x00-\x1f]", " ", name)).split())
    assert ("ListBullet", shown) in [(style, " ".join(text.split())) for style, text in paragraphs(form)]
    assert shown in [" ".join(choice.split()) for choice in choices(form, "network")]
