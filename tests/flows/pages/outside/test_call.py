"""The page of those who apply: the files of a session while it may be deposited in, and a word once it may not."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from models.sessions.opening import stages
from models.storage.database import transaction
from tasks.intake.published.files import files_of, publish
from tasks.intake.published.templates import Given
from tests.factories import campaign_with
from tests.flows.pages.visit import visit

NOW = datetime.now(UTC)
ANNEXE = b"%PDF-1.7 annexe"


@pytest.fixture
def call(rows: str) -> str:
    """Give the address of the page of a call that is open, with our form and an annexe."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        deposit = stages(session, campaign)["deposit"]
        deposit.opens_at, deposit.due_at = NOW - timedelta(days=1), NOW + timedelta(days=1)
        publish(session, campaign, [Given("annexe-1", "annexe-1.pdf", "2026-1", ANNEXE, frozenset())])
        return f"/spro/appel/{campaign.code}"


def close(rows: str) -> None:
    """Have the deposit be over."""
    with transaction(rows) as session:
        stages(session, campaign_with(session))["deposit"].due_at = NOW


async def test_it_shows_each_file_with_its_version_and_hash(call: str) -> None:
    """To whoever asks, and nothing of the console."""
    page = await visit(call)

    assert page.status_code == 200
    shown = ("dossier-de-candidature-2026.docx", "auvergne-rhone-alpes/2026", sha256(ANNEXE).hexdigest(), "2026-1")
    assert [word in page.text for word in shown] == [True] * 4
    assert ["<nav" in page.text, "/spro/dossiers" in page.text] == [False] * 2


async def test_each_file_is_taken_as_it_is(rows: str, call: str) -> None:
    """Under its name, octet for octet."""
    annexe, form = await visit(f"{call}/annexe-1"), await visit(f"{call}/dossier")

    assert (annexe.content, annexe.headers["content-type"]) == (ANNEXE, "application/pdf")
    assert annexe.headers["content-disposition"].startswith('attachment; filename="annexe-1.pdf"')
    with transaction(rows) as session:
        assert form.content == files_of(session, campaign_with(session), ["dossier"])[0].file.content


@pytest.mark.parametrize("beyond", ["", "/annexe-1"])
async def test_once_it_is_closed_nothing_is_given(rows: str, call: str, beyond: str) -> None:
    """Whoever comes late reads why, and whom to ask."""
    close(rows)

    page = await visit(f"{call}{beyond}")

    assert page.status_code == 404
    assert "Il n'y a pas de fichier à remplir en ce moment" in page.text.replace("&#39;", "'")
    assert "contenu-spro@example.invalid" in page.text
    assert "annexe-1.pdf" not in page.text


@pytest.mark.parametrize("path", ["/spro/appel/autre", "/spro/appel/ara-2026/annexe-7", "/spro/appel/a/b/c"])
async def test_what_there_is_not_is_said_so(call: str, path: str) -> None:
    """In French, whatever was typed."""
    page = await visit(path)

    assert (page.status_code, '<html lang="fr">' in page.text) == (404, True)


async def test_before_any_session_there_is_nothing(rows: str) -> None:
    """And no one to name."""
    page = await visit("/spro/appel/ara-2026")

    assert (rows != "", page.status_code) == (True, 404)
