"""The page of the letters of a dry run."""

import pytest

from models.storage.aside.dry_runs import DryRun
from models.storage.database import transaction
from tests.conftest import Installation
from tests.factories import paris
from tests.flows.pages.visit import visit

LETTER = {"kind": "postponed", "recipient": "a@mjc.example"}
WHOLE = {**LETTER, "sender": "SPRO", "subject": "Report", "text": "Le <b>9 juin</b>.", "html": "<p>Le 9 juin.</p>"}


@pytest.fixture(autouse=True)
def shown(spro: Installation) -> None:
    """Keep a dry run."""
    with transaction(spro.database) as session:
        run = DryRun(
            code="AB12-CD34", at=paris("2026-04-20 10:00"), letters=[{**LETTER, "reference": None}], whole=[WHOLE]
        )
        session.add(run)


async def test_it_shows_who_would_read_and_what() -> None:
    """Our own page may show addresses; what a letter says is text."""
    page = await visit("/spro/a-blanc/AB12-CD34")
    framed = await visit("/spro/a-blanc/AB12-CD34/1/html")

    assert "a@mjc.example" in page.text
    assert "Le &lt;b&gt;9 juin&lt;/b&gt;." in page.text
    assert (framed.text, "default-src 'none'" in framed.headers["content-security-policy"]) == (
        "<p>Le 9 juin.</p>",
        True,
    )


@pytest.mark.parametrize("path", ["0000-0000", "0000-0000/1/html", "AB12-CD34/2/html", "AB12-CD34/0/html"])
async def test_what_is_not_there_is_not_found(path: str) -> None:
    """Or is there no more."""
    assert (await visit(f"/spro/a-blanc/{path}")).status_code == 404
