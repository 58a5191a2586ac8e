"""Forms whose pages are short."""

import pytest


@pytest.fixture
def full_page(monkeypatch: pytest.MonkeyPatch) -> int:
    """Have a page hold few dossiers, and give how many: a meeting of several is soon made."""
    few = 3
    monkeypatch.setattr("models.meetings.agenda.PAGE", few)
    return few
