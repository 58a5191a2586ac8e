"""Dates, hours, sizes and numbers as a French letter writes them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from notifications.writing import wording

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 4, 29), "jeudi 29 avril 2021"),
        (date(2021, 9, 1), "mercredi 1er septembre 2021"),
        (date(2024, 2, 29), "jeudi 29 février 2024"),
        (date(2022, 8, 15), "lundi 15 août 2022"),
        (date(2022, 12, 31), "samedi 31 décembre 2022"),
    ],
)
def test_a_date_is_written_in_full(day: date, words: str) -> None:
    """The weekday, « 1er » for the first, the accents of the months."""
    assert wording.long_date(day) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2021, 4, 29, 21, 58, tzinfo=UTC), "jeudi 29 avril 2021 à 23 h 58 (heure de Paris)"),
        (datetime(2021, 4, 29, 22, 0, tzinfo=UTC), "vendredi 30 avril 2021 à 0 h 00 (heure de Paris)"),
        (datetime(2021, 1, 18, 8, 5, 59, tzinfo=UTC), "lundi 18 janvier 2021 à 9 h 05 (heure de Paris)"),
    ],
)
def test_an_instant_is_written_on_the_clock_of_the_region(at: datetime, words: str) -> None:
    """The local day and hour, summer time included; seconds are cut, so 23:59:59 is still that day."""
    assert wording.instant(at, PARIS) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Paris", "heure de Paris"),
        ("Indian/Reunion", "heure de La Réunion"),
        ("America/Martinique", "heure de la Martinique"),
        ("Pacific/Port_Moresby", "heure de Port Moresby"),
    ],
)
def test_an_hour_says_whose_it_is(zone: str, words: str) -> None:
    """Overseas Régions have their own clock; a zone that French names otherwise is named so."""
    assert wording.zone_name(ZoneInfo(zone)) == words


def test_a_last_day_is_said_to_be_included() -> None:
    """Nobody has to guess whether the last day counts, nor until what hour."""
    assert wording.end_of_day(date(2021, 4, 29), PARIS) == "jeudi 29 avril 2021 à 23 h 59 (heure de Paris)"


def test_the_day_of_an_instant_is_local() -> None:
    """Half past eleven in the evening in UTC is the next day in Paris."""
    assert wording.local_day(datetime(2021, 4, 29, 23, 30, tzinfo=UTC), PARIS) == date(2021, 4, 30)


def test_a_month_is_written_with_its_year() -> None:
    """What a meeting without a date yet is announced by."""
    assert wording.month(date(2021, 8, 1)) == "août 2021"


def test_days_are_counted_on_the_calendar() -> None:
    """A delay in days crosses the end of a month."""
    assert wording.plus_days(date(2021, 2, 11), 21) == date(2021, 3, 4)


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (0, "0 octet"),
        (999, "999 octets"),
        (1_000, "1 Ko"),
        (184_320, "184 Ko"),
        (999_499, "999 Ko"),
        (999_500, "1,0 Mo"),
        (1_240_000, "1,2 Mo"),
    ],
)
def test_a_size_is_readable(octets: int, words: str) -> None:
    """Octets, Ko or Mo with a decimal comma, and never « 1000 Ko »."""
    assert wording.size(octets) == words


def test_a_digest_is_no_word_of_junk() -> None:
    """Its beginning is in groups that no line breaks: no ten signs of it stand together, as filters look for."""
    assert wording.beginning("2a642b8d89994c4f") == "2a64\u00a02b8d\u00a08999"


@pytest.mark.parametrize(("number", "words"), [(0, "0 jour"), (1, "1 jour"), (2, "2 jours"), (30, "30 jours")])
def test_a_count_agrees(number: int, words: str) -> None:
    """Zero and one are singular in French."""
    assert wording.count(number, "jour") == words


@pytest.mark.parametrize(("number", "words"), [(0, "aujourd'hui"), (1, "dans 1 jour"), (15, "dans 15 jours")])
def test_the_day_itself_is_not_in_no_days(number: int, words: str) -> None:
    """A letter that leaves late says « aujourd'hui »."""
    assert wording.in_days(number) == words


def test_an_irregular_plural_is_given() -> None:
    """Some words do not take an s."""
    assert wording.count(3, "journal", "journaux") == "3 journaux"


@pytest.mark.parametrize(("number", "words"), [(2, "deux"), (12, "douze"), (13, "13")])
def test_small_numbers_are_spelled(number: int, words: str) -> None:
    """Delays of law read « deux mois »."""
    assert wording.spelled(number) == words


@pytest.mark.parametrize(("items", "words"), [(["a"], "a"), (["a", "b"], "a ou b"), (["a", "b", "c"], "a, b ou c")])
def test_an_enumeration_ends_with_a_conjunction(items: list[str], words: str) -> None:
    """Commas, and the last word before the last item."""
    assert wording.enumeration(items, last="ou") == words


@pytest.mark.parametrize(("months", "said"), [(60, "cinq ans"), (12, "un an"), (6, "six mois"), (18, "18 mois")])
def test_a_duration_is_said_in_years_where_it_can_be(months: int, said: str) -> None:
    """For how long something is kept."""
    assert wording.duration(months) == said
