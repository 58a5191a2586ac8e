"""Two years of each of the other ways into the SPRO: by a convention, by a register, by a label without dates."""

from collections.abc import Mapping

import pytest

from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from tests.factories import typed
from tests.support.year import PlayShipped, Year

CENTRE, NORTH, LABEL = "centre-val-de-loire", "hauts-de-france", "label-national"


@pytest.fixture(scope="module")
def years(play_shipped: PlayShipped) -> Mapping[str, Year]:
    """Give the two years of each region, as they come with the system."""
    return {name: play_shipped(f"{name}.yaml") for name in (CENTRE, NORTH, LABEL)}


@pytest.mark.parametrize("name", [CENTRE, NORTH, LABEL])
def test_the_shipped_years_are_as_they_expect(years: Mapping[str, Year], name: str) -> None:
    """What `spro rehearse --check` holds them to."""
    expected = load_scenario(SHIPPED.with_name(f"{name}.yaml")).expect

    assert expected
    assert unmet(expected, years[name].rehearsed.result, years[name].rehearsed.names) == []


def test_who_signs_a_convention_is_a_member_that_day(years: Mapping[str, Year]) -> None:
    """No body speaks of it, and nobody decides."""
    centre = years[CENTRE]

    assert [*dict.fromkeys(centre.path("cio"))] == ["registered", "under_examination", "member"]
    assert (
        "convention « Convention régionale du SPRO 2026-2030 » signée le 12/02/2026"
        in centre.line("cio", "accede")["reason"]
    )
    assert centre.received("cio")[:3] == ["registration", "acknowledgement", "effective"]


def test_an_incomplete_dossier_outlives_its_year(years: Mapping[str, Year]) -> None:
    """Asked, reminded and told that its delay is over, it is carried over nowhere: what comes later counts."""
    centre = years[CENTRE]

    assert [*dict.fromkeys(centre.path("mission"))] == ["registered", "incomplete", "under_examination", "member"]
    assert (centre.requests("mission"), centre.notices("carried_over")) == (["expired"], [])
    assert "completion_expired" in centre.received("mission")


def test_in_a_register_no_dossier_is_opened(years: Mapping[str, Year]) -> None:
    """Whoever writes is answered; the register holds who a text makes a member."""
    north = years[NORTH].rehearsed.result

    assert (north["applications"], [one["nature"] for one in north["arrivals"]]) == ([], ["question"] * 2)
    told = {"registration", "to_read", "digest", "letter", "report_request", "report_reminder"}
    assert {notice["kind"] for notice in north["notices"]} == told


def test_the_bodies_of_a_label_meet_as_often_as_something_waits(years: Mapping[str, Year]) -> None:
    """Twice in the first year; who is accepted is a member on the day of the decision, for five years."""
    label = years[LABEL]

    assert [line["to"] for line in label.dossier("cite")["history"]][-2:] == ["accepted", "member"]
    assert (label.status("plie"), label.status("mife")) == ("refused", "examined")
    [effective] = label.notices("effective", "cite")
    assert "jusqu'au lundi 24 mars 2031 inclus" in typed(effective["text"])
