"""The task that records what people do: whatever the act, its rule in one transaction."""

from datetime import datetime

from models.forms.parts import Form
from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.acts.table import ACTS
from tasks.concerned import Concerned, concerned, refusable


@refusable("Enregistrer l'acte")
async def record(form: Form, *, at: datetime) -> list[Concerned]:
    """Record what a form says, all of it or nothing, and return the dossiers that it was about.

    Raises Refusal, in French, for what the rules refuse; KeyError for a form that no rule records.
    """
    rule = ACTS[type(form)].rule
    if rule is None:
        raise KeyError(type(form))
    with transaction(Settings().database) as session:
        return [concerned(session, application) for application in rule(session, form, at=at)]
