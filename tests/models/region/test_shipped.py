"""The region files that come with the program: what each of them promises."""

from datetime import date
from typing import Literal

import pytest

from models.region.file import load_region, shipped_regions
from models.region.file_names import fold
from models.region.model import Region
from models.region.remarks import remarks
from models.region.stages.kinds import BodyStage, EffectStage
from models.region.to_confirm import to_confirm

TODAY, IN_2017 = date(2026, 7, 1), date(2017, 3, 1)
CENTRE, NORTH, LABEL = (load_region(name) for name in ("centre-val-de-loire", "hauts-de-france", "label-national"))


def labels(region: Region, circle: int, on: date) -> list[str]:
    """The networks of a circle on a day, in the order of the file."""
    return [one.label for one in region.networks.values() if one.circle == circle and one.valid_on(on)]


@pytest.mark.parametrize("name", shipped_regions())
def test_a_shipped_file_is_its_own_and_opens_each_year(name: str) -> None:
    """None keeps anything of another, names a body that no stage has, or has a calendar that cannot be."""
    region = load_region(name)

    told = [one for one in remarks(region) if not one.startswith(("silence.effect", "entry"))]

    assert told == []
    region.check_calendar(date(2027, 1, 1), 2027)


@pytest.mark.parametrize("name", shipped_regions())
def test_all_that_holds_a_place_in_a_shipped_file_is_to_confirm(name: str) -> None:
    """Its mailboxes, and its telephone numbers: of the blocks that are kept for fiction."""
    said = [one for one in to_confirm(load_region(name)) if one.startswith("roles.") and "provisoire" in one]

    assert len(said) == 9


@pytest.mark.parametrize("region", [CENTRE, NORTH], ids=lambda one: one.region.id)
def test_what_a_shipped_file_supposes_of_territories_is_to_confirm(region: Region) -> None:
    """Neither S1 nor S2 names one, sets how soon a vacancy is told, or words an indicator."""
    asked = {one.partition(" : ")[0] for one in to_confirm(region)}

    assert {"territories", "coordination", "indicators"} <= asked
    assert {tuple(one.departments) for one in region.territories.values()} == {
        (code,) for code in region.region.departments
    }


@pytest.mark.parametrize(
    ("region", "entry"), [(CENTRE, "agreement"), (NORTH, "none"), (LABEL, "call")], ids=lambda one: str(one)[:9]
)
def test_no_deadline_is_asked_where_there_is_none(region: Region, entry: Literal["agreement", "none", "call"]) -> None:
    """Neither a day of deposit nor one of effect, nor a question about them."""
    assert region.entry == entry
    assert region.stages.deposit is None or region.stages.deposit.last_day(2027) is None
    assert region.effect_on(2027) is None
    assert [one for one in to_confirm(region) if one.startswith("stages.")] == []


def test_centre_val_de_loire_takes_effect_on_signature() -> None:
    """S2: members are the structures that signed; nobody gives an opinion or decides."""
    effect = CENTRE.stages.effect

    assert CENTRE.stages.names == ("deposit", "examination", "effect")
    assert isinstance(effect, EffectStage)
    assert effect.on == "signature"
    assert CENTRE.blocking_pieces == ["cahier_des_charges_signe", "convention"]
    assert [one.application for one in CENTRE.circles.values()] == ["required", "invitation", "invitation"]


def test_centre_val_de_loire_asks_the_fourteen_commitments_of_its_text() -> None:
    """S2, from its second paragraph to its ninth."""
    said = {name: one.source for name, one in CENTRE.commitments.items()}

    assert list(said) == [f"c{number}" for number in range(1, 15)]
    assert {source.rpartition(" ")[2] for source in said.values()} == {"2", "4", "6", "7", "8", "9"}
    assert len(CENTRE.service_levels) == 3


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("Cahier des charges signé.pdf", "cahier_des_charges_signe"),
        ("cahier-des-charges_SPRO.pdf", "cahier_des_charges_signe"),
        ("CDC signé.pdf", "cahier_des_charges_signe"),
        ("Convention territoriale SPRO 37.pdf", "convention"),
        ("convention-signee.pdf", "convention"),
        ("Convention collective.pdf", None),
        ("Statuts.pdf", None),
    ],
)
def test_what_a_structure_signed_is_known_by_its_name(name: str, piece: str | None) -> None:
    """The two pieces of Centre-Val de Loire, as people call them."""
    assert CENTRE.recognise(name) == piece


@pytest.mark.parametrize(
    ("said", "on", "network"),
    [
        ("FAFSEA", IN_2017, "fafsea"),
        ("FAFSEA", TODAY, None),
        ("Ocapiat", IN_2017, None),
        ("Ocapiat", TODAY, "ocapiat"),
        ("Fongecif", TODAY, None),
        ("Pôle emploi", TODAY, "france_travail"),
    ],
)
def test_networks_have_their_names_of_the_day(said: str, on: date, network: str | None) -> None:
    """Those of S2 that are gone are dated; their successors begin where they end."""
    found = CENTRE.network_for(said, on)

    assert (found and found[0]) == network


def test_only_operators_give_the_cep() -> None:
    """S2 §3: Pôle emploi, Cap emploi, the APEC, the missions locales; and, since the OPACIF, a regional operator."""
    given = {name for name in CENTRE.networks if CENTRE.gives_cep(name, TODAY)}

    assert given == {"apec", "cap_emploi", "france_travail", "missions_locales", "cep_regional_operator"}


def test_hauts_de_france_is_a_register() -> None:
    """S1: networks and partners, no stage, no piece; coordinators under their own name, who report."""
    assert (len(NORTH.stages), NORTH.pieces, NORTH.commitments) == (0, {}, {})
    assert {one.application for one in NORTH.circles.values()} == {"not_required"}
    assert NORTH.coordination.label == "coordinateur territorial"
    assert NORTH.reporting.asked == "coordinators"


@pytest.mark.parametrize("on", [IN_2017, TODAY])
def test_the_networks_of_hauts_de_france_are_in_alphabetical_order(on: date) -> None:
    """S1: « Classés par ordre alphabétique », then and now."""
    found = labels(NORTH, 1, on)

    assert found == sorted(found, key=lambda label: fold(label).casefold())
    assert len(found) == 11


def test_a_partner_of_hauts_de_france_is_only_proposed() -> None:
    """A CCAS is read in its own name, for a person to say; it belongs to no list of networks that take part."""
    assert NORTH.network_for("CCAS de Roubaix", TODAY) is None
    assert NORTH.network_of("CCAS de Roubaix", TODAY) == "ccas"
    assert NORTH.network_of("Université populaire de Lille", TODAY) is None


def test_the_label_is_given_by_delays_and_not_by_dates() -> None:
    """Thirty days for an opinion, twenty for the decision, five years; a renewal is asked three months before."""
    within = {name: one.within for name, one in LABEL.stages.bodies.items()}
    avis = LABEL.stages["avis"]
    renewal = LABEL.membership.renewal

    assert within == {"avis": 30, "attribution": 20}
    assert isinstance(avis, BodyStage)
    assert avis.lapse == "l'avis est réputé défavorable"
    assert (LABEL.membership.years, renewal and renewal.answer_days) == (5, 92)
    assert LABEL.required_pieces == ["sites", "engagements", "perimetre", "besoins"]


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("Sites et services.xlsx", "sites"),
        ("liste_des_lieux.pdf", "sites"),
        ("Convention de groupement.pdf", "convention-groupement"),
        ("Engagements signés - groupement du Pays fictif.pdf", "engagements"),
        ("Périmètre du groupement.pdf", "perimetre"),
        ("analyse-des-besoins.docx", "besoins"),
        ("Site internet.pdf", None),
    ],
)
def test_the_pieces_of_the_label_are_known_by_their_names(name: str, piece: str | None) -> None:
    """R6111-3, 1° to 6°, as people call them."""
    assert LABEL.recognise(name) == piece
