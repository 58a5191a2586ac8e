"""What the forms offer where bodies do not meet, where nothing is decided, and where nothing ends with a session."""

from sqlmodel import Session

from models.vocabulary import Status
from tasks.console.forms.choices import Choices, choices_of
from tests.factories import application, campaign_with, paris

AT = paris("2027-02-01 10:00")


def offered(session: Session, region: str, status: Status) -> Choices:
    """Return what the forms offer of one dossier of another shipped region, in the year after its own."""
    campaign = campaign_with(session, region=region)
    application(session, campaign, status, circle=1)
    campaign_with(session, year=2027, region=region)
    found = choices_of(session, at=AT)
    assert found
    return found


def test_no_form_about_a_decision_is_offered_where_nobody_decides(session: Session) -> None:
    """In Centre-Val de Loire, who is a member has a convention, and no decision to rectify."""
    found = offered(session, "centre-val-de-loire", Status.member).dossiers

    assert [found[name] for name in ("rectifier-decision", "notifier-autrement", "ecarter-sites")] == [()] * 3


def test_no_form_about_a_body_is_offered_where_none_meets(session: Session) -> None:
    """Nobody keeps out of what nobody examines, and nothing is carried over where nothing ends."""
    found = offered(session, "centre-val-de-loire", Status.under_examination).dossiers

    assert [found[name] for name in ("declarer-deport", "reporter-dossier")] == [()] * 2
    assert len(found["enregistrer-adhesion"]) == 1


def test_a_decision_of_the_year_before_is_still_rectified(session: Session) -> None:
    """It is contested for months, though no date of the calendar tells when its session began to have effect."""
    found = offered(session, "label-national", Status.refused).dossiers

    assert len(found["rectifier-decision"]) == 1
