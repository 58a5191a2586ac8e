"""The units of work of a gate, as Prefect sees them: a meeting opened, a page received."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE
from sqlmodel import Session

from models.errors import Refusal
from models.forms.meetings import SittingForm
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import StageName
from tasks.concerned import Concerned
from tasks.meetings.pages.validate import Faults
from tasks.meetings.recording import submit_page
from tasks.meetings.recording.import_units import concerned_by
from tasks.meetings.recording.submit_page import Answered, Sitting


class Received(NamedTuple):
    """What became of a page, by its number: the form that says what was recorded of it, with the dossiers that this was
    about; or what is wrong with it. `told` is what was set aside."""

    number: int
    form: SittingForm | None
    concerned: list[Concerned]
    faults: Faults | None
    told: list[str]
    sitting: Sitting


@task(name="Ouvrir la séance", cache_policy=NO_CACHE)
async def open_sitting(code: str, stage: StageName, *, by: str, at: datetime) -> Sitting:
    """Open the meeting that is to be recorded now, and return how it stands."""
    with transaction(Settings().database) as session:
        return submit_page.open_sitting(session, code, stage, by=by, at=at)


@task(name="Enregistrer la page", cache_policy=NO_CACHE)
async def receive(code: str, stage: StageName, typed: Mapping[str, Any], *, at: datetime) -> Received:
    """Record a page that was sent, whole; what the rules refuse of it is kept to be mended."""
    try:
        with transaction(Settings().database) as session:
            return _received(session, submit_page.receive(session, code, stage, typed, at=at))
    except Refusal as refusal:
        faults = Faults([str(refusal)], {})
        with transaction(Settings().database) as session:
            return _received(session, submit_page.refuse(session, code, stage, typed, faults, at=at))


def _received(session: Session, answered: Answered) -> Received:
    concerned = concerned_by(session, [application.id or 0 for application in answered.recorded])
    number, form, _, faults, told, sitting = answered
    return Received(number, form, concerned, faults, told, sitting)
