"""A case of a mail through Prefect's runs: what the units of work alone make of it is told with the other cases."""

import asyncio
from pathlib import Path

import pytest

from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import load_scenario

CASE = Path(__file__).parents[1] / "cases" / "robots" / "spam-scans.yaml"


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
def test_the_real_flows_come_to_the_same(tmp_path: Path) -> None:
    """A mail that a person put right, as Prefect runs it."""
    scenario = load_scenario(CASE)

    rehearsed = asyncio.run(rehearse(scenario, tmp_path, lambda at, what: None, RealFlows()))

    assert unmet(scenario.expect, rehearsed.result, rehearsed.names) == []
