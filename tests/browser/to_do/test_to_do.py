"""« À traiter »: each line leads to the form that settles it, and is gone once that is done."""

import re

import pytest

from models.vocabulary import Status
from tests.browser.console import Console
from tests.browser.office import LATE, Office
from tests.factories import typed
from tests.servers.nginx import USER

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

COORDINATORS = "contenu-spro@example.invalid"


def test_a_line_leads_to_its_form_and_is_gone_once_settled(console: Console, office: Office) -> None:
    """The form opens on the dossier, with who sits there: a reason, and it is admitted. Another name that is typed is
    not the one that the journal holds."""
    reference = office.reference(LATE)
    line = console.to_do(office.code).filter(has_text=reference)
    console.shot("to-do")

    console.follow_form(line.get_by_role("link", name="L'admettre hors délai"))
    assert console.chosen("Dossier").startswith(reference)
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
    # Of this session: another, which a test may have added, has its own.
    mail, *_ = [mail for mail in office.mails_to(COORDINATORS) if f"session {office.year}" in typed(mail.text)]
    table, form = re.findall(rf"{re.escape(console.address)}(\S+)", mail.text)

    console.open(form, ".schema-form-property__label")
    console.shot("form")

    assert table == f"/spro/a-traiter?session={office.code}"
    assert form == f"/spro/formulaires/admettre-hors-delai?session={office.code}"
