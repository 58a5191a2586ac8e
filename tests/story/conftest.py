"""The stories play their scenarios against a real Prefect server, database and mail server."""

import asyncio
from itertools import count
from pathlib import Path

import pytest

from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from tests.story.year import OPENING, Play, Year

THREE_SESSIONS = SHIPPED.with_name("three-sessions.yaml")


@pytest.fixture(scope="session")
def play(prefect: None, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Play a scenario, told as the lines that follow its opening: on 18 January 2021, unless told otherwise."""
    folders = (tmp_path_factory.mktemp(f"histoire-{number}") for number in count())

    def play_it(story: str, *, opening: str = OPENING) -> Year:
        folder = next(folders)
        path = folder / "scenario.yaml"
        path.write_text(opening + story, encoding="utf-8")
        return _played(path, folder)

    return play_it


@pytest.fixture(scope="session")
def ara(prefect: None, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year that comes with the system, played once for all who read it."""
    return _played(SHIPPED, tmp_path_factory.mktemp("ara-2021"))


@pytest.fixture(scope="session")
def sessions(prefect: None, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The three sessions in a row that come with the system, played once for all who read them."""
    return _played(THREE_SESSIONS, tmp_path_factory.mktemp("trois-sessions"))


def _played(path: Path, folder: Path) -> Year:
    scenario = load_scenario(path)
    return Year(asyncio.run(rehearse(scenario, folder, lambda at, what: None)))
