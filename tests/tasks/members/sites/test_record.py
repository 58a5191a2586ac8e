"""Sites recorded: new, changed, closed; each change is told, and nothing is taken in part."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.members.site import Site, SiteStatus
from models.sessions.campaign import Campaign
from models.vocabulary import Status
from tasks.members.sites.record import close_site, record_sites
from tests.factories import application, campaign_with, paris
from tests.support.mails import siret
from tests.support.members import journal, member
from tests.tasks.members.sites.lines import closed_site, recorded_sites, site_line

AT, LATER = paris("2026-05-20 10:00"), paris("2026-06-20 10:00")


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give an open session."""
    return campaign_with(session)


@pytest.fixture
def dossier(session: Session, campaign: Campaign) -> Application:
    """Give a dossier of which nothing is decided yet."""
    return application(session, campaign, Status.under_examination)


def sites(session: Session) -> list[Site]:
    """Return the sites that there are, in order."""
    return list(session.exec(select(Site).order_by(col(Site.id))))


def test_a_site_is_new_then_the_same_then_another(session: Session, dossier: Application) -> None:
    """Told again, nothing changes; told otherwise, what changed is said."""
    first = record_sites(session, recorded_sites(dossier.reference, site_line()), at=AT)
    again = record_sites(session, recorded_sites(dossier.reference, site_line()), at=LATER)
    moved = record_sites(session, recorded_sites(dossier.reference, site_line(street="2 rue Haute")), at=LATER)

    assert (first.new, again.same, moved.changed) == (("Maison de Lyon",), 1, ("Maison de Lyon (adresse)",))
    assert [(site.street, site.status) for site in sites(session)] == [("2 rue Haute", SiteStatus.declared)]
    assert journal(session)[-2:] == [
        ("site", "site ajouté, Maison de Lyon"),
        ("site", "site modifié, Maison de Lyon : adresse"),
    ]


def test_a_site_is_known_by_its_number(session: Session, dossier: Application) -> None:
    """Whatever it is called since."""
    number = siret(site=2)
    record_sites(session, recorded_sites(dossier.reference, site_line(siret=number)), at=AT)

    told = record_sites(session, recorded_sites(dossier.reference, site_line("Maison de Gerland", siret=number)), at=AT)

    assert (told.changed, len(sites(session))) == (("Maison de Gerland (nom du site)",), 1)


def test_a_whole_list_closes_what_it_does_not_have(session: Session, dossier: Application) -> None:
    """Only where it says that it is whole; what comes back is open again."""
    record_sites(session, recorded_sites(dossier.reference, site_line(), site_line("Antenne")), at=AT)
    partial = record_sites(session, recorded_sites(dossier.reference, site_line()), at=AT)
    whole = record_sites(session, recorded_sites(dossier.reference, site_line(), is_whole=True), at=AT)
    back = record_sites(session, recorded_sites(dossier.reference, site_line("Antenne")), at=LATER)

    assert (partial.closed, whole.closed, back.changed) == ((), ("Antenne",), ("Antenne (rouvert)",))
    assert [site.closed_on for site in sites(session)] == [None, None]


def test_a_member_has_its_sites_at_once(session: Session, campaign: Campaign) -> None:
    """No decision comes after; without a dossier too."""
    made = member(session, campaign, dossier=False)

    told = record_sites(session, recorded_sites(made.number, site_line()), at=AT)

    assert told.application_id is None
    assert [site.status for site in sites(session)] == [SiteStatus.accepted]


def test_a_site_outside_the_region_is_asked_about(session: Session, dossier: Application) -> None:
    """It is recorded once it is confirmed: it may serve people of the region."""
    told = record_sites(session, recorded_sites(dossier.reference, site_line(department="71")), at=AT)

    assert told.doubts[0].startswith("Hors des départements de la région (01, 03,")
    assert told.doubts[0].endswith("à confirmer : Maison de Lyon (71).")
    assert len(sites(session)) == 1


def test_another_legal_entity_is_asked_about(session: Session, campaign: Campaign) -> None:
    """A group has some."""
    made = member(session, campaign, siret=siret(1), dossier=False)

    told = record_sites(session, recorded_sites(made.number, site_line(siret=siret(2))), at=AT)

    assert told.doubts == (
        f"D'une autre entité que l'organisme (SIREN {siret(1)[:9]}), à confirmer : Maison de Lyon (SIRET {siret(2)}).",
    )


def test_two_lines_that_are_one_site_are_refused(session: Session, dossier: Application) -> None:
    """Nothing of the list is kept."""
    with pytest.raises(Refusal, match="deux lignes disent ce même site"):
        record_sites(session, recorded_sites(dossier.reference, site_line(), site_line()), at=AT)

    assert sites(session) == []


def test_a_site_closes_on_its_day(session: Session, dossier: Application) -> None:
    """Said twice, it is told once."""
    record_sites(session, recorded_sites(dossier.reference, site_line()), at=AT)

    for _ in range(2):
        close_site(session, closed_site(dossier.reference, "maison de lyon"), at=AT)

    assert [(site.closed_on, site.closed_for) for site in sites(session)] == [(date(2027, 3, 31), "Fin de bail")]
    assert journal(session)[-1:] == [("site", "site fermé, Maison de Lyon, dernier jour le 31/03/2027 : Fin de bail")]


def test_a_site_that_is_not_there_is_refused(session: Session, dossier: Application) -> None:
    """With those that are."""
    record_sites(session, recorded_sites(dossier.reference, site_line()), at=AT)

    with pytest.raises(Refusal, match="Sites de cet organisme : Maison de Lyon"):
        close_site(session, closed_site(dossier.reference, "Ailleurs"), at=AT)


@pytest.mark.parametrize(
    ("field", "said", "mend"),
    [
        ("siret", "35600000049838", "il n'est pas valide"),
        ("levels", "3", "écrivez 1"),
        ("postal_code", "6900", "cinq chiffres"),
        ("email", "accueil", "ce n'est pas une adresse"),
        ("is_public", "peut-être", "oui ou non"),
    ],
)
def test_a_line_is_refused_by_its_field(field: str, said: str, mend: str) -> None:
    """With the mend."""
    with pytest.raises(ValidationError, match=mend):
        site_line(**{field: said})


@pytest.mark.parametrize("number", ["356 000 000 00048", "35600000049837"])
def test_la_poste_has_a_rule_of_its_own(number: str) -> None:
    """As for the SIRET of a dossier: the sum of the digits, where Luhn fails."""
    assert site_line(siret=number).siret == number.replace(" ", "")
