"""What the secretary of the bodies does in a rehearsal: sets their meetings, and has recorded what was said there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.scenario.event_parts import MeetingEvent
from models.calendar.business_days import business_days
from models.forms.meetings import MeetingForm, RecusalForm, SittingForm
from models.meetings.agenda import has_begun, open_meeting
from models.region.model import Region
from models.sessions.opening import find_campaign, need_meeting
from models.storage.database import reading
from models.vocabulary import StageName

_EVENING = 18
"""The local hour at which who was there is recorded on the day of a meeting, where nothing was said there before."""

_DATED = "le scénario de la répétition fixe la séance à cette date."
"""Scenarios need not say why a body meets at short notice (CRPA R133-8) or out of its month, and nobody reads why where
it does not."""


class _Sitting(NamedTuple):
    session: str
    stage: StageName


class Secretary:
    """Holds the pen of the bodies. Who will be there, where a scenario says so, is kept until the day of the meeting,
    wherever that day moves."""

    def __init__(self, conductor: RealFlows, region: Region, database: str) -> None:
        self._conductor, self._database = conductor, database
        self._days = business_days(region)
        self._attendance: dict[_Sitting, SittingForm] = {}

    async def set_meeting(
        self, said: MeetingEvent, session: str, recused: Mapping[str, list[str]], *, at: datetime
    ) -> None:
        """Set the day of a meeting, after the end of the one before. `recused` maps members to references."""
        sitting = _Sitting(session, said.stage)
        await self._end_former(sitting, said, at=at)
        # Before the day is set: members may be convened at once, without the papers of what they keep out of.
        for member, references in recused.items():
            recusal = RecusalForm(applications=references, member=member, by=said.by)
            await self._conductor.record(recusal, at=at)
        facts = said.model_dump(include={"stage", "on", "mode", "day_off", "by"})
        meeting = MeetingForm(session=session, urgency=_DATED, reason=said.reason or _DATED, **facts)
        await self._conductor.record(meeting, at=at)
        if said.present is not None:
            self._attendance[sitting] = SittingForm(**sitting._asdict(), present=said.present, by=said.by)
            await self._take_attendance(sitting, at=at)

    async def sit(self, form: SittingForm, *, at: datetime) -> None:
        """Have recorded what a body said: first of all who was there."""
        await self._take_attendance(_Sitting(form.session, form.stage), at=at)
        await self._conductor.sit(form, at=at)

    async def end_day(self, *, at: datetime) -> None:
        """Have recorded who was there, in the evening of each meeting where nothing was said before."""
        for sitting, evening in self._evenings().items():
            if evening <= at:
                await self._take_attendance(sitting, at=at)

    def next_evening(self) -> datetime | None:
        """Return the first evening on which who was there is to be recorded, or None where none is."""
        return min(self._evenings().values(), default=None)

    async def _end_former(self, sitting: _Sitting, said: MeetingEvent, *, at: datetime) -> None:
        """End the meetings that were held on another day, of the body or of those before it: what they left goes to the
        new one, as a person would see to."""
        await self._take_attendance(sitting, at=at)
        with reading(self._database) as session:
            campaign = find_campaign(session, sitting.session)
            need_meeting(campaign, sitting.stage)
            alike = (*campaign.rules.stages.before(sitting.stage), sitting.stage)
            found = {stage: open_meeting(session, campaign, stage) for stage in alike}
            begun = [stage for stage, one in found.items() if one and one.on != said.on and has_begun(session, one)]
        for stage in begun:
            await self._conductor.sit(
                SittingForm(session=sitting.session, stage=stage, is_over=True, by=said.by), at=at
            )

    async def _take_attendance(self, sitting: _Sitting, *, at: datetime) -> None:
        """Have recorded who was there, once, from the day of the meeting on."""
        on = self._meetings().get(sitting)
        if on and on <= self._days.local(at):
            await self._conductor.sit(self._attendance.pop(sitting), at=at)

    def _evenings(self) -> dict[_Sitting, datetime]:
        return {sitting: self._days.at(on, _EVENING) for sitting, on in self._meetings().items()}

    def _meetings(self) -> dict[_Sitting, date]:
        """Return the day of each meeting of which it is still to be recorded who was there."""
        if not self._attendance:
            return {}
        with reading(self._database) as session:
            found = {
                each: open_meeting(session, find_campaign(session, each.session), each.stage)
                for each in self._attendance
            }
        return {sitting: meeting.on for sitting, meeting in found.items() if meeting and meeting.on}
