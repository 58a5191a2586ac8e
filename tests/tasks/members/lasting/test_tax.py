"""The window of the apprenticeship tax: told as it opens, reminded of before it closes, to those who have not asked."""

from datetime import date

import pytest
from sqlmodel import Session, select, update

from models.errors import Refusal
from models.forms.membership.lasting import TaxRequestForm
from models.members.tax import TaxRequest, next_tax_step, window_on
from models.notices import Notice
from models.region.model import Region
from models.vocabulary import NoticeStatus
from tasks.members.lasting.tax import note_tax_request, tell_tax
from tests.factories import campaign_with, paris, region_with
from tests.support.members import BY, NAME, kinds, letter, member

TAX = {"membership.tax": {"opens": {"month": 11, "day": 3}, "closes": {"month": 1, "day": 16}}}
SIRET = "99900001100018"
OPENING, REMINDER = paris("2026-11-03 09:00"), paris("2027-01-01 09:00")


def region() -> Region:
    """Return a region whose window goes from 3 November to 16 January."""
    return region_with(TAX)


def asked(**fields: object) -> TaxRequestForm:
    """Return a form that says that a member asked on 10 November 2026."""
    return TaxRequestForm.model_validate({"reference": NAME, "asked_on": "2026-11-10", "by": BY} | fields)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 11, 2), None),
        (date(2026, 11, 3), 2027),
        (date(2027, 1, 16), 2027),
        (date(2027, 1, 17), None),
        (date(2027, 12, 31), 2028),
    ],
)
def test_a_window_goes_over_the_new_year(day: date, year: int | None) -> None:
    """Both days included; it has the name of the year in which it closes."""
    found = window_on(region(), day)

    assert (found.year if found else None) == year


def test_the_system_knows_its_instants() -> None:
    """And none where the file has no window."""
    assert next_tax_step(region(), paris("2026-11-02 10:00")) == OPENING
    assert next_tax_step(region(), OPENING) == REMINDER
    assert next_tax_step(region_with(), OPENING) is None


def test_members_and_the_region_are_told_once(session: Session) -> None:
    """Those whom the list can name; what it cannot is told to the desk."""
    campaign = campaign_with(session, TAX)
    member(session, campaign, siret=SIRET)
    member(session, campaign, name="MJC")

    for at in (OPENING, REMINDER, paris("2027-01-20 09:00")):
        for _ in range(2):
            tell_tax(session, campaign, at=at)
            session.execute(update(Notice).values(status=NoticeStatus.sent, sent_at=at, due_at=None))

    assert kinds(session) == ["tax_opening", "tax_list", "tax_reminder"]
    assert "l'habilitation est une décision distincte" in letter(session, "tax_opening")
    assert "1 membre n'y figure pas, faute de SIRET" in letter(session, "tax_list")


def test_who_asked_is_reminded_no_more(session: Session) -> None:
    """Said twice, it is noted once."""
    campaign = campaign_with(session, TAX)
    member(session, campaign, siret=SIRET)
    for _ in range(2):
        note_tax_request(session, asked(), at=paris("2026-11-12 10:00"))

    tell_tax(session, campaign, at=REMINDER)

    assert [one.year for one in session.exec(select(TaxRequest))] == [2027]
    assert "tax_reminder" not in kinds(session)


def test_a_member_asks_in_the_window_that_it_was_told_of(session: Session) -> None:
    """That of the session in hand, which may have come to it since its candidacy."""
    member(session, campaign_with(session), siret=SIRET)
    in_hand = campaign_with(session, TAX, year=2027)

    tell_tax(session, in_hand, at=paris("2027-11-03 09:00"))
    note_tax_request(session, asked(asked_on="2027-11-10"), at=paris("2027-11-12 10:00"))

    assert kinds(session) == ["tax_opening", "tax_list"]
    assert [one.year for one in session.exec(select(TaxRequest))] == [2028]


@pytest.mark.parametrize(
    ("asked_on", "said"),
    [
        ("2026-11-02", "aucune campagne n'est ouverte ce jour-là ; campagnes : .*du 03/11/2026 au 16/01/2027"),
        ("2026-11-20", "ce jour n'est pas encore venu"),
    ],
)
def test_a_day_outside_the_window_is_refused(session: Session, asked_on: str, said: str) -> None:
    """With the windows that there are."""
    member(session, campaign_with(session, TAX), siret=SIRET)

    with pytest.raises(Refusal, match=said):
        note_tax_request(session, asked(asked_on=asked_on), at=paris("2026-11-12 10:00"))


def test_a_region_without_a_window_tells_nobody(session: Session) -> None:
    """As the shipped file has it."""
    campaign = campaign_with(session)
    member(session, campaign, siret=SIRET)

    assert tell_tax(session, campaign, at=OPENING) == 0
    with pytest.raises(Refusal, match=r"aucune \(membership\.tax\)"):
        note_tax_request(session, asked(), at=paris("2026-11-12 10:00"))
