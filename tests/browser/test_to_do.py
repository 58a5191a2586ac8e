"""« À traiter »: each line leads to the form that settles it, and is gone once that is done."""

import re

import pytest

from models.vocabulary import Status
from tests.browser.console import Console
from tests.browser.office import LATE, Office

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

COORDINATORS = "contenu-spro@example.invalid"


def test_a_line_leads_to_its_form_and_is_gone_once_settled(console: Console, office: Office) -> None:
    """The form opens on the dossier: a reason, a name, and it is admitted."""
    reference = office.reference(LATE)
    lines = console.read_latest(f"a-traiter-{office.code}")
    console.shot("to-do")
    line = lines.filter(has_text=reference)
    assert line.get_by_role("cell").first.inner_text() == "Hors délai"

    console.follow_link(line.get_by_role("link", name=reference, exact=True))
    assert console.written("Ou sa référence") == reference
    console.write("Motif", "Panne de la messagerie du candidat, justifiée.")
    console.write("Saisi par", "Coordination")
    console.shot("filled")
    assert console.send() == 201
    assert office.system.ended(console.run) == "Completed"

    assert console.read_latest(f"a-traiter-{office.code}").filter(has_text=reference).count() == 0
    console.shot("settled")
    assert office.standing(LATE).status is Status.registered


def test_the_morning_mail_leads_to_the_same_lines(console: Console, office: Office) -> None:
    """Its addresses open the table in the console, and the forms."""
    mail, *_ = office.mails_to(COORDINATORS)
    table, form = re.findall(rf"{re.escape(console.address)}(\S+)", mail.text)

    console.open(form, ".schema-form-property__label")
    console.shot("form")

    assert table == f"/artifacts/key/a-traiter-{office.code}"
    assert form == f"/deployments/deployment/{office.form('admettre-hors-delai')}/run"
