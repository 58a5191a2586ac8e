"""What our pages read, on each engine: the same look-ups, whichever keeps the rows."""

from pathlib import Path

import pytest

from tasks.console.pages.arrivals import Asked, read_arrivals
from tasks.console.pages.meeting import read_meeting
from tasks.console.pages.session_board import read_board
from tasks.console.pages.to_do import read_to_do
from tests.bench.two_years import AT, fill

MANY = 30


@pytest.fixture
def filled(any_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the pages read two years of a Région."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    fill(any_database, MANY)


@pytest.mark.usefixtures("filled")
def test_each_page_is_read_alike() -> None:
    """Groups, steps, delays, searches and limits."""
    page = read_board("ara-2026", at=AT)
    found = read_arrivals(Asked(session="ara-2027", text="STRUCTURE"))
    meeting = read_meeting("ara-2027", "working_group", at=AT)

    assert page.board is not None
    assert page.figures is not None
    assert page.board.code == "ara-2026"
    assert page.figures.funnel[0] == ("Déposés", MANY)
    assert [one.until for one in page.figures.delays][-1] == "la décision"
    assert (found.total, len(found.lines)) == (MANY, MANY)
    assert meeting
    assert meeting.board is not None
    assert {line.code for one in read_to_do("", whole=True, at=AT).waits for line in one.lines} == {"ara-2027"}
