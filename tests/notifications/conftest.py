"""Fixtures of the tests of mail: an outbox, an embedded mail server, a certification authority, and the gallery."""

import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
import trustme

from notifications.mailserver.gallery import Gallery, serve_gallery
from notifications.mailserver.maildir import make
from notifications.mailserver.sink import Sink
from notifications.writing import render
from tests.notifications.posting import Queue


@pytest.fixture
def queue(database: str) -> Queue:
    """Give an empty outbox in a SQLite file."""
    return Queue(database)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """Give a running embedded mail server with an empty Maildir."""
    with Sink(tmp_path / "mails") as running:
        yield running


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Give an authority that only the tests which ask for it trust."""
    return trustme.CA()


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """Give an empty Maildir."""
    make(tmp_path / "mails")
    return tmp_path / "mails"


@pytest.fixture
def gallery(maildir: Path) -> Iterator[Gallery]:
    """Give a server of that Maildir, which listens."""
    with serve_gallery(maildir) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give templates of the tests' own, that notices are rendered with."""
    own = tmp_path / "templates"
    copytree(render.TEMPLATES, own)
    monkeypatch.setattr(render, "TEMPLATES", own)
    render.environment.cache_clear()
    yield own
    render.environment.cache_clear()
