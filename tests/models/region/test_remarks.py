"""What a sound region file says without effect, or kept of the region that it was copied from."""

import pytest

from models.region.file import load_region
from models.region.remarks import remarks
from tests.factories import REGION

BRETAGNE = {"region.id": "bretagne", "region.code": "53", "region.name": "Bretagne"}


def of(*keys: str, **said: object) -> list[str]:
    """Return the remarks on some keys of a copy of the shipped file, with values set."""
    found = remarks(load_region(REGION, {"silence.effect": "rejection"} | said))
    return [one for one in found if one.startswith(keys)] if keys else found


def test_the_shipped_file_is_its_own() -> None:
    """Its court, its addresses and its names are those of its region."""
    assert of() == []


def test_nothing_is_said_of_silence_where_nobody_decides() -> None:
    """Who signs in, or is in a register, waits for no decision that silence could make."""
    found = of("silence", **{"silence.effect": None}, entry="none", stages={}, bodies={}, pieces={})

    assert found == []


def test_a_silence_without_effect_says_what_it_costs() -> None:
    """CRPA R112-11-1, L112-6, L112-12: not only that it is to be confirmed."""
    [told] = of("silence.effect", **{"silence.effect": None})

    assert "les délais de recours contre elle ne sont donc opposables à aucun candidat" in told


def test_a_body_that_no_stage_names_is_told() -> None:
    """Nothing would read it."""
    body = {"label": "Bureau", "kind": "opinion", "convening_days": 5}
    bodies = load_region(REGION).model_dump(mode="json")["bodies"] | {"bureau": body}

    assert of(bodies=bodies) == [
        (
            "bodies.bureau : aucune étape ne nomme cette instance ; nommez-la (body) dans une étape, sous stages, ou "
            "retirez-la."
        )
    ]


@pytest.mark.parametrize(
    "key",
    [
        "remedies.court",
        "remedies.postal",
        "roles.examining_service.postal",
        "roles.decision_authority.label",
        "data_protection.controller",
        "law.cahier_des_charges",
        "bodies.commission_omspp.members.region.label",
        "session.code",
        "region.sirets",
    ],
)
def test_what_a_copy_kept_of_another_region_is_told(key: str) -> None:
    """Its court, its addresses, its authority, its names and its numbers."""
    copied = BRETAGNE | {"region.departments": ["22", "29", "35", "56"]}

    [told] = of(f"{key} :", **copied)

    assert told.endswith("; corrigez-le, si c'est un reste.")


@pytest.mark.parametrize(
    ("code", "name", "departments", "court", "postal"),
    [
        ("01", "Guadeloupe", ["971"], "Tribunal administratif de la Guadeloupe", "6 rue Hugues, 97100 Basse-Terre"),
        ("94", "Corse", ["2A", "2B"], "Tribunal administratif de Bastia", "CS 60320, 20297 Bastia Cedex"),
        ("04", "La Réunion", ["974"], "Tribunal administratif de La Réunion", "27 rue Piron, 97400 Saint-Denis"),
        ("44", "Grand Est", ["67"], "Tribunal administratif de Strasbourg", "BP 51038, 67070 Strasbourg Cedex"),
    ],
)
def test_a_court_of_the_region_is_none_of_another(
    code: str, name: str, departments: list[str], court: str, postal: str
) -> None:
    """By its name, and by its postal code."""
    place = {"region.code": code, "region.name": name, "region.departments": departments}

    assert of("remedies", **place, **{"remedies.court": court, "remedies.postal": postal}) == []
