"""The meeting in its reader's diary: held as soon as its day is set, convened, or taken out (RFC 5545 and 5546)."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from icalendar import Event, vCalAddress

from notifications.views.documents import MeetingView
from notifications.writing.diary import calendar, mark_of, warning
from notifications.writing.lines import header_line, mailbox
from notifications.writing.wording import capital, count


class Standing(NamedTuple):
    """How a meeting stands in a diary (RFC 5545, 3.8.1.11), and what its diary is asked to do (RFC 5546, 3.2)."""

    status: str
    method: str

    @property
    def media_type(self) -> str:
        """Return what a mail calls the file: a diary acts by it."""
        return f"text/calendar; method={self.method}; charset=utf-8"


TO_HOLD, CONVENED, CALLED_OFF = (
    Standing("TENTATIVE", "REQUEST"),
    Standing("CONFIRMED", "REQUEST"),
    Standing("CANCELLED", "CANCEL"),
)
"""A date to hold, a meeting with its agenda, and one that will not be held."""

_WARNINGS = (timedelta(days=-1), timedelta(hours=-1))
"""How long before a meeting its members are warned."""

LENGTH = timedelta(hours=2)
"""What a diary keeps for a meeting, whose end nobody sets: one without a length is hardly seen in a week's view."""


def invitation(
    meeting: MeetingView,
    *,
    key: str,
    revision: int,
    organizer: str,
    desk: str,
    attendee: str,
    at: datetime,
    dossiers: int = 0,
    standing: Standing = CONVENED,
) -> bytes:
    """Return what tells the diary of one member of a meeting. Raises ValueError for a meeting without a date.

    `key` is the meeting's for ever, and `revision` how often its date moved: diaries put the new date in the place of
    the former one, and take out what is called off. `organizer` is the mailbox that invitations leave from and answers
    come to (RFC 6047, 3), `desk` that of whoever keeps the agenda; no other member's address is disclosed.
    """
    if meeting.starts_at is None:
        raise ValueError("a meeting without a date is in no diary")
    answered, guest = _address(organizer), _address(attendee)
    if standing is not CALLED_OFF:
        guest.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    event = Event()
    event.add("uid", f"{mark_of(key)}@{_address(desk).rpartition('@')[2]}")
    event.add("sequence", revision + (standing is CALLED_OFF))
    event.add("status", standing.status)
    event.add("dtstamp", at.astimezone(UTC))
    # In UTC, that every diary turns into its reader's own clock, with no definition of a time zone to agree on.
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("duration", LENGTH)
    event.add("summary", header_line(f"SPRO {meeting.region} : {meeting.body}"))
    event.add("location", "par écrit" if meeting.is_written else header_line(meeting.place or "à préciser"))
    event.add("description", _description(meeting, dossiers, standing))
    event.add("organizer", answered)
    event.add("attendee", guest)
    for before in () if standing is CALLED_OFF else _WARNINGS:
        event.add_component(warning(before, str(event["summary"])))
    return calendar(event, standing.method)


def _address(text: str) -> vCalAddress:
    return vCalAddress(f"mailto:{mailbox(text).address}")


def _description(meeting: MeetingView, dossiers: int, standing: Standing) -> str:
    on_it = f"À l'ordre du jour, joint à la convocation : {count(dossiers, 'dossier')}."
    said = {TO_HOLD: "Date à retenir ; l'ordre du jour suivra, avec la convocation.", CALLED_OFF: "Séance annulée."}
    form = f" {capital(meeting.form)}." if meeting.form else ""
    aim = "avis sur les candidatures" if meeting.kind == "opinion" else "validation des candidatures"
    second = " Seconde convocation : aucun quorum n'est exigé." if meeting.is_second else ""
    said_of_it = said.get(standing, on_it)
    return header_line(f"{meeting.session}, séance n° {meeting.number} : {aim}. {said_of_it}{second}{form}")
