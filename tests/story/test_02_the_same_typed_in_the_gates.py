"""The year that comes with the system through Prefect's runs, with what the bodies say typed in those that wait for
it."""

import pytest

from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from tests.support.year import Year

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_it_comes_to_the_same(gates: Year, ara: Year) -> None:
    """Each dossier goes the same way, and each applicant gets the same letters."""
    assert unmet(load_scenario(SHIPPED).expect, gates.rehearsed.result, gates.rehearsed.names) == []
    for name in ara.rehearsed.names:
        assert (name, gates.path(name), gates.received(name)) == (name, ara.path(name), ara.received(name))


def test_what_was_decided_is_told_in_the_same_words(gates: Year, ara: Year) -> None:
    """Reasons, signatory and pieces were typed; the day of the decision is that of the sitting."""
    for kind, name in (("accepted", "cidff"), ("adjourned", "mde"), ("refused", "mife")):
        assert gates.read(kind, name) == ara.read(kind, name)


def test_each_body_had_one_run_that_waited(gates: Year) -> None:
    """It was resumed once: all that was said on a day was typed on its page."""
    runs = [
        run for run in gates.rehearsed.result["flow_runs"] if run["name"].endswith(("groupe de travail", "commission"))
    ]

    assert sorted((run["name"], run["state"]) for run in runs if "fin" not in run["name"]) == [
        ("Session 2021 · commission", "COMPLETED"),
        ("Session 2021 · groupe de travail", "COMPLETED"),
    ]
