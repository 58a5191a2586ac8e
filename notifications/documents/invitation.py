"""The meeting that a convening puts in its reader's diary (RFC 5545 and 5546)."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event, vCalAddress

from notifications.delivery.message import mailbox
from notifications.views.documents import MeetingView
from notifications.writing.lines import header_line
from notifications.writing.wording import count

MEDIA_TYPE = "text/calendar; method=REQUEST; charset=utf-8"

LENGTH = timedelta(hours=2)
"""What a diary keeps for a meeting, whose end nobody sets: one without a length is hardly seen in a week's view."""


def invitation(
    meeting: MeetingView, *, key: str, revision: int, organizer: str, attendee: str, dossiers: int, at: datetime
) -> bytes:
    """Return the invitation of one member to a meeting. Raises ValueError for a meeting without a date.

    `key` is the meeting's for ever, and `revision` how often its date moved: diaries put the new date in the place of
    the former one. `organizer` is the desk that answers come to; no other member's address is disclosed.
    """
    if meeting.starts_at is None:
        raise ValueError("a meeting without a date is in no diary")
    desk, guest = _address(organizer), _address(attendee)
    guest.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    event = Event()
    event.add("uid", f"{sha256(key.encode()).hexdigest()[:32]}@{desk.rpartition('@')[2]}")
    event.add("sequence", revision)
    event.add("dtstamp", at.astimezone(UTC))
    # In UTC, that every diary turns into its reader's own clock, with no definition of a time zone to agree on.
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("duration", LENGTH)
    event.add("summary", header_line(f"SPRO {meeting.region} : {meeting.body}"))
    event.add("location", "par écrit" if meeting.is_written else header_line(meeting.place or "à préciser"))
    event.add("description", _description(meeting, dossiers))
    event.add("organizer", desk)
    event.add("attendee", guest)
    return _calendar(event)


def _address(text: str) -> vCalAddress:
    return vCalAddress(f"mailto:{mailbox(text).address}")


def _description(meeting: MeetingView, dossiers: int) -> str:
    form = f" {meeting.form[:1].upper()}{meeting.form[1:]}." if meeting.form else ""
    aim = "avis sur les candidatures" if meeting.kind == "opinion" else "validation des candidatures"
    second = " Seconde convocation : aucun quorum n'est exigé." if meeting.is_second else ""
    return header_line(
        f"{meeting.session}, séance n° {meeting.number} : {aim}. À l'ordre du jour, joint à la convocation : "
        f"{count(dossiers, 'dossier')}.{second}{form}"
    )


def _calendar(event: Event) -> bytes:
    calendar = Calendar()
    for name, value in {"prodid": "-//SPRO//Convocations//FR", "version": "2.0", "method": "REQUEST"}.items():
        calendar.add(name, value)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
