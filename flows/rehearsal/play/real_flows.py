"""Who carries out what a rehearsal plays: the flows that the living system deploys."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from flows.acts import dossiers, intake, meetings, requests
from flows.acts.sittings import record_sitting
from flows.sessions.conduct import open_campaign, postpone, run_campaign
from flows.sessions.deposits import collect_deposits, distribute
from models.forms.dossiers import OpeningForm
from models.forms.meetings import SittingForm
from models.forms.parts import Form

FLOWS: dict[str, Callable[..., Awaitable[object]]] = {
    "paper": intake.record_paper,
    "examine": dossiers.examine,
    "meeting": meetings.set_meeting,
    "recusal": meetings.recuse,
    "sitting": record_sitting,
    "rectify": dossiers.rectify,
    "request_completion": requests.request_completion,
    "extend": requests.extend,
    "cancel_request": requests.cancel_request,
    "carry_over": requests.carry_over,
    "resubmit": requests.resubmit,
    "withdraw": dossiers.withdraw,
    "admit_late": dossiers.admit_late,
    "postpone": postpone,
}
"""The flow that plays each act."""


class Conductor:
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

    async def record(self, kind: str, form: Form, *, at: datetime) -> None:
        """Submit a form."""
        await FLOWS[kind](form, at=at)

    async def sit(self, form: SittingForm, *, at: datetime) -> None:
        """Record what a body said at a meeting, who was there or that it is over: the one way in for all of these."""
        await self.record("sitting", form, at=at)
