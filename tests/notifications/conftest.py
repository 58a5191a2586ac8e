"""Fixtures of the delivery tests: an outbox, an embedded mail server, and a certification authority."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from models.database import engine
from notifications.sink import Sink
from tests.notifications.posting import Queue


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    """Give an empty outbox in a SQLite file."""
    address = f"sqlite:///{tmp_path / 'spro.db'}"
    yield Queue(address)
    engine(address).dispose()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """Give a running embedded mail server with an empty Maildir."""
    with Sink(tmp_path / "mails") as running:
        yield running


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Give an authority that only the tests which ask for it trust."""
    return trustme.CA()
