"""The convenings of the bodies, and what they carry, as their readers have them."""

from collections.abc import Mapping

from icalendar import Calendar

from models.notices import Notice
from notifications.outbox.enclosures import Enclosure, files_of
from tests.factories import typed
from tests.notifications.documents.papers import Paper, read
from tests.support.mails import Desk

SEATS = ["siege-region", "siege-prefecture", "siege-rectorat", "siege-draaf"]
SECRETARY = "instruction-spro"


def letters(desk: Desk) -> dict[str, list[Notice]]:
    """Return the convenings, by the desk that they are for, in order."""
    found: dict[str, list[Notice]] = {}
    for letter in desk.notices(kind="convening"):
        found.setdefault(letter.recipient.partition("@")[0], []).append(letter)
    return found


def files(desk: Desk, letter: Notice) -> Mapping[str, Enclosure]:
    """Return what a letter carries, by name."""
    return {file.name: file for file in files_of(desk.session, [letter.id or 0])[letter.id or 0]}


def agenda_of(desk: Desk, letter: Notice) -> Paper:
    """Return the agenda that a letter carries."""
    return read(files(desk, letter)["ordre-du-jour.pdf"].content)


def text(letter: Notice) -> str:
    """Return what a letter says, on one line."""
    return typed(letter.text)


def diary(desk: Desk, letter: Notice) -> list[str]:
    """Return the identity, the sequence and the start of the date that a letter carries."""
    event = Calendar.from_ical(files(desk, letter)["seance.ics"].content).events[0]
    return [str(event["uid"]), str(event["sequence"]), event.start.isoformat()]
