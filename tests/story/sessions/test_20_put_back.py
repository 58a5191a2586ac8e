"""An installation that burns down in the middle of its year, and is put back from its backup."""

import asyncio
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from models.storage.backup.restore import restore
from models.storage.backup.save import save
from models.storage.database import forget
from models.storage.settings import Settings
from tests.factories import paris
from tests.flows.rehearsal.direct import Direct
from tests.support.year import Year

MIDDLE = paris("2021-05-12 00:00")
"""All deposits are there, some are examined, and no body has met yet."""


class PutBack(Direct):
    """Plays a year whose installation is saved, destroyed and put back on the first run after its middle."""

    is_put_back = False

    async def run(self, session: str | None, *, at: datetime) -> None:
        """Do whatever is due, in the installation that was put back from then on."""
        if at >= MIDDLE and not self.is_put_back:
            self.is_put_back = True
            burn_down_and_put_back(at=at)
        await super().run(session, at=at)


def burn_down_and_put_back(*, at: datetime) -> None:
    """Save the installation, destroy it, and put it back; the mail server, which is another's, keeps its mails."""
    settings = Settings()
    backup = settings.home.with_name("sauvegarde.zip")
    save(settings, backup, at=at)
    forget(settings.database)
    shutil.rmtree(settings.home / "store")
    shutil.rmtree(settings.mailbox)
    for file in settings.home.glob("spro.db*"):
        file.unlink()
    restore(settings, backup)


@pytest.mark.timeout(120)
def test_a_year_that_was_put_back_ends_as_one_that_was_not(ara: Year, tmp_path: Path) -> None:
    """Dossiers, their journals, requests and decisions, every letter with its instant, what waits: all the same."""
    conductor = PutBack()
    folder = tmp_path / "remise"
    folder.mkdir()

    put_back = asyncio.run(rehearse(load_scenario(SHIPPED), folder, lambda at, what: None, conductor))

    assert conductor.is_put_back
    assert put_back.result == ara.rehearsed.result
