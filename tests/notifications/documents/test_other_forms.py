"""The form of regions that take candidacies all year: it tells no day that there is not."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from models.region.file import load_region
from notifications.documents.application_form import application_form
from tests.factories import typed


@pytest.mark.parametrize(
    ("name", "engages", "from_when"),
    [
        ("centre-val-de-loire", "s'engage à signer et à respecter", "de la signature de la convention"),
        ("label-national", "s'engage, si sa candidature est acceptée, à signer", "de la décision"),
    ],
)
def test_a_form_without_a_calendar_says_by_which_act_one_enters(name: str, engages: str, from_when: str) -> None:
    """Where an acceptance has no day of the calendar, one takes part from the decision on, or from the signature; and
    nobody who is entered by signing is told that it may be accepted."""
    form = application_form(load_region(name), year=2026, last_day=None)
    document = ZipFile(BytesIO(form)).read("word/document.xml").decode()

    text = typed(re.sub(r"<[^>]+>", "", document))
    assert engages in text
    assert f"de façon effective à compter {from_when}." in text
