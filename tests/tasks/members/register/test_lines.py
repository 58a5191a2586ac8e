"""The register of members: who is one on a day, in alphabetical order, and the list for the apprenticeship tax."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from models.members.membership import Instrument
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from tasks.members.register.lines import MemberLine, Register, TaxLine, alphabetical, read_register
from tests.factories import campaign_with
from tests.support.mails import siret
from tests.support.members import member, signed, text

DAY = date(2026, 10, 1)


def on(session: Session, campaign: Campaign, day: date = DAY) -> Register:
    """Return the register of a day."""
    return read_register(session, campaign.rules, on=day)


def names(register: Register) -> list[str]:
    """Return who is there, in order."""
    return [line.organisation for line in register.members]


def test_members_come_in_alphabetical_order() -> None:
    """Accents, case, ligatures and punctuation do not matter; an article stays where it is."""
    said = ["Œuvre", "école", "L'Étape", "Zone", "La Cité", "ECOLE 2", "Élan", "Officine", "L'Escale", "Observatoire"]

    assert sorted(said, key=alphabetical) == [
        "école",
        "ECOLE 2",
        "Élan",
        "L'Escale",
        "L'Étape",
        "La Cité",
        "Observatoire",
        "Œuvre",
        "Officine",
        "Zone",
    ]


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2025, 12, 31), []),
        (date(2026, 1, 1), ["CIO"]),
        (date(2026, 9, 1), ["CIDFF", "CIO"]),
        (date(2027, 2, 28), ["CIDFF", "CIO"]),
        (date(2027, 3, 1), ["CIO"]),
    ],
)
def test_the_register_of_a_day_holds_its_members(session: Session, day: date, there: list[str]) -> None:
    """By their dates, both included; a dossier that says « membre » is no proof."""
    campaign = campaign_with(session)
    member(session, campaign, name="CIDFF", ends_on=date(2027, 2, 28), end_reason="résiliée")
    member(session, campaign, name="CIO", dossier=False, starts_on=date(2026, 1, 1))

    assert names(on(session, campaign, day)) == there


BY_CANDIDACY = MemberLine(
    organisation="CIDFF de l'Ain",
    identifier=f"SIRET {siret()}",
    circle=3,
    network=None,
    text="cahier des charges, version 2",
    signed_on=date(2026, 7, 18),
    since=date(2026, 9, 1),
    until=date(2028, 12, 31),
    reference="ARA-2026-0001",
)
BY_LAW = MemberLine(
    organisation="CIO de Villeurbanne",
    identifier=None,
    circle=1,
    network="Centres d'information et d'orientation",
    text="convention État-Région",
    signed_on=None,
    since=date(2026, 9, 1),
    until=None,
    reference="ADH-2026-0002",
)


def test_a_line_says_how_somebody_is_a_member(any_database: str) -> None:
    """By which text in which version, signed when, since when, until when, under which reference."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        document = text(session, campaign, "2")
        joined = member(session, campaign, name="CIDFF de l'Ain", siret=siret(), document_id=document.id)
        signed(session, joined, document, date(2026, 7, 18))
        by_law: dict[str, Any] = {"circle": 1, "network": "cio", "instrument": Instrument.convention, "ends_on": None}
        member(session, campaign, name="CIO de Villeurbanne", dossier=False, **by_law)

        register = on(session, campaign)

    assert register.members == [BY_CANDIDACY, BY_LAW]


def test_an_organisation_is_there_once(session: Session) -> None:
    """By the latest of its memberships, were there two on a day."""
    campaign = campaign_with(session)
    first = member(session, campaign, name="CIDFF de l'Ain")
    again = member(session, campaign, organisation_id=first.organisation_id, starts_on=date(2026, 9, 15))

    [line] = on(session, campaign).members

    assert (line.reference, line.since) == ("ARA-2026-0002", again.starts_on)


def test_a_network_that_the_region_file_forgot_is_shown_as_it_was(session: Session) -> None:
    """The register of former years stays readable."""
    campaign = campaign_with(session)
    member(session, campaign, circle=2, network="ancien_reseau")

    assert [line.network for line in on(session, campaign).members] == ["ancien_reseau"]


def test_the_list_for_the_tax_is_by_siret(session: Session) -> None:
    """C. trav. L6241-5 11° and R6241-22; whoever has none is named for a person to complete."""
    campaign = campaign_with(session)
    member(session, campaign, name="CIDFF de l'Ain", siret=siret())
    member(session, campaign, name="Association sans SIRET")

    register = on(session, campaign)

    assert register.for_tax == [TaxLine(siret(), "CIDFF de l'Ain", 3, None, date(2026, 9, 1))]
    assert register.without_siret == ["Association sans SIRET"]
