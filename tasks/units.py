"""The units of work as Prefect sees them: each opens a transaction, calls one rule, commits, and returns references.

Nothing personal is returned, since Prefect shows what a task returns: references and names of organisations only.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_logger
from sqlmodel import Session, col, select

from models.application import Application, Organisation
from models.campaign import Campaign, Stage
from models.database import transaction
from models.form_parts import Form
from models.forms import AdmissionForm, ExaminationForm, OpeningForm, PostponementForm, WithdrawalForm
from models.meeting_forms import OrderForm, RecusalForm, SittingForm
from models.opening import open_campaign, stages
from models.region_file import load_region
from models.request_forms import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm
from models.settings import Settings
from models.statuses import StageName, Status
from notifications.delivery import Delivery, deliver
from notifications.outbox import Letter, enqueue
from notifications.sink import open_route
from notifications.views import WaitingView
from tasks import acts, changes, clock, meetings, obligations, passing, requests
from tasks.convening import convene
from tasks.digest import queue_digest
from tasks.intake.acts import INTAKE_ACTS
from tasks.member_acts import MEMBER_ACTS
from tasks.prospects import read_prospects
from tasks.rectifying import DECISION_ACTS
from tasks.sitting import record_sitting

_LOG = get_logger("spro")


class Concerned(NamedTuple):
    """A dossier that an act was about, as it stands after it."""

    session: str
    reference: str
    organisation: str
    status: Status


class Deadline(NamedTuple):
    """A stage's end, and how often its date was moved."""

    session: str
    stage: StageName
    due_at: datetime
    revision: int


ACTS: dict[type[Form], Callable[..., list[Application]]] = {
    ExaminationForm: acts.examine,
    WithdrawalForm: changes.withdraw,
    AdmissionForm: changes.admit_late,
    CompletionForm: requests.ask,
    ExtensionForm: requests.extend,
    CancellationForm: requests.cancel,
    CarryOverForm: passing.carry_over_by_hand,
    ResubmissionForm: passing.represent,
    SittingForm: record_sitting,
    RecusalForm: meetings.recuse,
    OrderForm: meetings.reorder,
    **DECISION_ACTS,
    **INTAKE_ACTS,
    **MEMBER_ACTS,
}
"""The rule that each form calls."""

OBLIGATIONS: dict[str, Callable[..., int]] = {
    # Before any dossier is held, as where a sitting is recorded: two runs at once never wait for each other.
    "convening": convene,
    "next_session": passing.pass_on,
    "acknowledgement": obligations.acknowledge,
    "completion_reminder": obligations.remind_of_requests,
    "completion_expired": obligations.expire_requests,
    "carried_over": obligations.carry_over,
    "deposit_reminder": obligations.remind_of_deposit,
    "alert": clock.sound_alarms,
}
"""What is owed on a day, by the notice that it causes, in the order in which it is done."""

CLOSINGS: dict[StageName, tuple[str, ...]] = {
    StageName.deposit: (),
    StageName.examination: ("completion_expired", "carried_over"),
    StageName.working_group: (),
    StageName.commission: (),
    StageName.effect: (),
}
"""What a stage's end does besides being noted: of the obligations above, in that order."""


@task(name="Ouvrir la session", cache_policy=NO_CACHE)
async def open_session(form: OpeningForm, *, at: datetime) -> tuple[str, bool]:
    """Open a session, write to the prospects and to those whose dossier waits, and return its code and whether it is
    new."""
    region, prospects = load_region(form.region), read_prospects(form.prospects)
    with transaction(Settings().database) as session:
        campaign, opened = open_campaign(
            session, region, year=form.year, opens=form.opens, prospects=prospects, by=form.by, at=at
        )
        letters = [Letter(f"{campaign.code}/opening/{address}", address, {}) for address in prospects]
        enqueue(session, campaign, "opening", letters, at=at)
        passing.pass_on(session, campaign, at=at)
        return campaign.code, opened


@task(name="Échéances de la session", cache_policy=NO_CACHE)
async def deadlines(code: str) -> list[Deadline]:
    """Return the ends of a session's stages, in order."""
    with transaction(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        return [_deadline(campaign, stage) for stage in stages(session, campaign).values()]


def _deadline(campaign: Campaign, stage: Stage) -> Deadline:
    return Deadline(campaign.code, stage.name, stage.due_at, stage.revision)


@task(name="Étapes échues", cache_policy=NO_CACHE)
async def stages_due(code: str | None, *, at: datetime) -> list[Deadline]:
    """Return the stages of a session (None: of all of them) that ended and were not closed."""
    ended = (
        select(Campaign, Stage)
        .join(Stage)
        .where(Stage.due_at <= at, col(Stage.done_at).is_(None), *([Campaign.code == code] if code else []))
    )
    with transaction(Settings().database) as session:
        return [_deadline(*row) for row in session.exec(ended.order_by(col(Stage.due_at), col(Stage.id)))]


@task(name="Clore l'étape", cache_policy=NO_CACHE)
async def close_stage(code: str, name: StageName, *, at: datetime) -> dict[str, int]:
    """Do a stage's closing work and note it, in one transaction; return how many notices of each kind it caused."""
    with transaction(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        caused = {kind: OBLIGATIONS[kind](session, campaign, at=at) for kind in CLOSINGS[name]}
        if name is StageName.effect:
            caused["effective"] = obligations.take_effect(session, campaign, at=at)
        obligations.close_stage(session, campaign, stages(session, campaign)[name], at=at)
        return caused


@task(name="Remplir les obligations du jour", cache_policy=NO_CACHE)
async def fulfil(code: str | None, *, at: datetime) -> dict[str, int]:
    """Send what a session (None: each) owes at `at`: acknowledgements, reminders, expiries, carry-overs."""
    total = dict.fromkeys(OBLIGATIONS, 0)
    chosen = select(Campaign).where(*([Campaign.code == code] if code else [])).order_by(col(Campaign.id))
    with transaction(Settings().database) as session:
        for campaign in session.exec(chosen).all():
            for kind, fulfil_one in OBLIGATIONS.items():
                total[kind] += fulfil_one(session, campaign, at=at)
    return {kind: count for kind, count in total.items() if count}


@task(name="Enregistrer l'acte", cache_policy=NO_CACHE)
async def record(form: Form, *, at: datetime) -> list[Concerned]:
    """Record what a form says, all of it or nothing, and return the dossiers that it was about."""
    with transaction(Settings().database) as session:
        applications = ACTS[type(form)](session, form, at=at)
        return [concerned(session, application) for application in applications]


def concerned(session: Session, application: Application) -> Concerned:
    """Return a dossier as it stands, in words that Prefect may show."""
    session.flush()
    session.refresh(application)
    campaign = session.get_one(Campaign, application.campaign_id)
    organisation = session.get_one(Organisation, application.organisation_id)
    return Concerned(campaign.code, application.reference, organisation.name, application.status)


@task(name="Déplacer l'échéance", cache_policy=NO_CACHE)
async def postpone(form: PostponementForm, *, at: datetime) -> Deadline:
    """Move a stage's date, tell those concerned, and return the new deadline."""
    with transaction(Settings().database) as session:
        return _deadline(*changes.postpone(session, form, at=at))


@task(name="Écrire aux coordinateurs", cache_policy=NO_CACHE)
async def write_digest(code: str, waiting: Sequence[WaitingView], *, board: str | None, at: datetime) -> int:
    """Queue the letter that says what waits for a person in a session."""
    with transaction(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        return queue_digest(session, campaign, waiting, board=board, at=at)


@task(name="Envoyer les notifications", cache_policy=NO_CACHE)
async def send_notices(*, at: datetime) -> Delivery:
    """Send what waits in the outbox; what cannot leave stays there and is tried again."""
    settings = Settings()
    async with open_route(settings) as route:
        return await deliver(settings.database, route, at=at)
