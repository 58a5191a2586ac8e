"""No membership ends before it begins: what is accepted after the term of the region is refused."""

from datetime import date

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.forms.dossiers import PostponementForm
from models.sessions.campaign import Campaign
from models.vocabulary import Status
from tasks.decisions.record import record_decisions
from tasks.members.joining.effect import take_effect
from tasks.members.joining.enrol import enrol
from tasks.sessions.postpone import postpone
from tests.factories import application, campaign_with, paris
from tests.support.forms import decision
from tests.support.members import JULY, SEPTEMBER, entry, memberships

SHORT = {"membership.until": "2026-09-15"}


def campaign_without_term(session: Session) -> Campaign:
    """Return a session whose region lets memberships end before they begin: it was corrected since it opened."""
    campaign = campaign_with(session)
    region = campaign.rules
    policy = region.membership.model_copy(update={"until": date(2026, 8, 31)})
    campaign.region = region.model_copy(update={"membership": policy}).model_dump_json()
    session.add(campaign)
    session.flush()
    return campaign


def test_an_acceptance_without_a_term_is_refused(session: Session) -> None:
    """Its letter would give an end before its beginning."""
    dossier = application(session, campaign_without_term(session), Status.studied)

    with pytest.raises(Refusal, match="les adhésions de la région prennent fin le 31/08/2026"):
        record_decisions(session, decision(dossier), at=JULY)

    assert dossier.status is Status.studied


def test_a_refusal_needs_no_term(session: Session) -> None:
    """Nothing begins by it."""
    dossier = application(session, campaign_without_term(session), Status.studied)

    record_decisions(session, decision(dossier, decision="refused", reasons="Article 2."), at=JULY)
    session.refresh(dossier)

    assert dossier.status is Status.refused


def test_an_acceptance_after_the_term_is_refused(session: Session) -> None:
    """What is decided after the effect begins on its day, which is too late then."""
    dossier = application(session, campaign_with(session, SHORT), Status.studied)

    with pytest.raises(Refusal, match="16/09/2026"):
        record_decisions(session, decision(dossier), at=paris("2026-09-16 10:00"))


def test_nobody_enters_the_register_without_an_end(session: Session) -> None:
    """Whoever was accepted before waits for a new framework."""
    campaign = campaign_without_term(session)
    dossier = application(session, campaign, Status.accepted)

    assert (take_effect(session, campaign, at=SEPTEMBER), memberships(session)) == (0, [])
    assert dossier.status is Status.accepted


def test_a_structure_that_a_text_engages_needs_an_end_too(session: Session) -> None:
    """Its own, after the term of the region."""
    campaign_with(session)

    with pytest.raises(Refusal, match="31/12/2028"):
        enrol(session, entry(starts_on=date(2029, 1, 1)), at=JULY)
    enrol(session, entry(starts_on=date(2029, 1, 1), ends_on=date(2029, 12, 31)), at=JULY)

    assert [one.ends_on for one in memberships(session)] == [date(2029, 12, 31)]


def test_the_effect_is_not_put_off_beyond_the_term(session: Session) -> None:
    """By an act that moves a date."""
    campaign_with(session, SHORT)
    form = PostponementForm(session="ara-2026", stage="effect", to=date(2026, 10, 1), reason="Report", by="Région")

    with pytest.raises(Refusal, match="prennent fin le 15/09/2026, avant ce jour"):
        postpone(session, form, at=JULY)
