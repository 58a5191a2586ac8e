"""The invitation: one meeting, whatever its date becomes, in the diary of one reader."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from notifications.documents.invitation import CALLED_OFF, CONVENED, TO_HOLD, Standing, invitation
from notifications.views.documents import MeetingView
from tests.notifications.documents.papers import AGENDA

AT = datetime(2021, 6, 28, 7, tzinfo=UTC)
MEETING = AGENDA.meeting


def invited(
    meeting: MeetingView = MEETING, *, revision: int = 0, dossiers: int = 12, standing: Standing = CONVENED
) -> bytes:
    """Return the invitation of the prefecture's seat to the commission."""
    return invitation(
        meeting,
        key="ara-2021/commission/1",
        revision=revision,
        organizer="depot-spro@example.invalid",
        desk="DFOR <instruction-spro@example.invalid>",
        attendee="siege-prefecture@example.invalid",
        dossiers=dossiers,
        standing=standing,
        at=AT,
    )


def event(octets: bytes) -> Any:  # noqa: ANN401  its values are of any of thirty types
    """Return the one event of an invitation, as a diary reads it."""
    (found,) = Calendar.from_ical(octets).walk("VEVENT")
    return found


def test_it_is_a_request() -> None:
    """A diary proposes to accept it, rather than only show it (RFC 5546, 3.2.2)."""
    calendar = Calendar.from_ical(invited())

    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")


@pytest.mark.parametrize(
    ("standing", "method", "status", "sequence", "said"),
    [
        (TO_HOLD, "REQUEST", "TENTATIVE", 3, "Date à retenir ; l'ordre du jour suivra, avec la convocation."),
        (CONVENED, "REQUEST", "CONFIRMED", 3, "À l'ordre du jour, joint à la convocation : 12 dossiers."),
        (CALLED_OFF, "CANCEL", "CANCELLED", 4, "Séance annulée."),
    ],
)
def test_it_is_one_event_from_the_date_to_hold_to_its_end(
    standing: Standing, method: str, status: str, sequence: int, said: str
) -> None:
    """The same UID; what is called off is later than all (RFC 5546, 3.2.5), and a mail calls the file by its method."""
    octets = invited(revision=3, standing=standing)
    found = event(octets)

    assert Calendar.from_ical(octets)["METHOD"] == method
    assert f"method={method};" in standing.media_type
    assert (str(found["STATUS"]), found["SEQUENCE"]) == (status, sequence)
    assert found["UID"] == event(invited())["UID"]
    assert str(found["DESCRIPTION"]).endswith(said)


def test_it_says_when_where_and_what_for() -> None:
    """The instant, in whatever clock its reader lives; the body, the place, and what is on the agenda."""
    found = event(invited())

    assert found["DTSTART"].dt == datetime(2021, 7, 8, 14, tzinfo=ZoneInfo("Europe/Paris"))
    assert found["DURATION"].dt == timedelta(hours=2)
    assert found["DTSTAMP"].dt == AT
    assert str(found["SUMMARY"]) == f"SPRO Auvergne-Rhône-Alpes : {MEETING.body}"
    assert str(found["LOCATION"]) == "Salle des assemblées, hôtel de Région"
    assert str(found["DESCRIPTION"]) == (
        "Session 2021, séance n° 1 : validation des candidatures. À l'ordre du jour, joint à la convocation : "
        "12 dossiers."
    )


def test_its_reader_is_the_only_one_it_names() -> None:
    """The desk that answers come to, and the seat that is invited: nobody else's address."""
    found = event(invited())

    assert str(found["ORGANIZER"]) == "mailto:depot-spro@example.invalid"
    assert str(found["ATTENDEE"]) == "mailto:siege-prefecture@example.invalid"
    assert dict(found["ATTENDEE"].params) == {
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }


def test_a_meeting_that_moves_stays_the_same_one() -> None:
    """The new date takes the place of the former one: same identifier, higher number (RFC 5546, 2.1.4)."""
    later = replace(MEETING, starts_at=datetime(2021, 7, 15, 12, tzinfo=UTC))

    former, new = event(invited()), event(invited(later, revision=1))

    assert former["UID"] == new["UID"]
    assert (former["SEQUENCE"], new["SEQUENCE"]) == (0, 1)
    assert new["DTSTART"].dt - former["DTSTART"].dt == timedelta(days=7)


def test_a_second_meeting_says_that_it_asks_for_no_quorum() -> None:
    """What a member may want to know before answering (CRPA R133-10)."""
    found = event(invited(replace(MEETING, is_second=True, kind="opinion", place=None), dossiers=1))

    assert str(found["LOCATION"]) == "à préciser"
    assert str(found["DESCRIPTION"]) == (
        "Session 2021, séance n° 1 : avis sur les candidatures. À l'ordre du jour, joint à la convocation : 1 dossier. "
        "Seconde convocation : aucun quorum n'est exigé."
    )


def test_the_same_meeting_gives_the_same_octets() -> None:
    """Made twice, it is one document; its lines are folded and ended as the format wants."""
    octets = invited()

    assert octets == invited()
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, octets.split(b"\r\n"))) <= 75


def test_a_place_cannot_begin_a_line() -> None:
    """What was typed stays a value."""
    found = event(invited(replace(MEETING, place="Salle 1\r\nATTENDEE:mailto:autre@ailleurs.example; ,\\n")))

    assert str(found["LOCATION"]) == "Salle 1 ATTENDEE:mailto:autre@ailleurs.example; ,\\n"
    assert str(found["ATTENDEE"]) == "mailto:siege-prefecture@example.invalid"


def test_a_meeting_without_a_date_is_in_no_diary() -> None:
    """Its day must be set first."""
    with pytest.raises(ValueError, match="without a date"):
        invited(replace(MEETING, starts_at=None))


def test_its_reader_is_warned() -> None:
    """A day and an hour before; of what is called off, not at all."""
    warned, silent = (event(invited(standing=one)).walk("VALARM") for one in (CONVENED, CALLED_OFF))

    assert [alarm["TRIGGER"].dt for alarm in warned] == [timedelta(days=-1), timedelta(hours=-1)]
    assert silent == []
