"""How long a membership lasts: until a day, for years, or as long as the convention; never less than a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models.errors import Refusal
from models.members.agreement import Agreement
from models.members.duration import last_day_of, term_if_any, term_of
from models.region.model import Region
from tests.factories import paris, region_with

ARA = region_with()
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def lasting(**policy: object) -> Region:
    """Return a region whose memberships last by some rules."""
    said = {"until": None, "years": None, "with_agreement": False} | policy
    return region_with({f"membership.{name}": value for name, value in said.items()})


def agreed(session: Session, signed_on: date, ends_on: date, name: str = "État-Région") -> Agreement:
    """Return a convention of the region."""
    made = Agreement(
        region_id=ARA.region.id, name=name, signed_on=signed_on, ends_on=ends_on, by="x", at=paris("2026-01-01 10:00")
    )
    session.add(made)
    session.flush()
    return made


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2026, 9, 1), date(2028, 12, 31)), (date(2028, 12, 31), date(2028, 12, 31))],
)
def test_a_membership_lasts_until_the_term_of_the_region(session: Session, starts_on: date, ends_on: date) -> None:
    """Its last day is that of all of them."""
    assert term_of(session, ARA, starts_on) == ends_on


def test_no_membership_ends_before_it_begins(session: Session) -> None:
    """Nor has it no end."""
    with pytest.raises(Refusal, match="prennent fin le 31/12/2028"):
        term_of(session, ARA, date(2029, 1, 1))


@pytest.mark.parametrize(
    ("starts_on", "years", "ends_on"),
    [
        (date(2026, 9, 1), 5, date(2031, 8, 31)),
        (date(2027, 3, 1), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
    ],
)
def test_years_are_counted_from_the_effect(session: Session, starts_on: date, years: int, ends_on: date) -> None:
    """The first day counts; of a month that has no such day, the last one is the last."""
    assert term_of(session, lasting(years=years), starts_on) == ends_on


@given(starts_on=DAYS, months=st.integers(1, 120))
def test_what_lasts_for_months_ends_within_a_day_of_the_same_day(starts_on: date, months: int) -> None:
    """Never more than a day from the same day of the month, and never before the month that it ends in begins."""
    last = last_day_of(starts_on, months=months)
    total = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(total, 12)
    follows = last + timedelta(days=1)

    assert last > starts_on
    if follows.day == starts_on.day:
        assert (follows.year, follows.month) == (year, month + 1)
    else:
        assert ((last.year, last.month), follows.day) == ((year, month + 1), 1)


@given(starts_on=DAYS, years=st.integers(1, 10))
def test_a_membership_and_the_one_that_follows_meet(starts_on: date, years: int) -> None:
    """Of what lasts for years the next begins on the same day, or on 1 March for 29 February: no day is lost."""
    follows = last_day_of(starts_on, months=12 * years) + timedelta(days=1)

    same = (follows.month, follows.day) == (starts_on.month, starts_on.day)
    assert same or (starts_on.month, starts_on.day, follows.month, follows.day) == (2, 29, 3, 1)


def test_a_membership_lasts_as_long_as_the_convention(session: Session) -> None:
    """Of two in force, the one that was signed last."""
    agreed(session, date(2023, 3, 1), date(2028, 12, 31), "première")
    agreed(session, date(2027, 1, 1), date(2032, 12, 31), "seconde")
    region = lasting(with_agreement=True)

    assert term_of(session, region, date(2026, 9, 1)) == date(2028, 12, 31)
    assert term_of(session, region, date(2027, 9, 1)) == date(2032, 12, 31)


def test_without_a_convention_none_begins(session: Session) -> None:
    """The refusal says which form mends it."""
    agreed(session, date(2023, 3, 1), date(2026, 8, 31))

    with pytest.raises(Refusal, match=r"aucune n'est en vigueur ce jour-là ; .*enregistrer-convention"):
        term_of(session, lasting(with_agreement=True), date(2026, 9, 1))
    assert term_if_any(session, lasting(with_agreement=True), date(2026, 9, 1)) is None


def test_of_several_rules_the_earliest_day_is_the_last(session: Session) -> None:
    """Years within a framework, and within a convention."""
    agreed(session, date(2023, 3, 1), date(2030, 6, 30))

    assert term_of(session, lasting(years=5, until="2029-12-31"), date(2026, 9, 1)) == date(2029, 12, 31)
    assert term_of(session, lasting(years=3, with_agreement=True), date(2026, 9, 1)) == date(2029, 8, 31)
    assert term_of(session, lasting(years=9, with_agreement=True), date(2026, 9, 1)) == date(2030, 6, 30)


def test_a_region_file_says_how_long_a_membership_lasts() -> None:
    """By one rule at least."""
    with pytest.raises(Refusal, match="rien ne dit combien dure une adhésion"):
        lasting()
