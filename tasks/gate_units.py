"""The units of work of a gate, as Prefect sees them: a meeting opened, a page received."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE
from sqlmodel import Session

from models.database import transaction
from models.errors import Refusal
from models.meeting_forms import SittingForm
from models.settings import Settings
from models.statuses import StageName
from tasks import answering
from tasks.answering import Answered, Sitting
from tasks.sheet_units import concerned_by
from tasks.typed import Faults
from tasks.units import Concerned


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
        return answering.open_sitting(session, code, stage, by=by, at=at)


@task(name="Enregistrer la page", cache_policy=NO_CACHE)
async def receive(code: str, stage: StageName, typed: Mapping[str, Any], *, at: datetime) -> Received:
    """Record a page that was sent, whole; what the rules refuse of it is kept to be mended."""
    try:
        with transaction(Settings().database) as session:
            return _received(session, answering.receive(session, code, stage, typed, at=at))
    except Refusal as refusal:
        faults = Faults([str(refusal)], {})
        with transaction(Settings().database) as session:
            return _received(session, answering.refuse(session, code, stage, typed, faults, at=at))


def _received(session: Session, answered: Answered) -> Received:
    concerned = concerned_by(session, [application.id or 0 for application in answered.recorded])
    number, form, _, faults, told, sitting = answered
    return Received(number, form, concerned, faults, told, sitting)
