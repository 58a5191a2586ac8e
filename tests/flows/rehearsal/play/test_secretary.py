"""The secretary of a rehearsal: in which order the forms of a meeting are filled in, and what they say."""

from datetime import date

import pytest
from sqlmodel import select

from flows.rehearsal.play.secretary import Secretary
from flows.rehearsal.scenario.event_parts import MeetingEvent
from models.forms.meetings import Line, MeetingForm, RecusalForm, SittingForm
from models.meetings.meeting import Meeting
from models.region.file import load_region
from models.storage.database import reading, transaction
from models.vocabulary import OpinionSense, Status
from tests.conftest import Installation
from tests.factories import REGION, application, campaign_with, paris
from tests.flows.rehearsal.direct import Direct

GT = "working_group"
SEATS = ["Région Auvergne-Rhône-Alpes", "Préfecture de région"]
SET_AT = paris("2026-06-02 10:00")


@pytest.fixture
def direct(spro: Installation) -> Direct:
    """Give a conductor over a session of two dossiers that wait for the working group."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        for name in ("CIDFF de l'Ain", "MIFE de Savoie"):
            application(session, campaign, Status.examined, name=name)
    return Direct()


@pytest.fixture
def secretary(spro: Installation, direct: Direct) -> Secretary:
    """Give the secretary."""
    return Secretary(direct, load_region(REGION), spro.database)


def _meeting(on: str, present: list[str] | None = None) -> MeetingEvent:
    return MeetingEvent(stage="working_group", on=date.fromisoformat(on), by="S", present=present)


def _opinion(reference: str) -> SittingForm:
    line = Line(reference=reference, sense=OpinionSense.favourable)
    return SittingForm(session="ara-2026", stage=GT, lines=[line], by="S")


async def test_who_keeps_out_is_said_before_anybody_is_convened(direct: Direct, secretary: Secretary) -> None:
    """Set at short notice, members are convened at once: without the papers of what they keep out of."""
    await secretary.set_meeting(_meeting("2026-06-18"), "ara-2026", {"draaf": ["ARA-2026-0001"]}, at=SET_AT)

    recusal, meeting = direct.forms
    assert recusal == RecusalForm(applications=["ARA-2026-0001"], member="draaf", by="S")
    assert isinstance(meeting, MeetingForm)


@pytest.mark.parametrize(("on", "is_said"), [("2026-06-08", False), ("2026-06-06", True)])
async def test_urgency_is_said_where_the_notice_is_short(
    spro: Installation, secretary: Secretary, on: str, *, is_said: bool
) -> None:
    """Five days before or more, nothing is urgent; later, members read why."""
    await secretary.set_meeting(_meeting(on), "ara-2026", {}, at=SET_AT)

    with reading(spro.database) as session:
        [meeting] = session.exec(select(Meeting)).all()
    assert meeting.urgency == ("le scénario de la répétition fixe la séance à cette date." if is_said else None)


async def test_who_is_there_is_recorded_just_before_what_is_said_first(direct: Direct, secretary: Secretary) -> None:
    """On the day, and once."""
    await secretary.set_meeting(_meeting("2026-06-18", SEATS), "ara-2026", {}, at=SET_AT)
    for reference in ("ARA-2026-0001", "ARA-2026-0002"):
        await secretary.sit(_opinion(reference), at=paris("2026-06-18 14:00"))

    assert direct.forms[1:] == [
        SittingForm(session="ara-2026", stage=GT, present=SEATS, by="S"),
        _opinion("ARA-2026-0001"),
        _opinion("ARA-2026-0002"),
    ]


async def test_where_nothing_is_said_it_is_recorded_in_the_evening(direct: Direct, secretary: Secretary) -> None:
    """At six on the clock of the Région, and nothing is left to do then."""
    await secretary.set_meeting(_meeting("2026-06-18", SEATS), "ara-2026", {}, at=SET_AT)
    evening = secretary.next_evening()
    await secretary.end_day(at=paris("2026-06-18 17:59"))
    before = len(direct.forms)
    await secretary.end_day(at=paris("2026-06-18 18:00"))

    assert (evening, before) == (paris("2026-06-18 18:00"), 1)
    assert direct.forms[1:] == [SittingForm(session="ara-2026", stage=GT, present=SEATS, by="S")]
    assert secretary.next_evening() is None


async def test_on_the_day_it_is_recorded_at_once(direct: Direct, secretary: Secretary) -> None:
    """A meeting that is told of on its own day is under way."""
    await secretary.set_meeting(_meeting("2026-06-18", SEATS), "ara-2026", {}, at=paris("2026-06-18 09:00"))

    assert direct.forms[1:] == [SittingForm(session="ara-2026", stage=GT, present=SEATS, by="S")]


async def test_too_few_then_a_second_convening(spro: Installation, direct: Direct, secretary: Secretary) -> None:
    """Set in the afternoon of the first: who was there is recorded before, and the second asks for no quorum."""
    await secretary.set_meeting(_meeting("2026-06-18", SEATS[:1]), "ara-2026", {}, at=SET_AT)
    await secretary.set_meeting(_meeting("2026-06-25"), "ara-2026", {}, at=paris("2026-06-18 16:00"))

    with reading(spro.database) as session:
        held = [(each.on, each.quorate, each.is_second) for each in session.exec(select(Meeting))]
    assert held == [(date(2026, 6, 18), False, False), (date(2026, 6, 25), None, True)]


async def test_another_meeting_ends_the_one_that_was_held(
    spro: Installation, direct: Direct, secretary: Secretary
) -> None:
    """What it left goes to the new one, where it would stay on an agenda that nobody finishes otherwise."""
    await secretary.set_meeting(_meeting("2026-06-18"), "ara-2026", {}, at=SET_AT)
    await secretary.sit(_opinion("ARA-2026-0001"), at=paris("2026-06-18 14:00"))
    await secretary.set_meeting(_meeting("2026-06-25"), "ara-2026", {}, at=paris("2026-06-18 16:00"))

    with reading(spro.database) as session:
        held = [(each.on, each.closed_at) for each in session.exec(select(Meeting))]
    assert held == [(date(2026, 6, 18), paris("2026-06-18 16:00")), (date(2026, 6, 25), None)]
