"""What people do to a whole session: open it, move one of its dates."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flows.act_flow import act_flow
from flows.acts.accounts.account import tell_account
from flows.boards.markdown import plain
from flows.boards.refresh import refresh_console
from flows.run_context import clock, tag_run, tag_stage, tell_moves, tell_session
from flows.sessions.booking import book_what_is_to_come
from models.forms.dossiers import OpeningForm, PostponementForm
from tasks.acts.table import ACTS
from tasks.sending import send_notices
from tasks.sessions import units

_QUESTION = 300  # characters shown of a question


def to_confirm(questions: Sequence[str]) -> Iterator[str]:
    """Yield what the region file leaves open, which nobody may have seen before the session that is opened with it."""
    for question in questions:
        yield f"À confirmer par la Région : {plain(question, longest=_QUESTION)}"


@act_flow(OpeningForm, says=to_confirm)
async def open_campaign(form: OpeningForm, at: datetime | None = None) -> str:
    """Open a session and book a run at each deadline. Again, it changes nothing."""
    at = clock(at)
    code, opened = await units.open_session(form, at=at)
    await tag_run(code)
    await book_what_is_to_come(code)
    await send_notices(at=at)
    await tell_account(form, (), at=at)
    await refresh_console([code], at=at)
    tell_moves(at=at)
    tell_session(ACTS[OpeningForm].event if opened else "session.relue", code)
    return code


@act_flow(PostponementForm)
async def postpone(form: PostponementForm, at: datetime | None = None) -> str:
    """Move a stage's date, tell those concerned, and book its new run."""
    at = clock(at)
    deadline = await units.postpone(form, at=at)
    await tag_stage(deadline.session, deadline.stage)
    await book_what_is_to_come(deadline.session)
    await units.fulfil(deadline.session, at=at)
    await send_notices(at=at)
    await tell_account(form, (), at=at)
    await refresh_console([deadline.session], at=at)
    tell_moves(at=at)
    tell_session(
        ACTS[PostponementForm].event, deadline.session, stage=deadline.stage, due_at=deadline.due_at.isoformat()
    )
    return deadline.due_at.isoformat()
