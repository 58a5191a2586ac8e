"""A dossier handed to a desk, or to whoever is asked for advice: made before anything is written, then mailed."""

from datetime import datetime

from flows.act_flow import act_flow
from flows.acts.recording import follow_up
from flows.boards.links import handed_address
from flows.run_context import clock
from models.forms.advice import AdviceRequestForm
from models.forms.handling import ReceptionForm
from tasks.dossiers.advice.ask import ask
from tasks.dossiers.in_hand.receive import receive


@act_flow(ReceptionForm)
async def receive_dossier(form: ReceptionForm, at: datetime | None = None) -> list[str]:
    """Have a dossier mailed to a desk."""
    at = clock(at)
    concerned = await receive(form, links=handed_address(), at=at)
    await follow_up(form, concerned, at=at)
    return [dossier.reference for dossier in concerned]


@act_flow(AdviceRequestForm)
async def ask_advice(form: AdviceRequestForm, at: datetime | None = None) -> list[str]:
    """Ask somebody from outside for advice about a dossier."""
    at = clock(at)
    concerned = await ask(form, links=handed_address(), at=at)
    await follow_up(form, concerned, at=at)
    return [dossier.reference for dossier in concerned]
