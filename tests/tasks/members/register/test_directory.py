"""What is published of the register of a day."""

from datetime import date

from sqlmodel import Session, select

from models.dossiers.application import UNNAMED
from models.members.site import Site, SiteStatus
from notifications.documents.directory.publish import contents
from tasks.members.register.directory import read_directory, slugs_of
from tasks.members.sites.record import close_site, record_sites
from tests.factories import campaign_with, paris
from tests.support.members import member
from tests.tasks.members.sites.lines import closed_site, recorded_sites, site_line

IN_FORCE, AFTER = date(2027, 10, 1), date(2029, 1, 1)


def test_members_in_force_are_in_it(session: Session) -> None:
    """In alphabetical order, accents or not; whoever left is not."""
    campaign = campaign_with(session)
    member(session, campaign, name="Zénith")
    member(session, campaign, name="École")
    member(session, campaign, name="Parti", ends_on=date(2027, 9, 30))

    found = read_directory(session, campaign.rules, on=IN_FORCE)

    assert [one.name for one in found.structures] == ["École", "Zénith"]
    assert read_directory(session, campaign.rules, on=AFTER).structures == ()


def test_its_network_is_told_by_its_name(session: Session) -> None:
    """Not by our own word for it."""
    campaign = campaign_with(session)
    member(session, campaign, circle=2, network="missions_locales")

    [found] = read_directory(session, campaign.rules, on=IN_FORCE).structures

    assert found.network == "Missions locales"


def test_who_is_not_identified_is_not_published(session: Session) -> None:
    """« Organisme à identifier » tells nobody where to go."""
    campaign = campaign_with(session)
    member(session, campaign, name=UNNAMED)

    assert read_directory(session, campaign.rules, on=IN_FORCE).structures == ()


def test_nothing_of_a_person_is_published(session: Session) -> None:
    """No address of a dossier, no reference of one, nobody who typed."""
    campaign = campaign_with(session)
    made = member(session, campaign)

    files = contents(read_directory(session, campaign.rules, on=IN_FORCE))
    whole = "\n".join(file.decode() for name, file in files.items() if not name.endswith(".css"))

    assert "CIDFF de l’Ain" in whole
    assert not [word for word in ("@", "ARA-20", "Mme ", made.by + '"') if word in whole]


def test_each_membership_has_a_code_of_its_own(session: Session) -> None:
    """One that was made before there were any has no page."""
    campaign = campaign_with(session)
    first, second = member(session, campaign, name="A"), member(session, campaign, name="B")
    former = member(session, campaign, name="C")
    former.code = None
    session.flush()

    found = read_directory(session, campaign.rules, on=IN_FORCE).certificates

    assert [one.code for one in found] == [first.code, second.code]
    assert first.code != second.code
    assert former.number not in [one.number for one in found]


def test_pages_of_one_name_are_two() -> None:
    """Each keeps to letters and figures, whatever the name."""
    assert slugs_of(["CIO", "C.I.O.", "CIO", "Œuvre d'Été", "…"]) == [
        "cio",
        "c-i-o",
        "cio-2",
        "oeuvre-d-ete",
        "structure",
    ]


def test_only_sites_that_are_open_and_in_the_spro_are_published(session: Session) -> None:
    """Their telephone, where their structure wants it."""
    campaign = campaign_with(session)
    made = member(session, campaign)
    lines = [
        site_line(phone="04 65 71 00 01", is_public=True),
        site_line("Antenne", phone="04 65 71 00 02"),
        site_line("Fermée"),
        site_line("Refusée"),
    ]
    record_sites(session, recorded_sites(made.number, *lines), at=paris("2026-10-01 10:00"))
    close_site(session, closed_site(made.number, "Fermée"), at=paris("2026-10-01 10:00"))
    refused = session.exec(select(Site).where(Site.name == "Refusée")).one()
    refused.status = SiteStatus.refused
    session.flush()

    [found] = read_directory(session, campaign.rules, on=IN_FORCE).structures

    assert [(one.name, one.phone) for one in found.sites] == [("Antenne", None), ("Maison de Lyon", "04 65 71 00 01")]
    assert found.sites[0].department == "Métropole de Lyon (69)"
