"""The import of minutes as Prefect sees it: one transaction, taken back where it was only to be told."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE
from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.forms.meetings import MinutesFileForm
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Status
from tasks.concerned import Concerned
from tasks.meetings.recording import import_sheet
from tasks.meetings.recording.import_sheet import Plan


class Imported(NamedTuple):
    """What importing a file changed, or would change, and the dossiers that it was about, as they stand after it."""

    plan: Plan
    concerned: list[Concerned]


@task(name="Importer le procès-verbal", cache_policy=NO_CACHE)
async def import_minutes(form: MinutesFileForm, *, at: datetime) -> Imported:
    """Record what a file says, all of it or nothing. Dry, it is recorded too, then taken back: it tells the truth."""
    with transaction(Settings().database) as session:
        plan, applications = import_sheet.import_minutes(session, form, at=at)
        concerned = concerned_by(session, [application.id or 0 for application in applications])
        if form.dry_run:
            session.rollback()
        return Imported(plan, concerned)


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
