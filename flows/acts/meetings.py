"""What the secretary of a body does: a meeting set, its order changed, a member who keeps out."""

from datetime import datetime

from prefect import flow
from prefect.runtime import flow_run

from flows.acts.recording import record_act
from flows.boards.refresh import refresh_console
from flows.run_context import clock, run_name, tag_run, tell_session
from flows.sessions.booking import book, book_gate
from models.forms.meetings import BODIES, MeetingForm, OrderForm, RecusalForm
from models.storage.settings import Settings
from tasks.console.boards.board import campaign_label
from tasks.meetings.calendar import units as meeting_units
from tasks.sending import send_notices
from tasks.sessions import units


def _name() -> str:
    """Return what a run is called: the session, the body, and its day."""
    form = MeetingForm.model_validate(flow_run.parameters["form"])
    return f"{campaign_label(Settings().database, form.session)} · {BODIES[form.stage]}, séance du {form.on:%d/%m/%Y}"


@flow(
    name="fixer-seance",
    flow_run_name=_name,
    description="Fixe le jour où une instance se réunit ; ses membres sont convoqués cinq jours avant au moins.",
)
async def set_meeting(form: MeetingForm, at: datetime | None = None) -> str:
    """Set the day of a body's meeting, and book what it brings.

    Args:
        form: La séance à fixer.
        at: Instant de l'opération ; laissez vide pour maintenant.
    """
    at = clock(at)
    gathering = await meeting_units.set_meeting(form, at=at)
    await tag_run(gathering.session, gathering.stage)
    await units.fulfil(gathering.session, at=at)
    for deadline in await units.deadlines(gathering.session):
        if deadline.stage is gathering.stage:
            await book(deadline)
    await book_gate(gathering)
    await send_notices(at=at)
    await refresh_console([gathering.session], at=at)
    tell_session("seance.fixee", gathering.session, stage=gathering.stage, on=form.on.isoformat())
    return form.on.isoformat()


@flow(
    name="declarer-deport",
    flow_run_name=run_name("Déport · {form[dossiers]}"),
    description="Note qu'un membre d'une instance a un intérêt dans un dossier : il n'en reçoit pas les pièces.",
)
async def recuse(form: RecusalForm, at: datetime | None = None) -> list[str]:
    """Record that a member keeps out of some dossiers.

    Args:
        form: Le membre et les dossiers.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("deport", form, at)


@flow(
    name="modifier-ordre-du-jour",
    flow_run_name=run_name("Ordre du jour · {form[dossiers]}"),
    description="Change le rang d'un dossier à l'ordre du jour d'une séance, motif à l'appui.",
)
async def reorder(form: OrderForm, at: datetime | None = None) -> list[str]:
    """Move a dossier on an agenda.

    Args:
        form: Le dossier, son nouveau rang et le motif.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("ordre-du-jour", form, at)
