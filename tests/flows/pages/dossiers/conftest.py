"""What the tests of the pages of dossiers share: a desk whose rows they read."""

from collections.abc import Iterator

import pytest

from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.intake.store import Store
from tests.factories import campaign_with
from tests.support.mails import Desk


@pytest.fixture
def desk(rows: str) -> Iterator[Desk]:
    """Give a desk whose rows are read once they are committed."""
    with transaction(rows) as session:
        yield Desk(session, campaign_with(session), Store(Settings().store))
