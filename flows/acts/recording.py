"""What every act does once a form is sent: recorded whole or not at all, then its consequences, then its account."""

from collections.abc import Sequence
from datetime import datetime

from flows.acts.account import tell_account
from flows.boards.refresh import refresh_console
from flows.run_context import clock, tell
from models.forms.parts import Form
from tasks.concerned import Concerned
from tasks.record import record
from tasks.sending import send_notices


async def record_act(event: str, form: Form, at: datetime | None) -> list[str]:
    """Record what a form says, send what it causes, and return the references of the dossiers it was about.

    What the rules refuse is a Refusal, in French: the run fails, and nothing has changed.
    """
    at = clock(at)
    concerned = await record(form, at=at)
    await follow_up(event, form, concerned, at=at)
    return [dossier.reference for dossier in concerned]


async def follow_up(event: str, form: Form, concerned: Sequence[Concerned], *, at: datetime) -> None:
    """Do what comes of an act once it is recorded: the notices leave, and the console shows it."""
    await send_notices(at=at)
    tell(event, concerned)
    await tell_account(form, [dossier.reference for dossier in concerned], at=at)
    await refresh_console(sorted({dossier.session for dossier in concerned}), at=at)
