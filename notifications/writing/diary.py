"""A day that binds an applicant, in their diary: put there, moved, or taken out (RFC 5545 and 5546)."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from icalendar import Alarm, Calendar, Event, vCalAddress

from notifications.writing.lines import header_line

PUBLISHED, CANCELLED = "PUBLISH", "CANCEL"
"""What a diary is asked to do: nobody answers a day that binds them."""

_WARNINGS = (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9))
"""How long before the day, which begins at midnight, its reader is warned: at nine, a week and a day before."""


class Entry(NamedTuple):
    """A day as a diary holds it: when, how often it changed, and whether it was taken out."""

    day: date
    revision: int
    is_off: bool = False


def mark_of(key: str) -> str:
    """Return how the name of an event begins, from what it is about for ever."""
    return sha256(key.encode()).hexdigest()[:32]


def written(entry: Entry, *, key: str, desk: str, summary: str, said: str, at: datetime) -> bytes:
    """Return what tells a diary of a day. `key` is what it is about for ever, `desk` whom to ask."""
    event = Event()
    event.add("uid", f"{mark_of(key)}@{desk.rpartition('@')[2]}")
    event.add("sequence", entry.revision)
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", entry.day)
    event.add("summary", header_line(summary))
    event.add("description", header_line(said))
    event.add("transp", "TRANSPARENT")
    event.add("organizer", vCalAddress(f"mailto:{desk}"))
    for before in () if entry.is_off else _WARNINGS:
        event.add_component(warning(before, summary))
    return calendar(event, CANCELLED if entry.is_off else PUBLISHED)


def warning(before: timedelta, summary: str) -> Alarm:
    """Return what has a diary warn its reader."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", header_line(summary))
    alarm.add("trigger", before)
    return alarm


def calendar(event: Event, method: str) -> bytes:
    """Return the file that holds one event, and says what is asked of a diary."""
    made = Calendar()
    for name, value in {"prodid": "-//SPRO//Candidatures//FR", "version": "2.0", "method": method}.items():
        made.add(name, value)
    made.add_component(event)
    return bytes(made.to_ical())


def read_entry(octets: bytes) -> Entry:
    """Return the day that a file of ours told a diary of."""
    made: Any = Calendar.from_ical(octets)  # its values are of any of thirty types
    [event] = made.walk("VEVENT")
    return Entry(event["DTSTART"].dt, int(event["SEQUENCE"]), str(made["METHOD"]) == CANCELLED)
