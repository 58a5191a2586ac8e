"""Our form, with answers to its questions about commitments and services."""

from datetime import date

from notifications.documents.application_form import application_form
from tests.notifications.documents.papers import REGION
from tests.notifications.documents.word import fill
from tests.support.mails import siret

LAST_DAY = date(2026, 4, 29)
BLANK = application_form(REGION, year=2026, last_day=LAST_DAY)


def form(**answers: str) -> bytes:
    """Return the form of an organisation, with these answers, « _ » for the hyphen of a tag."""
    said = {tag.replace("_", "-"): words for tag, words in answers.items()}
    return fill(BLANK, organisation="CIDFF de l'Ain", siret=siret(), **said)
