"""What every act does once a form is sent: recorded whole or not at all, then its consequences, then its account."""

from datetime import datetime

from flows.account import tell_account
from flows.conduct import clock, tell
from flows.console import refresh_console
from models.form_parts import Form
from tasks import units


async def record_act(event: str, form: Form, at: datetime | None) -> list[str]:
    """Record what a form says, send what it causes, and return the references of the dossiers it was about.

    What the rules refuse is a Refusal, in French: the run fails, and nothing has changed.
    """
    at = clock(at)
    concerned = await units.record(form, at=at)
    await units.send_notices(at=at)
    tell(event, concerned)
    references = [dossier.reference for dossier in concerned]
    await tell_account(form, references, at=at)
    await refresh_console(sorted({dossier.session for dossier in concerned}), at=at)
    return references
