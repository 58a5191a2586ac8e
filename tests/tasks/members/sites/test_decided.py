"""A decision that accepts some sites and refuses others: said before it, then told by its letter and its act."""

import pytest
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.members.site import Site, SiteStatus
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import Status
from tasks.decisions.record import record_decisions
from tasks.decisions.rectify import rectify
from tasks.members.sites.decided import admit_sites, set_aside_sites
from tasks.members.sites.record import record_sites
from tests.factories import application, campaign_with, paris
from tests.support.decided import rectification
from tests.support.forms import decision
from tests.support.members import letter
from tests.tasks.members.sites.lines import WHY, recorded_sites, set_aside, site_line

MAY, JULY, LATER = (paris(f"2026-0{month}-20 10:00") for month in (5, 7, 8))


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give an open session."""
    return campaign_with(session)


@pytest.fixture
def dossier(session: Session, campaign: Campaign) -> Application:
    """Give a dossier that waits for the commission, with two sites."""
    made = application(session, campaign, Status.studied)
    record_sites(session, recorded_sites(made.reference, site_line(), site_line("Antenne", town="Bron")), at=MAY)
    return made


def standings(session: Session) -> dict[str, SiteStatus]:
    """Return where each site stands."""
    return {site.name: site.status for site in session.exec(select(Site).order_by(col(Site.id)))}


def test_all_sites_are_accepted_with_their_dossier(session: Session, dossier: Application) -> None:
    """Nothing was said of any; its letter names them, and owes no remedies."""
    record_decisions(session, decision(dossier), at=JULY)

    text = letter(session, "accepted")
    assert set(standings(session).values()) == {SiteStatus.accepted}
    assert "- Maison de Lyon, 1 rue Neuve, 69003 Lyon" in text
    assert "Voies et délais de recours" not in text


def test_some_are_refused_with_their_reasons(session: Session, dossier: Application) -> None:
    """The letter says which, why, and how that is contested."""
    set_aside_sites(session, set_aside(dossier.reference, "Antenne"), at=JULY)
    before = standings(session)
    record_decisions(session, decision(dossier), at=JULY)

    text = letter(session, "accepted")
    assert before["Antenne"] is SiteStatus.declared
    assert standings(session) == {"Maison de Lyon": SiteStatus.accepted, "Antenne": SiteStatus.refused}
    assert "refuse le site suivant" in text
    assert WHY in text
    assert "Voies et délais de recours" in text
    subject = session.exec(select(Notice.subject).where(Notice.kind == "accepted")).one()
    assert "pour une partie de vos sites" in subject


def test_it_is_said_again_otherwise(session: Session, dossier: Application) -> None:
    """Before the decision, another list takes the place of the first; none accepts all."""
    set_aside_sites(session, set_aside(dossier.reference, "Antenne"), at=MAY)
    set_aside_sites(session, set_aside(dossier.reference), at=JULY)
    record_decisions(session, decision(dossier), at=JULY)

    assert set(standings(session).values()) == {SiteStatus.accepted}


def test_a_dossier_without_any_site_left_is_refused_itself(session: Session, dossier: Application) -> None:
    """By the decision, which has reasons of its own."""
    with pytest.raises(Refusal, match="refusez le dossier lui-même"):
        set_aside_sites(session, set_aside(dossier.reference, "Antenne", "Maison de Lyon"), at=MAY)


def test_a_later_decision_sorts_them_anew(session: Session, dossier: Application) -> None:
    """What is said of a dossier that is accepted does nothing until its decision is rectified."""
    record_decisions(session, decision(dossier), at=JULY)
    set_aside_sites(session, set_aside(dossier.reference, "Antenne"), at=LATER)
    before = standings(session)
    rectify(session, rectification(dossier, "accepted"), at=LATER)

    assert before["Antenne"] is SiteStatus.accepted
    assert standings(session)["Antenne"] is SiteStatus.refused


def test_silence_accepts_all_of_them(session: Session, dossier: Application) -> None:
    """What nobody decided of is in once its structure is a member."""
    set_aside_sites(session, set_aside(dossier.reference, "Antenne"), at=MAY)

    admit_sites(session, [dossier])

    assert set(standings(session).values()) == {SiteStatus.accepted}
