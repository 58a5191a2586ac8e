"""The stories play their scenarios on a real database and a real mail server, by the units of work alone; most of them
each act twice: a run that was interrupted is run again. Two go through Prefect's runs, and come to the same."""

import asyncio
from itertools import count
from pathlib import Path

import pytest

from flows.rehearsal.play.gates import Gatekeeper
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from tests.flows.gates.gate_runs import Here
from tests.flows.rehearsal.direct import Direct, Twice
from tests.support.year import OPENING, Play, PlayShipped, Year

THREE_SESSIONS = SHIPPED.with_name("three-sessions.yaml")
EVERY_ACT = Path(__file__).parents[1] / "flows" / "rehearsal" / "every_act.yaml"


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Play a scenario, told as the lines that follow its opening: on 18 January 2021, unless told otherwise."""
    folders = (tmp_path_factory.mktemp(f"histoire-{number}") for number in count())

    def play_it(story: str, *, opening: str = OPENING) -> Year:
        folder = next(folders)
        path = folder / "scenario.yaml"
        path.write_text(opening + story, encoding="utf-8")
        return _played(path, folder, Twice())

    return play_it


@pytest.fixture(scope="session")
def play_shipped(tmp_path_factory: pytest.TempPathFactory) -> PlayShipped:
    """Play a scenario that comes with the system, by the units of work alone, each act twice."""
    return lambda name: _played(SHIPPED.with_name(name), tmp_path_factory.mktemp("fourni"), Twice())


@pytest.fixture(scope="session")
def ara(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year that comes with the system, played once for all who read it."""
    return _played(SHIPPED, tmp_path_factory.mktemp("ara-2021"), Direct())


@pytest.fixture(scope="session")
def gates(prefect: None, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The same year through Prefect's runs, with what the bodies say typed in those that wait for it."""
    return _played(SHIPPED, tmp_path_factory.mktemp("ara-2021-saisie"), Gatekeeper(Here))


@pytest.fixture(scope="session")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The three sessions in a row that come with the system, played once for all who read them."""
    return _played(THREE_SESSIONS, tmp_path_factory.mktemp("trois-sessions"), Direct())


@pytest.fixture(scope="session")
def runs(prefect: None, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Each act of these sessions, over three short ones, through Prefect's runs."""
    return _played(EVERY_ACT, tmp_path_factory.mktemp("tous-les-actes"), RealFlows())


@pytest.fixture(scope="session")
def units(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The same acts, by the units of work alone."""
    return _played(EVERY_ACT, tmp_path_factory.mktemp("tous-les-actes-nus"), Direct())


def _played(path: Path, folder: Path, conductor: RealFlows) -> Year:
    scenario = load_scenario(path)
    rehearsed = asyncio.run(rehearse(scenario, folder, lambda at, what: None, conductor))
    return Year(rehearsed, tuple(conductor.forms) if isinstance(conductor, Direct) else ())
