"""Fixtures of the tests of flows: a desk, whose session is read before its transaction ends; an installation that is
watched."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import AnyUrl
from sqlmodel import Session

from flows.watch import Watcher
from models.database import forget, transaction
from models.opening import open_campaign
from models.region_file import load_region
from models.settings import Settings
from notifications.sink import Sink
from tasks.mailboxes.lookout import look_out
from tasks.store import Store
from tests.factories import campaign_with
from tests.flows.watched import AT
from tests.tasks.mails import Desk


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    """Give the desk of the shipped session of 2026."""
    return Desk(session, campaign_with(session), Store((tmp_path / "store").as_uri()))


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Give an installation with an open session, a deposit folder and a mail server."""
    with Sink(tmp_path / "mails") as sink:
        monkeypatch.setenv("SPRO_HOME", str(tmp_path))
        monkeypatch.setenv("SPRO_SMTP_URL", sink.url)
        settings = Settings(home=tmp_path, smtp_url=AnyUrl(sink.url))
        settings.mailbox.mkdir()
        with transaction(settings.database) as session:
            region = load_region("auvergne-rhone-alpes")
            opens = date(2021, 1, 18)
            open_campaign(session, region, year=2021, opens=opens, prospects=[], by="M. Essai", at=AT)
        yield settings
        forget(settings.database)


@pytest.fixture
def watcher(watched: Settings) -> Iterator[Watcher]:
    """Give a watcher of that installation."""
    with look_out(watched, lambda: None) as mails:
        yield Watcher(watched, mails)
