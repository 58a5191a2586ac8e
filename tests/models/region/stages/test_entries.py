"""What each way into the SPRO asks of the stages of a region file, and what has no place in it."""

from datetime import date
from typing import Any

import pytest

from models.calendar.business_days import business_days, stage_dates
from models.region.file import load_region
from models.region.model import Region
from tests.models.region.stages.test_listed import ARA, LINES, faults, region

SIGNED: dict[str, Any] = {"deposit": {"until": None}, "effect": {"on": "signature"}}
OWN: dict[str, Any] = {
    "deposit": {"until": None},
    "avis": {"kind": "opinion", "body": "gt_orientation", "within": 30},
    "commission": {"body": "commission_omspp", "within": 20},
    "effect": {"on": "decision"},
}


def endless() -> Region:
    """Return the shipped region with a deposit, bodies and an effect of no day of the year."""
    return region(OWN)


def test_what_has_no_end_is_on_no_calendar() -> None:
    """Nobody is late for a deposit that ends on no day, and bodies that meet all year have the whole of it."""
    opens, days = date(2026, 1, 5), business_days(endless())
    found = stage_dates(endless(), year=2026, opens_on=opens)

    assert {name: (days.local(one.opens_at), days.last_day(one.due_at)) for name, one in found.items()} == {
        "avis": (opens, date(2026, 12, 31)),
        "commission": (opens, date(2026, 12, 31)),
    }
    assert (endless().stages.go_on, ARA.stages.go_on) == (True, False)
    endless().check_calendar(opens, 2026)


@pytest.mark.parametrize(
    ("stages", "entry", "told"),
    [
        (SIGNED | {"effect": LINES["effect"]}, "agreement", "prise d'effet qui ne va pas avec entry"),
        (LINES | {"effect": {"on": "signature"}}, "call", "prise d'effet qui ne va pas avec entry"),
        ({"deposit": {"until": None}}, "none", "un registre n'a pas d'étape de ce genre"),
        ({"deposit": {"until": None}}, "agreement", "une entrée par convention demande une étape effect"),
        (LINES | {"deposit": {"until": {"month": 4, "day": 30}}}, "call", "clé absente"),
        (LINES | {"commission": {"body": "commission_omspp"}}, "call", "une étape d'instance a un mois ou un délai"),
        (LINES | {"effect": {"on": "demain"}}, "call", "jour inconnu"),
    ],
)
def test_stages_that_do_not_fit_an_entry_are_told(stages: dict[str, Any], entry: str, told: str) -> None:
    """The key, and what to write instead."""
    [said] = faults(stages, entry=entry)

    assert told in said


def test_a_convention_asks_for_no_body() -> None:
    """Centre-Val de Loire: deposited at any time, and of effect on the day of the signature."""
    centre = load_region("centre-val-de-loire")

    assert (centre.entry, centre.stages.meetings, centre.effect_on(2026)) == ("agreement", (), None)
