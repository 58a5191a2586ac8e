"""The board, and « À traiter »: each line leads to the form that settles it, and is gone once that is done."""

import re

import pytest
from playwright.sync_api import expect

from models.vocabulary import Status
from tests.browser.console import Console
from tests.browser.office import LATE, Office
from tests.servers.nginx import USER

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

COORDINATORS = "contenu-spro@example.invalid"
SCREEN = 768
"""The height of a small screen, in pixels."""


def test_the_bare_address_opens_the_board_on_one_screen(console: Console) -> None:
    """Where the session stands, what is late, what needs a person, whether the machine is well; one click to what
    waits."""
    console.open("/", "h1")
    console.shot("board")

    # The latest session, which another test may have opened.
    expect(console.page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Session \d{4}"))
    for title in ("À traiter", "Demandé aux candidats", "Dossiers", "La machine", "Dépôts cumulés", "Pièces reçues"):
        assert console.page.get_by_role("heading", name=title, exact=True).is_visible()
    expect(console.page.locator(".signs")).to_contain_text("Worker : vivant")
    assert console.page.locator("main").evaluate("main => main.getBoundingClientRect().bottom") <= SCREEN

    console.page.locator(".tile").get_by_role("link", name="À traiter").click()
    expect(console.page.get_by_role("heading", level=1)).to_contain_text("À traiter")


def test_a_line_leads_to_its_form_and_is_gone_once_settled(console: Console, office: Office) -> None:
    """The form opens on the dossier, with who sits there: a reason, and it is admitted. Another name that is typed is
    not the one that the journal holds."""
    reference = office.reference(LATE)
    line = console.to_do(office.code).filter(has_text=reference)
    console.shot("to-do")

    console.follow_form(line.get_by_role("link", name="L'admettre hors délai"))
    assert console.written("Ou sa référence") == reference
    assert console.written("Saisi par") == USER
    console.write("Motif", "Panne de la messagerie du candidat, justifiée.")
    console.write("Saisi par", "Coordination")
    console.shot("filled")
    assert console.send() == 201
    assert office.system.ended(console.run) == "Completed"

    assert console.to_do(office.code).filter(has_text=reference).count() == 0
    console.shot("settled")
    assert office.standing(LATE).status is Status.registered
    assert office.actor(LATE) == USER


def test_the_morning_mail_leads_to_the_same_lines(console: Console, office: Office) -> None:
    """Its addresses open the page of what waits, and the forms."""
    mail, *_ = office.mails_to(COORDINATORS)
    table, form = re.findall(rf"{re.escape(console.address)}(\S+)", mail.text)

    console.open(form, ".schema-form-property__label")
    console.shot("form")

    assert table == f"/spro/a-traiter?session={office.code}"
    assert form == f"/spro/formulaires/admettre-hors-delai?session={office.code}"
