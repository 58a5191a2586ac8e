"""An installation to save, and an empty one beside it to put it back into, on each engine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from models.storage.database import forget, transaction
from models.storage.settings import Settings
from models.vocabulary import Status
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with
from tests.servers.postgresql import PostgreSQL

Installed = Callable[[str], Settings]

REGION = Path("models/region/shipped/auvergne-rhone-alpes.yaml").resolve()


@pytest.fixture
def engine() -> str:
    """Give the engine of the installations: SQLite, where a test does not ask for each in turn."""
    return "sqlite"


@pytest.fixture
def install(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installed]:
    """Give what makes an installation of a name, with nothing in it yet."""
    with ExitStack() as stack:

        def make(name: str) -> Settings:
            home = tmp_path / name
            address = f"sqlite:///{home / 'spro.db'}"
            if engine == "postgresql":
                server: PostgreSQL = request.getfixturevalue("postgres")
                address = stack.enter_context(server.fresh_database())
            stack.callback(forget, address)
            return Settings(home=home, database_url=address, region_file=home / "regle" / "region.yaml")

        yield make


@pytest.fixture
def filled(install: Installed) -> Settings:
    """Give an installation with a dossier, its mail, a mail that waits, a letter, and a region file of its own."""
    settings = install("premiere")
    store = Store(settings.store)
    with transaction(settings.database) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign, Status.late)
        arrival(session, campaign, application=dossier, raw_digest=store.put(b"mail"))
    store.put(b"MZ", is_quarantined=True)
    for path, text in _files(settings).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return settings


def _files(settings: Settings) -> dict[Path, str]:
    region = settings.region_file
    assert region is not None
    return {
        settings.mailbox / "nouveau.eml": "From: a@b.example\n",
        settings.mails / "new" / "1.eml": "To: a@b.example\n",
        settings.home / "prefect" / "prefect.db": "rebuilt",
        region: REGION.read_text(encoding="utf-8"),
    }
