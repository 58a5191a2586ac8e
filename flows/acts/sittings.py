"""What a body said at a meeting, recorded by a program: a rehearsal plays it, where people use the gates."""

from datetime import datetime

from prefect import flow
from prefect.runtime import flow_run

from flows.acts.recording import record_act
from flows.run_context import tag_run
from models.forms.meetings import BODIES, SittingForm
from models.storage.settings import Settings
from notifications.writing.wording import count
from tasks.console.boards.board import campaign_label


def _name() -> str:
    """Return what a run is called: the session, the body, and how much was said there."""
    form = SittingForm.model_validate(flow_run.parameters["form"])
    said = count(len(form.lines), "dossier") if form.lines else "présence" if form.present is not None else "fin"
    return f"{campaign_label(Settings().database, form.session)} · {BODIES[form.stage]} · {said}"


@flow(
    name="enregistrer-seance",
    flow_run_name=_name,
    description="Enregistre ce qu'une instance a dit : présents, déports, avis ou décisions. Les répétitions s'en "
    "servent ; en séance, les formulaires groupe-de-travail et commission font de même.",
)
async def record_sitting(form: SittingForm, at: datetime | None = None) -> list[str]:
    """Record what was said at a meeting.

    Args:
        form: Ce qui a été dit.
        at: Instant de la saisie ; laissez vide pour maintenant.
    """
    await tag_run(form.session, form.stage)
    return await record_act("seance", form, at)
