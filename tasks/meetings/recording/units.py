"""What records a meeting, as Prefect sees it: a meeting opened, a page received, a spreadsheet imported."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.forms.meetings import MinutesFileForm, SittingForm
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.storage.database import transaction
from models.storage.preview.deed import Following, Unconfirmed, deed
from models.storage.settings import Settings
from models.vocabulary import StageName, Status
from tasks.concerned import Concerned, refusable, unit
from tasks.meetings.convening import gate_open
from tasks.meetings.pages.validate import Faults
from tasks.meetings.recording import import_sheet, submit_page
from tasks.meetings.recording.import_sheet import Plan
from tasks.meetings.recording.submit_page import Answered, SittingState


class ReceivedPage(NamedTuple):
    """What became of a page, by its number: the form that says what was recorded of it, with the dossiers that this was
    about; or what is wrong with it, or what it would do, to confirm. `told` is what was set aside."""

    number: int
    form: SittingForm | None
    concerned: list[Concerned]
    faults: Faults | None
    told: list[str]
    sitting: SittingState
    shown: Unconfirmed | None = None


@refusable("Ouvrir la séance")
async def open_sitting(code: str, stage: StageName, *, by: str, at: datetime) -> SittingState:
    """Open the meeting that is to be recorded now, and return how it stands."""
    with transaction(Settings().database) as session:
        return submit_page.open_sitting(session, code, stage, by=by, at=at)


@unit("Enregistrer la page")
async def receive_page(
    code: str, stage: StageName, typed: Mapping[str, Any], *, at: datetime, then: Following, confirmed: bool = False
) -> ReceivedPage:
    """Record a page that was sent, whole; what the rules refuse of it is kept to be mended, and what it does to several
    dossiers to be confirmed, unless it is already; `then` does what the system does next."""
    try:
        with deed(Settings().database, None, at=at) as done:
            answered = submit_page.receive_page(done.session, code, stage, typed, at=at)
            done.form, done.next = None if confirmed else answered.form, partial(then, at=at)
            return _received(done.session, answered)
    except Unconfirmed as shown:
        return _kept(code, stage, typed, Faults([], {}), at=at)._replace(faults=None, shown=shown)
    except Refusal as refusal:
        return _kept(code, stage, typed, Faults([str(refusal)], {}), at=at)


def _kept(code: str, stage: StageName, typed: Mapping[str, Any], faults: Faults, *, at: datetime) -> ReceivedPage:
    """Keep a page as it was typed."""
    with transaction(Settings().database) as session:
        return _received(session, submit_page.refuse(session, code, stage, typed, faults, at=at))


@unit("Prévenir le secrétariat")
async def tell_secretary(code: str, stage: StageName, *, link: str, at: datetime) -> int:
    """Queue the letter that leads the secretary to the form of a meeting; return how many are new."""
    with transaction(Settings().database) as session:
        return gate_open.tell_secretary(session, find_campaign(session, code), stage, link=link, at=at)


def _received(session: Session, answered: Answered) -> ReceivedPage:
    concerned = concerned_by(session, [application.id or 0 for application in answered.recorded])
    number, form, _, faults, told, sitting = answered
    return ReceivedPage(number, form, concerned, faults, told, sitting)


class Imported(NamedTuple):
    """What importing a file changed, and the dossiers that it was about, as they stand after it."""

    plan: Plan
    concerned: list[Concerned]


@refusable("Importer le procès-verbal")
async def import_minutes(form: MinutesFileForm, *, at: datetime, then: Following) -> Imported:
    """Record what a file says, all of it or nothing. Raises Unconfirmed for what is to be shown first, line by line,
    with what `then` does next."""
    with deed(Settings().database, form, at=at) as done:
        done.next = partial(then, at=at)
        plan, applications = import_sheet.import_minutes(done.session, form, at=at)
        done.besides = plan if plan.new or plan.present else None
        return Imported(plan, concerned_by(done.session, [application.id or 0 for application in applications]))


def concerned_by(session: Session, ids: Sequence[int]) -> list[Concerned]:
    """Return some dossiers as they stand, in the order in which they came."""
    statement = (
        select(Campaign.code, Application.reference, Organisation.name, Application.status)
        .join(Campaign, col(Campaign.id) == col(Application.campaign_id))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(Application.id).in_(ids))
    )
    rows = session.exec(statement.order_by(col(Application.id)))
    return [Concerned(code, reference, name, Status(status)) for code, reference, name, status in rows]
