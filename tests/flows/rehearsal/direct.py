"""A rehearsal by the units of work alone: what each flow does, without a run of Prefect's around it, nor its console.

A story played so costs seconds less, and comes to the same: tests/story holds the two against each other.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.boards.waiting import NAMED, waiting_views
from flows.rehearsal.play.real_flows import RealFlows, confirmed
from models.errors import Refusal
from models.forms.arrivals import ReclassificationForm
from models.forms.dossiers import OpeningForm, PostponementForm
from models.forms.meetings import MeetingForm
from models.forms.parts import Form
from models.storage.settings import Settings
from tasks.acts.record import record
from tasks.console.boards.board import campaign_codes, read_waiting
from tasks.intake.reclassify.units import reclassify
from tasks.intake.registering.units import register_deposits, sort_deposits
from tasks.meetings.calendar import units as meeting_units
from tasks.sending import send_notices
from tasks.sessions import units
from tasks.sessions.digest import digest_is_due


@dataclass
class Direct(RealFlows):
    """Calls the units of each flow, and keeps the forms that were filled in."""

    forms: list[Form] = field(default_factory=list)

    @asynccontextmanager
    async def at_work(self, *_run_tags: str) -> AsyncIterator[None]:
        """Have no run to tag."""
        yield

    async def runs(self, *_run_tags: str) -> list[dict[str, str]]:
        """Have no run to tell of."""
        return []

    async def open(self, form: OpeningForm, *, at: datetime) -> str:
        """Open a session and return its code."""
        code, _ = await units.open_session.fn(confirmed(form), at=at)
        await send_notices.fn(at=at)
        return code

    async def collect(self, *, at: datetime) -> None:
        """Read the mailbox."""
        await register_deposits.fn(at=at)
        await sort_deposits.fn(at=at)
        await send_notices.fn(at=at)

    async def run(self, session: str | None, *, at: datetime) -> None:
        """Do whatever is due in a session, or in each."""
        for deadline in await units.stages_due.fn(session, at=at):
            await units.close_stage.fn(deadline.session, deadline.stage, at=at)
        await units.fulfil.fn(session, at=at)
        for code in [session] if session else campaign_codes(Settings().database):
            await self._write_digest(code, at=at)
        await send_notices.fn(at=at)

    async def _write_digest(self, code: str, *, at: datetime) -> None:
        if digest_is_due(code, at=at) and (waiting := waiting_views(read_waiting(code, at=at, limit=NAMED))):
            await units.write_digest.fn(code, waiting, board=None, at=at)

    async def distribute(self, *, at: datetime) -> None:
        """Send what waits."""
        await send_notices.fn(at=at)

    async def record(self, form: Form, *, at: datetime) -> None:
        """Submit a form."""
        self.forms.append(form)
        form = confirmed(form)
        if isinstance(form, MeetingForm):
            gathering = await meeting_units.set_meeting.fn(form, at=at, then=units.owe)
            await units.fulfil.fn(gathering.session, at=at)
        elif isinstance(form, PostponementForm):
            deadline = await units.postpone.fn(form, at=at)
            await units.fulfil.fn(deadline.session, at=at)
        elif isinstance(form, ReclassificationForm):
            await reclassify.fn(form, at=at)
        else:
            await record.fn(form, at=at)
        await send_notices.fn(at=at)


class Twice(Direct):
    """Has each act done again a minute later, as when its run was interrupted once it had recorded: nothing more comes
    of it. An act that its own first time makes refusable may be refused."""

    async def record(self, form: Form, *, at: datetime) -> None:
        """Submit a form, and once more."""
        await super().record(form, at=at)
        with suppress(Refusal):
            await super().record(form, at=at + timedelta(minutes=1))
        self.forms.pop()
