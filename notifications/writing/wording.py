"""Dates, sizes and numbers as French administrative letters write them; no locale of the machine is read."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_PLURAL_FROM = 2
_KILO, _MEGA = 1_000, 1_000_000
_ZONES = {
    "America/Cayenne": "de Cayenne",
    "America/Guadeloupe": "de la Guadeloupe",
    "America/Martinique": "de la Martinique",
    "Indian/Mayotte": "de Mayotte",
    "Indian/Reunion": "de La Réunion",
}


def long_date(day: date) -> str:
    """Return « jeudi 29 avril 2021 », « mercredi 1er septembre 2021 »: the weekday lets the reader check the date."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date, *, year: int) -> str:
    """Return « 3 mai », with its year where it is not `year`: a date in a list that is read at a glance."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]}" + ("" if day.year == year else f" {day.year}")


def month(day: date) -> str:
    """Return « juin 2021 »: a meeting of which only the month is known."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def zone_name(zone: ZoneInfo) -> str:
    """Return « heure de Paris »: the clock on which an hour is read, since the Régions overseas have their own."""
    return f"heure {_ZONES.get(zone.key) or 'de ' + zone.key.rpartition('/')[2].replace('_', ' ')}"


def instant(at: datetime, zone: ZoneInfo) -> str:
    """Return « jeudi 29 avril 2021 à 23 h 58 (heure de Paris) » for an aware instant, on the clock of `zone`.

    Minutes are cut, never rounded: 23:59:59 reads 23 h 59.
    """
    local = at.astimezone(zone)
    return f"{long_date(local)} à {local.hour} h {local.minute:02d} ({zone_name(zone)})"


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the day of an aware instant on the clock of `zone`."""
    return at.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> str:
    """Return « jeudi 29 avril 2021 à 23 h 59 (heure de Paris) »: a last day, beyond any doubt about its end."""
    return f"{long_date(day)} à 23 h 59 ({zone_name(zone)})"


def plus_days(day: date, days: int) -> date:
    """Return the day `days` calendar days later."""
    return day + timedelta(days=days)


def size(octets: int) -> str:
    """Return « 850 octets », « 12 Ko » or « 1,2 Mo » (decimal units, the only ones that French law knows)."""
    if octets < _KILO:
        return count(octets, "octet")
    if round(octets / _KILO) < _KILO:
        return f"{round(octets / _KILO)} Ko"
    return f"{octets / _MEGA:.1f} Mo".replace(".", ",")


def beginning(digest: str) -> str:
    """Return the first twelve signs of a digest, in groups of four that no line breaks: « 2a64 2b8d 8999 ». In one
    word, filters of mail take them for what junk is marked with."""
    return "\u00a0".join(digest[place : place + 4] for place in (0, 4, 8))


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return « 1 jour », « 2 jours »; in French, zero and one are singular."""
    return f"{number} {singular if abs(number) < _PLURAL_FROM else plural or singular + 's'}"


def in_days(number: int) -> str:
    """Return « dans 2 jours », or « aujourd'hui » on the day itself."""
    return f"dans {count(number, 'jour')}" if number else "aujourd'hui"


def duration(months: int) -> str:
    """Return « cinq ans », « six mois »: a number of months as a letter says it."""
    years, left = divmod(months, 12)
    return f"{spelled(months)} mois" if left or not years else f"{spelled(years)} {'an' if years == 1 else 'ans'}"


def capital(words: str) -> str:
    """Return words that begin a line."""
    return f"{words[:1].upper()}{words[1:]}"


def lower_first(words: str) -> str:
    """Return words that stand at the head of a line as they are within one: « session 2021 »."""
    return words[:1].lower() + words[1:]


def spelled(number: int) -> str:
    """Return a small number in words (« deux »), digits beyond twelve."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def enumeration(items: Iterable[str], last: str = "et") -> str:
    """Return « a, b et c », or « a, b ou c »."""
    *former, final = items
    return f"{', '.join(former)} {last} {final}" if former else final
