"""A rehearsal by the units of work alone: what each flow does, without a run of Prefect's around it, nor its console.

A story played so costs seconds less, and comes to the same: tests/story holds the two against each other.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.rehearsal.play.real_flows import F, RealFlows, confirmed
from flows.sessions.ahead import do_what_is_due
from models.errors import Refusal
from models.forms.advice import AdviceRequestForm
from models.forms.arrivals import ReclassificationForm
from models.forms.dossiers import OpeningForm, PostponementForm
from models.forms.handling import PurgeForm
from models.forms.meetings import MeetingForm
from models.forms.membership.sites import SitesForm
from models.forms.parts import Form
from models.storage.database import reading
from models.storage.preview.deed import Unconfirmed
from models.storage.preview.effects import Effects, effects
from models.storage.preview.standing import Standing, standing
from models.storage.settings import Settings
from tasks.acts.record import record
from tasks.dossiers.advice.ask import ask
from tasks.incidents.forgetting.units import approve_purge, forget
from tasks.intake.reclassify.units import reclassify
from tasks.intake.registering.units import register_deposits, sort_deposits
from tasks.meetings.calendar import units as meeting_units
from tasks.members.sites.units import record_sites
from tasks.sending import send_notices
from tasks.sessions import units


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
        await register_deposits.fn(now=lambda: at)
        await sort_deposits.fn(at=at)
        await send_notices.fn(at=at)

    async def run(self, session: str | None, *, at: datetime) -> None:
        """Do whatever is due in a session, or in each."""
        if units.must_catch_up(session, at=at):
            await register_deposits.fn(now=lambda: at)
            await sort_deposits.fn(at=at)
        await do_what_is_due(session, at=at)
        await send_notices.fn(at=at)

    async def distribute(self, *, at: datetime) -> None:
        """Send what waits."""
        await send_notices.fn(at=at)

    async def record(self, form: Form, *, at: datetime) -> None:
        """Submit a form."""
        self.forms.append(form)
        await self.act(confirmed(form), at=at)
        await send_notices.fn(at=at)

    async def act(self, form: Form, *, at: datetime) -> None:
        """Do what a form says, and what the system owes next; what this causes has still to leave."""
        if isinstance(form, MeetingForm):
            gathering = await meeting_units.set_meeting.fn(form, at=at, then=units.owe)
            await units.fulfil.fn(gathering.session, at=at)
        elif isinstance(form, PostponementForm):
            deadline = await units.postpone.fn(form, at=at)
            await units.fulfil.fn(deadline.session, at=at)
        elif isinstance(form, ReclassificationForm):
            await reclassify.fn(form, at=at, then=units.follow)
        elif isinstance(form, PurgeForm):
            await approve_purge.fn(form, at=at)
            await forget.fn(at=at)
        elif isinstance(form, AdviceRequestForm):
            await ask.fn(form, links=None, at=at)
        else:
            await (record_sites.fn(form, at=at) if isinstance(form, SitesForm) else record.fn(form, at=at))


class Shown(Direct):
    """Has each act shown first where it is, confirms what was shown, and holds that it does that and nothing else.
    `done` are the acts, with what was shown of each, if it was, and what it did."""

    def __init__(self) -> None:
        """Have nothing done yet."""
        super().__init__()
        self.done: list[tuple[Form, Effects | None, Effects]] = []

    async def open(self, form: OpeningForm, *, at: datetime) -> str:
        """Open a session and return its code."""
        await self._do(form, lambda said: units.open_session.fn(said, at=at))
        return await super().open(form, at=at)

    async def record(self, form: Form, *, at: datetime) -> None:
        """Submit a form."""
        self.forms.append(form)
        await self._do(form, lambda said: self.act(said, at=at))
        await send_notices.fn(at=at)

    async def _do(self, form: F, act: Callable[[F], Awaitable[object]]) -> None:
        before, told = standing_now(), None
        try:
            await act(form)
        except Unconfirmed as unconfirmed:
            assert standing_now() == before
            told = unconfirmed.effects
            await act(form.model_copy(update={"confirmed": unconfirmed.code}))
        done = effects(before, standing_now())
        assert told in (None, done)
        self.done.append((form, told, done))


def standing_now() -> Standing:
    """Return how all stands that an act may move."""
    with reading(Settings().database) as session:
        return standing(session)


class Twice(Shown):
    """Has each act done again a minute later, as when its run was interrupted once it had recorded: nothing more comes
    of it. An act that its own first time makes refusable may be refused."""

    async def record(self, form: Form, *, at: datetime) -> None:
        """Submit a form, and once more."""
        await super().record(form, at=at)
        with suppress(Refusal):
            await super().record(form, at=at + timedelta(minutes=1))
        self.forms.pop()
