"""A person opens a session: a slip is refused in a sentence, and another region altogether."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from models.errors import Refusal
from models.forms.dossiers import OpeningForm
from models.sessions.campaign import Campaign
from tasks.sessions.opening.opened import open_session
from tests.factories import campaign_with, paris, region_with

AT = paris("2026-11-02 09:00")


def opening(year: int = 2027, opens: str | None = None, *, meant: bool = False) -> OpeningForm:
    """Return the form that opens a year, on 18 January unless it says otherwise."""
    day = date.fromisoformat(opens or f"{year}-01-18")
    return OpeningForm(region="auvergne-rhone-alpes", year=year, opens=day, meant=meant, by="Mme Essai")


def refused(session: Session, form: OpeningForm, *, at: datetime = AT) -> str:
    """Return why an opening is refused; nothing is opened then."""
    before = session.exec(select(Campaign.code)).all()
    with pytest.raises(Refusal) as refusal:
        open_session(session, region_with(), form, (), at=at)
    assert session.exec(select(Campaign.code)).all() == before
    return str(refusal.value)


@pytest.mark.parametrize("year", [2025, 2028, 2037])
def test_a_year_that_lies_far_from_now_is_a_slip(session: Session, year: int) -> None:
    """This year's session and the next one's are opened; any other year is asked about."""
    said = refused(session, opening(year))

    assert said == (
        f"Année « {year} » : cette année est loin d'aujourd'hui (02/11/2026) ; corrigez, ou cochez « Année voulue » si "
        "c'est bien ce que vous voulez."
    )


def test_an_opening_of_another_year_is_a_slip(session: Session) -> None:
    """Typed 2025 for 2026: deposits of two years would be its."""
    assert "ce jour est loin de la session 2027" in refused(session, opening(opens="2025-12-01"))


def test_a_session_that_would_come_before_another_is_a_slip(session: Session) -> None:
    """By its year, or by the day on which it opens."""
    campaign_with(session, year=2027)

    said = refused(session, opening(2026, "2026-11-03"))

    assert "la session 2027 s'ouvre le 19/01/2027, et celle-ci viendrait avant elle" in said


@pytest.mark.parametrize("form", [opening(2028, meant=True), opening(2025, meant=True)])
def test_what_is_plainly_meant_is_opened(session: Session, form: OpeningForm) -> None:
    """A session taken up from a former program, a rehearsal of years to come."""
    campaign_with(session, year=2026)

    _, is_new = open_session(session, region_with(), form, (), at=AT)

    assert is_new


def test_the_next_session_opens_before_its_year(session: Session) -> None:
    """On 2 November, beside that of 2026: nothing is asked. Opened again later, it is the same."""
    campaign_with(session, year=2026)

    opened = [open_session(session, region_with(), opening(opens="2026-11-02"), (), at=at)[1] for at in (AT, AT)]

    assert opened == [True, False]


def test_another_region_has_its_own_installation(session: Session) -> None:
    """One mailbox, one voice: a deposit to one would be registered and answered by the other."""
    names = {"region.id": "la-reunion", "region.name": "La Réunion", "session.code": "run-{year}"}
    campaign_with(session, names, year=2026)

    assert refused(session, opening(meant=True)) == (
        "Région « Auvergne-Rhône-Alpes » : cette installation est celle de la région La Réunion, et n'en sert qu'une ; "
        "une autre région a la sienne, avec sa propre boîte de dépôt."
    )
