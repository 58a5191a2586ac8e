"""What a notice needs, refuses, and never lets through."""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import UndefinedError

from models.vocabulary import NoticeKind
from notifications.catalogue import KINDS
from notifications.kinds import Room
from notifications.samples.sample_data import APPLICATION, SESSION
from notifications.writing.acts import ACTS
from notifications.writing.render import TEMPLATES, environment, render
from tests.support import for_each
from tests.support.notices import REGION, SAMPLES, notice


def test_a_kind_is_a_folder_of_two_templates() -> None:
    """The catalogue and the templates hold the same kinds: a folder that no row names would never be read. Where a
    notice tells an act, its document is the third."""
    found = {str(path.relative_to(TEMPLATES)) for room in get_args(Room) for path in TEMPLATES.glob(f"{room}/*/*")}

    written = {f"{kind.folder}/{name}" for kind in KINDS.values() for name in ("subject.txt", "body.txt")}
    assert found == written | {f"{KINDS[kind].folder}/act.txt" for kind in ACTS}


def test_a_kind_may_have_a_page_of_its_own(templates: Path) -> None:
    """Where it has none, all share one."""
    own = templates / KINDS[NoticeKind.late].folder / "body.html"
    own.write_text("{{ subject }}", encoding="utf-8")

    late, other = notice("late"), notice("misdirected")

    assert (late.html, other.html[:15]) == (late.subject, "<!DOCTYPE html>")


def test_the_environment_is_built_once() -> None:
    """Templates are compiled once a process."""
    assert environment() is environment()


@for_each(kind for kind in KINDS if KINDS[kind].variables)
def test_a_missing_variable_is_refused(kind: NoticeKind) -> None:
    """A notice is never sent with a hole in it."""
    with pytest.raises(TypeError, match=re.escape(f"missing: {sorted(KINDS[kind].variables)}")):
        render(kind, region=REGION, session=SESSION)


@for_each(KINDS)
def test_an_extra_variable_is_refused(kind: NoticeKind) -> None:
    """A variable that no template reads is a mistake of the caller."""
    with pytest.raises(TypeError, match=r"unknown: \['surplus'\]"):
        render(kind, region=REGION, session=SESSION, surplus=1, **dict.fromkeys(KINDS[kind].variables))  # type: ignore[arg-type]


def test_an_unknown_name_in_a_template_is_an_error() -> None:
    """Templates fail rather than print nothing."""
    with pytest.raises(UndefinedError):
        environment().from_string("{{ inconnu }}").render()


def test_the_reference_leads_the_subject() -> None:
    """Replies are matched by it."""
    assert notice("late").subject == "[ARA-2021-0007] Votre dossier est arrivé après la date limite"


def test_the_number_leads_the_subject_where_there_is_no_reference() -> None:
    """An answer to a registration is recognised by its thread, and its sender by this on the telephone."""
    assert notice("registration").subject == "[2021-000012] Accusé d'enregistrement de votre envoi"


def test_a_notice_without_application_has_a_bare_subject() -> None:
    """There is no reference before a dossier exists."""
    assert notice("opening").subject == "SPRO Auvergne-Rhône-Alpes : ouverture des candidatures, session 2021"


@pytest.mark.parametrize(
    "broken", ["le dépôt\r\nBcc: x@y.example", "le dépôt\n\nBcc: x@y.example", "le dépôt\x0bBcc: x@y.example"]
)
def test_a_subject_is_one_line(broken: str) -> None:
    """A line break in a value cannot add a header to the mail."""
    change = replace(SAMPLES["postponed"].variables["change"], stage=broken)

    subject = notice("postponed", change=change).subject

    assert subject == "[ARA-2021-0001] Changement de date : le dépôt Bcc: x@y.example"


def test_a_reference_is_one_line_in_the_subject() -> None:
    """The reference comes from the region file, and is stripped like any value."""
    application = replace(APPLICATION, reference="ARA\r\nBcc: x@y.example")

    assert (
        notice("effective", application=application).subject
        == "[ARA Bcc: x@y.example] Votre adhésion au SPRO prend effet"
    )


def test_an_organisation_cannot_write_html() -> None:
    """What an applicant typed is text, wherever it is shown."""
    application = replace(APPLICATION, organisation="<script>alert(1)</script>\n\n# Accepté")

    page = notice("effective", application=application).html

    assert (
        page.count("<script"),
        page.count("<h1>"),
        page.count("&lt;script&gt;alert(1)&lt;/script&gt; # Accepté"),
    ) == (0, 1, 2)


def test_a_file_name_cannot_write_html() -> None:
    """Nor can the name of a file, in the cell of a table."""
    file = replace(SAMPLES["registration"].variables["files"][0], name='"><img src=x onerror=alert(1)>|x|.pdf')

    page = notice("registration", files=(file,)).html

    assert (page.count("<img"), page.count("&lt;img src=x onerror=alert(1)&gt;|x|.pdf</th>")) == (0, 1)


def test_no_region_is_in_a_template() -> None:
    """Another Région changes its file, and nothing else."""
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.*"))
    own = ("Auvergne", "Rhône", "Lyon", "DFOR", "OMSPP", "CREFOP", "Carif", "example", "avril", "2021", "21 jours")

    assert [word for word in own if word in templates] == []
