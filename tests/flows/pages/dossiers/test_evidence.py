"""The proof of a dossier's letters, saved from its page."""

import pytest

from models.storage.database import transaction
from tests.factories import application, campaign_with
from tests.flows.pages.visit import visit


@pytest.fixture
def path(rows: str) -> str:
    """Give where the page of a dossier is."""
    with transaction(rows) as session:
        return f"/dossiers/{application(session, campaign_with(session)).reference}"


@pytest.mark.parametrize(("suffix", "begins"), [("pdf", b"%PDF"), ("zip", b"PK")])
async def test_it_is_had_as_a_document_and_with_the_mails(path: str, suffix: str, begins: bytes) -> None:
    """The page leads to both, each a file of its own."""
    page, file = await visit(path), await visit(f"{path}/preuve.{suffix}")

    assert f'href="/spro{path}/preuve.{suffix}" download' in page.text
    assert file.content.startswith(begins)
    assert file.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize("wrong", ["{path}/preuve.exe", "/dossiers/ARA-2026-9999/preuve.pdf"])
async def test_there_is_nothing_else(path: str, wrong: str) -> None:
    """No other form, no other dossier."""
    assert (await visit(wrong.format(path=path))).status_code == 404
