"""Fixtures of the tests of flows: a desk, whose session is read before its transaction ends."""

from pathlib import Path

import pytest
from sqlmodel import Session

from tasks.store import Store
from tests.factories import campaign_with
from tests.tasks.mails import Desk


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    """Give the desk of the shipped session of 2026."""
    return Desk(session, campaign_with(session), Store((tmp_path / "store").as_uri()))
