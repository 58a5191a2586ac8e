"""The task that records what people do: whatever the act, its rule in one transaction."""

from datetime import datetime
from functools import partial

from models.forms.parts import Form, named_in
from models.storage.isolation.keep import must_be_readable
from models.storage.preview.deed import deed
from models.storage.settings import Settings
from tasks.acts.table import ACTS
from tasks.concerned import Concerned, concerned, refusable
from tasks.sessions.units import follow


@refusable("Enregistrer l'acte")
async def record(form: Form, *, at: datetime) -> list[Concerned]:
    """Record what a form says, all of it or nothing, and return the dossiers that it was about.

    Raises Refusal, in French, for what the rules refuse; Unconfirmed for what is to be shown first; KeyError for a form
    that no rule records.
    """
    rule = ACTS[type(form)].rule
    if rule is None:
        raise KeyError(type(form))
    with deed(Settings().database, form, at=at) as done:
        must_be_readable(done.session, named_in(form.model_dump()))
        done.next = partial(follow, at=at)
        return [concerned(done.session, application) for application in rule(done.session, form, at=at)]
