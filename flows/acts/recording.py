"""What every act does once a form is sent: recorded whole or not at all, then its consequences, then its account."""

from collections.abc import Sequence
from datetime import datetime

from flows.acts.accounts.account import tell_account
from flows.boards.refresh import refresh_console
from flows.run_context import clock, tag_stage, tell
from flows.sessions.booking import unbook
from models.forms.mending import SessionCancellationForm, UndoingForm
from models.forms.parts import Form
from models.storage.settings import Settings
from tasks.acts.record import record
from tasks.acts.table import ACTS
from tasks.concerned import Concerned
from tasks.console.boards.board import campaign_codes
from tasks.sending import send_notices


async def record_act(form: Form, at: datetime | None) -> list[str]:
    """Record what a form says, send what it causes, and return the references of the dossiers it was about.

    What the rules refuse is a Refusal, in French, and nothing has changed.
    """
    at = clock(at)
    await _tag(form)
    concerned = await record(form, at=at)
    await follow_up(form, concerned, at=at)
    return [dossier.reference for dossier in concerned]


async def _tag(form: Form) -> None:
    """Tag the run with the session and the stage that a form names, where it names both."""
    named = form.model_dump(include={"session", "stage"})
    if len(named) > 1:
        await tag_stage(named["session"], named["stage"])


async def follow_up(form: Form, concerned: Sequence[Concerned], *, at: datetime, said: Sequence[str] = ()) -> None:
    """Do what comes of an act once it is recorded: the notices leave, the run tells of it, with what is `said` besides,
    and the console shows it."""
    await send_notices(at=at)
    tell(ACTS[type(form)].event, concerned)
    if isinstance(form, UndoingForm | SessionCancellationForm):
        await unbook(form.session)
    await tell_account(form, [dossier.reference for dossier in concerned], at=at, said=said)
    await refresh_console(sorted(_shown(form, concerned)), at=at)


def _shown(form: Form, concerned: Sequence[Concerned]) -> set[str]:
    """Return the sessions to show anew: those of the dossiers, and the latest, where the lists of members are, and what
    is about no dossier."""
    is_elsewhere = ACTS[type(form)].topic == "membres" or not concerned
    latest = campaign_codes(Settings().database)[-1:] if is_elsewhere else ()
    return {*latest, *(dossier.session for dossier in concerned)}
