"""A year that the first version of the program began, in a database of its own tables, is ended by this one."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.boards.session import render_board
from flows.sessions.ahead import Instant, look_ahead
from models.dossiers.application import Application
from models.forms.dossiers import WithdrawalForm
from models.notices import Notice
from models.region.stages.words import WORDS
from models.storage.backup.migrate import migrate
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus, Status
from notifications.mailserver.sink import Sink
from tasks.console.snapshot import read_console
from tests.factories import paris
from tests.flows.rehearsal.direct import Direct
from tests.servers.former import fill

NOW = paris("2022-05-20 09:00")
"""The morning after its last day: the examination of 2022 runs, a meeting is set for June."""

SESSIONS = ("ara-2021", "ara-2022")


@pytest.fixture
def led(any_fresh_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the installation of that year, led to this version, on each engine in turn."""
    fill(any_fresh_database)
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", any_fresh_database)
    said: list[str] = []
    assert migrate(Settings(), at=NOW, say=said.append)
    assert [line.partition(" : ")[0] for line in said] == ["Base de la version 0001"]
    with Sink(Settings().mails) as sink:
        monkeypatch.setenv("SPRO_SMTP_URL", sink.url)
        yield any_fresh_database


def test_its_year_goes_on_to_its_end(led: str) -> None:
    """Boards are drawn, what is due is done, an act is recorded and told, and the rest of the year is in sight."""
    boards = read_console(SESSIONS, at=NOW).boards
    drawn = [render_board(board, at=NOW).partition(" : ")[0] for board in boards]
    asyncio.run(_go_on())
    left = asyncio.run(look_ahead(at=NOW, until=paris("2022-09-02 09:00")))

    assert drawn == ["# Session 2021", "# Session 2022"]
    assert [sum(board.statuses.values()) for board in boards] == [14, 8]
    with reading(led) as session:
        withdrawn = select(Application.reference).where(col(Application.status) == Status.withdrawn)
        told = select(Notice.status).where(col(Notice.kind) == NoticeKind.withdrawn).order_by(col(Notice.id).desc())
        assert "ARA-2021-0010" in session.exec(withdrawn).all()
        assert session.exec(told).first() is NoticeStatus.sent
    assert set(_closed(left)) == {words.closing for name, words in WORDS.items() if name != "deposit"}


async def _go_on() -> None:
    conductor = Direct()
    await conductor.run(None, at=NOW)
    await conductor.record(WithdrawalForm(reference="ARA-2021-0010", by="Mme Essai"), at=NOW)


def _closed(instants: list[Instant]) -> list[str]:
    return [closing for one in instants for _, closing in one.closed]
