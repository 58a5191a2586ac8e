"""What the secretary of a body does first: set its meeting."""

from datetime import datetime

from flows.act_flow import act_flow
from flows.acts.accounts.account import tell_account
from flows.boards.refresh import refresh_console
from flows.run_context import clock, tag_stage, tell_moves, tell_session
from flows.sessions.booking import book_what_is_to_come
from models.forms.meetings import MeetingForm
from tasks.acts.table import ACTS
from tasks.meetings.calendar import units as meeting_units
from tasks.sending import send_notices
from tasks.sessions import units


@act_flow(MeetingForm)
async def set_meeting(form: MeetingForm, at: datetime | None = None) -> str:
    """Set the day of a body's meeting, and book what it brings."""
    at = clock(at)
    gathering = await meeting_units.set_meeting(form, at=at, then=units.owe)
    await tag_stage(gathering.session, gathering.stage)
    await units.fulfil(gathering.session, at=at)
    await book_what_is_to_come(gathering.session)
    await send_notices(at=at)
    await tell_account(form, (), at=at)
    await refresh_console([gathering.session], at=at)
    tell_moves(at=at)
    tell_session(ACTS[MeetingForm].event, gathering.session, stage=gathering.stage, on=form.on.isoformat())
    return form.on.isoformat()
