"""Who carries out what a rehearsal plays: the flows that the living system deploys."""

from datetime import datetime

from flows.acts.table import FLOWS
from flows.sessions.conduct import open_campaign, run_campaign
from flows.sessions.deposits import collect_deposits, distribute
from models.forms.dossiers import OpeningForm
from models.forms.meetings import SittingForm
from models.forms.parts import Form


class RealFlows:
    """Who carries out what a rehearsal plays: the real flows."""

    async def open(self, form: OpeningForm, *, at: datetime) -> str:
        """Open a session and return its code."""
        return await open_campaign(form, at=at)

    async def collect(self, *, at: datetime) -> None:
        """Read the mailbox."""
        await collect_deposits(at=at)

    async def run(self, session: str | None, *, at: datetime) -> None:
        """Do whatever is due in a session, or in each."""
        await run_campaign(session=session, at=at)

    async def distribute(self, *, at: datetime) -> None:
        """Send what waits."""
        await distribute(at=at)

    async def record(self, form: Form, *, at: datetime) -> None:
        """Submit a form."""
        await FLOWS[type(form)](form, at=at)

    async def sit(self, form: SittingForm, *, at: datetime) -> None:
        """Record what a body said at a meeting, who was there or that it is over: the one way in for all of these."""
        await self.record(form, at=at)
