"""The public holidays that the law names, by country and part of it: what custom adds there is worked, unless the
Région lists it in its closures."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from holidays import HolidayBase, country_holidays

_Yearly = Mapping[tuple[int, int], str]

_SAINT_STEPHEN: _Yearly = {(12, 26): "Saint-Étienne"}


def _abolition(month: int, day: int) -> _Yearly:
    return {(month, day): "abolition de l'esclavage"}


ADDED: dict[str, _Yearly] = {
    # Code du travail L3134-13. Good Friday is one where a commune has a temple: a Région lists it, or does not.
    "57": _SAINT_STEPHEN,
    "6AE": _SAINT_STEPHEN,
    # Code du travail L3422-2, décret 83-1003.
    "971": _abolition(5, 27),
    "972": _abolition(5, 22),
    "973": _abolition(6, 10),
    "974": _abolition(12, 20),
    "976": _abolition(4, 27),
    "BL": _abolition(10, 9),
    "MF": _abolition(5, 28),
}
"""What the code du travail adds, in parts of France, to the eleven days of its article L3133-1: month, day and name.
Other parts, and other countries, have a law of their own: theirs are the days that the library of holidays knows."""


class Listed(NamedTuple):
    """What a part of a country has beyond the country: the days that count, and the customs that do not."""

    legal: dict[date, str]
    customary: dict[date, str]


@cache
def _known(country: str, subdivision: str | None) -> HolidayBase:
    has_french = "fr" in country_holidays(country).supported_languages
    return country_holidays(country, subdiv=subdivision, language="fr" if has_french else None)


def holiday(day: date, *, country: str, subdivision: str | None) -> str | None:
    """Return what a public holiday is called, or None on any other day."""
    if country != "FR" or subdivision is None:
        return _known(country, subdivision).get(day)
    added = ADDED.get(_code(subdivision))
    if added is None:
        return _known(country, subdivision).get(day)
    return _known(country, None).get(day) or added.get((day.month, day.day))


def listed(country: str, subdivision: str, year: int) -> Listed:
    """Return what a part of a country has, in a year, beyond the country: as the law has it, and as custom does."""
    found = Listed({}, {})
    known = _known(country, subdivision)
    known.get(date(year, 1, 1))  # the library counts a year when it is asked for it
    for day, name in sorted(known.items()):
        if day.year == year and day not in _known(country, None):
            is_legal = holiday(day, country=country, subdivision=subdivision) is not None
            (found.legal if is_legal else found.customary)[day] = name
    return found


def told_holidays(country: str, subdivision: str | None, year: int) -> list[str]:
    """Return what a part of a country adds to its holidays in a year, and which customs are not counted, in French."""
    if subdivision is None:
        return []
    found = listed(country, subdivision, year)
    added = f"« {subdivision} » ajoute aux jours fériés {_days(found.legal) or 'aucun jour'} (en {year})"
    custom = f" ; usage, et non loi : {_days(found.customary)}, à écrire dans region.closures si la Région ferme"
    return [f"region.subdivision : {added}{custom if found.customary else ''}."]


def _days(named: Mapping[date, str]) -> str:
    return ", ".join(f"le {day:%d/%m} ({name})" for day, name in named.items())


@cache
def _code(subdivision: str) -> str:
    """Return the code of a part of France, which region files may call by its name."""
    return str(country_holidays("FR").subdivisions_aliases.get(subdivision, subdivision))
