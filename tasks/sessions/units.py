"""A session's units of work as Prefect sees them: each opens a transaction, calls rules and commits.

Nothing personal is returned, since Prefect shows what a task returns: references and names of organisations only.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.held import holds_back, is_stage_retained
from models.forms.dossiers import OpeningForm, PostponementForm, ProspectsForm
from models.region.remarks import remarks_of_year
from models.region.to_confirm import to_confirm
from models.sessions.campaign import Campaign, Stage
from models.sessions.opening import stages
from models.storage.aside.hidden import known
from models.storage.database import reading, transaction
from models.storage.isolation.isolate import Duty, goes_on, owed
from models.storage.isolation.keep import review, victims
from models.storage.preview.deed import deed
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, StageKind, StageName
from notifications.catalogue import KINDS
from notifications.views.notices import WaitingView
from tasks.concerned import refusable, unit
from tasks.decisions.appeals.alarms import sound_appeal_alarms
from tasks.dossiers.advice.remind import remind_of_advice
from tasks.implied_decision import mind_silence
from tasks.intake.published.logo import read_logo
from tasks.intake.published.templates import read_templates
from tasks.intake.store import Store
from tasks.meetings.convening.convening import convene
from tasks.meetings.convening.handed import prepare
from tasks.meetings.convening.to_hold import tell_dates
from tasks.members.joining.effect import take_effect
from tasks.members.lasting.ask import ask_renewals
from tasks.members.lasting.ends import tell_agreements
from tasks.members.lasting.tax import tell_tax
from tasks.members.lasting.terms import tell_terms
from tasks.members.texts.acceptance import tell_acceptances
from tasks.sessions import daily, handover, prospects
from tasks.sessions import postpone as postponing
from tasks.sessions.digest import queue_digest, queue_shares
from tasks.sessions.opening import opened as opening
from tasks.sessions.regions import load_offered
from tasks.sessions.reports.collect import remind_of_reports


class Deadline(NamedTuple):
    """A stage's end, what that is called, and how often its date was moved."""

    session: str
    stage: StageName
    kind: StageKind
    closing: str
    due_at: datetime
    revision: int


OBLIGATIONS: dict[NoticeKind, Callable[..., int]] = {
    # Before any dossier is held, as where a sitting is recorded: two runs at once never wait for each other.
    NoticeKind.convening: convene,
    # Of a meeting whose members are not convened at once.
    NoticeKind.meeting_date: tell_dates,
    NoticeKind.next_session: handover.hand_over,
    NoticeKind.acknowledgement: daily.acknowledge,
    NoticeKind.completion_reminder: daily.remind_of_requests,
    NoticeKind.completion_expired: daily.expire_requests,
    NoticeKind.carried_over: daily.carry_over,
    NoticeKind.advice_reminder: remind_of_advice,
    NoticeKind.deposit_reminder: daily.remind_of_deposit,
    # Once more than at its stage's end: of those whose last piece came later.
    NoticeKind.effective: take_effect,
    # After it: who becomes a member anew is told of no end.
    NoticeKind.ending: tell_terms,
    NoticeKind.acceptance_reminder: tell_acceptances,
    # Of whoever is asked whether it renews, and of the convention.
    NoticeKind.renewal_request: ask_renewals,
    NoticeKind.agreement: tell_agreements,
    NoticeKind.tax_opening: tell_tax,
    NoticeKind.report_reminder: remind_of_reports,
    NoticeKind.digest: sound_appeal_alarms,
    NoticeKind.alert: mind_silence,
}
"""What is owed on a day, by the notice that it causes, in the order in which it is done."""

CLOSINGS: dict[StageKind, tuple[NoticeKind, ...]] = {
    StageKind.deposit: (),
    StageKind.examination: (NoticeKind.completion_expired, NoticeKind.carried_over),
    StageKind.opinion: (),
    StageKind.decision: (),
    StageKind.effect: (NoticeKind.effective,),
}
"""What a stage's end does besides being noted: of the obligations above, in that order."""


@refusable("Ouvrir la session")
async def open_session(form: OpeningForm, *, at: datetime) -> tuple[str, bool]:
    """Open a session with the files to fill in that its region file names, write to those whose dossier waits, and
    return its code and whether it is new. Raises Unconfirmed for what is to be shown first."""
    read = load_offered(form.region)
    given = [*read_templates(read), *read_logo(read)]
    with deed(Settings().database, form, at=at) as done:
        campaign, opened = opening.open_session(done.session, read.region, form, given, at=at)
        told = (*remarks_of_year(read.region, form.year), *to_confirm(read.region))
        done.besides = told if opened else None
        return campaign.code, opened


@refusable("Prévenir les structures")
async def tell_prospects(form: ProspectsForm, *, at: datetime) -> prospects.Told:
    """Tell those of a list that a desk sent that a session is open, and return how many there are of each sort. Raises
    Unconfirmed for what is to be shown first, with the lines that are wrong."""
    with deed(Settings().database, form, at=at) as done:
        told = prospects.tell_listed(done.session, form, at=at)
        done.besides = told if told.new or told.wrong else None
        return told


@unit("Échéances à venir")
async def deadlines_to_come(code: str | None, *, at: datetime) -> list[Deadline]:
    """Return the ends of the stages of a session (None: of all of them) that come after `at`, in order; none of one
    that is cancelled."""
    coming = (
        select(Campaign, Stage)
        .join(Stage)
        .where(
            Stage.due_at > at,
            col(Stage.done_at).is_(None),
            col(Campaign.cancelled_at).is_(None),
            *([Campaign.code == code] if code else []),
        )
    )
    with reading(Settings().database) as session:
        return [_deadline(*row) for row in session.exec(coming.order_by(col(Stage.due_at), col(Stage.id)))]


def _deadline(campaign: Campaign, stage: Stage) -> Deadline:
    closing = campaign.rules.words(stage.name).closing
    return Deadline(campaign.code, stage.name, stage.kind, closing, stage.due_at, stage.revision)


@goes_on
def must_catch_up(code: str | None, *, at: datetime) -> bool:
    """Return True if something that a session (None: any) owes waits until the mailbox is read, and what came
    sorted."""
    chosen = select(Campaign).where(*([Campaign.code == code] if code else []))
    with reading(Settings().database) as session:
        return any(holds_back(session, campaign, at=at) for campaign in session.exec(chosen))


@unit("Étapes échues")
async def stages_due(code: str | None, *, at: datetime) -> list[Deadline]:
    """Return the stages of a session (None: of all of them) that ended and were not closed, but for those
    that an unread mail may belie."""
    ended = (
        select(Campaign, Stage)
        .join(Stage)
        .where(
            Stage.due_at <= at,
            col(Stage.done_at).is_(None),
            ~is_stage_retained(at),
            *([Campaign.code == code] if code else []),
        )
    )
    with transaction(Settings().database) as session:
        return [_deadline(*row) for row in session.exec(ended.order_by(col(Stage.due_at), col(Stage.id)))]


@unit("Clore l'étape")
async def close_stage(code: str, name: StageName, *, at: datetime) -> dict[str, int]:
    """Do a stage's closing work and note it, in one transaction; return how many notices of each kind it caused."""
    with transaction(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        stage = stages(session, campaign)[name]
        caused = {
            kind.value: _fulfil(session, campaign, kind, OBLIGATIONS[kind], at=at) for kind in CLOSINGS[stage.kind]
        }
        daily.close_stage(session, campaign, stage, at=at)
        return caused


def _fulfil(session: Session, campaign: Campaign, kind: NoticeKind, rule: Callable[..., int], *, at: datetime) -> int:
    """Do one thing that a session owes, whatever may be wrong with one of its dossiers."""
    duty = Duty(campaign.id or 0, kind, KINDS[kind].title)
    return owed(session, duty, lambda: rule(session, campaign, at=at)) or 0


@unit("Remplir les obligations du jour")
async def fulfil(code: str | None, *, at: datetime, links: str | None = None) -> dict[str, int]:
    """Send what a session (None: each) owes at `at`: acknowledgements, reminders, expiries, carry-overs; `links` is
    where links to dossiers lead, None where nobody would reach them."""
    settings = Settings()
    # Before the transaction: it takes a while, during which others write.
    hands = prepare(settings.database, Store(settings.store), code, links=links, at=at)
    obligations: dict[NoticeKind, Callable[..., int]] = {
        **OBLIGATIONS,
        NoticeKind.convening: partial(convene, hands=hands),
    }
    total = {kind.value: 0 for kind in OBLIGATIONS}
    chosen = select(Campaign).where(*([Campaign.code == code] if code else [])).order_by(col(Campaign.id))
    with transaction(settings.database) as session:
        if known(session):
            review(session, victims(session))
        for campaign in session.exec(chosen).all():
            for kind, rule in obligations.items():
                total[kind] += _fulfil(session, campaign, kind, rule, at=at)
            campaign.retained_at = at if holds_back(session, campaign, at=at) else None
    return {kind: count for kind, count in total.items() if count}


@refusable("Déplacer l'échéance")
async def postpone(form: PostponementForm, *, at: datetime) -> Deadline:
    """Move a stage's date, tell those concerned, and return the new deadline. Raises Unconfirmed for what is to be
    shown first, with what its session then owes at once."""
    with deed(Settings().database, form, at=at) as done:
        campaign, stage = postponing.postpone(done.session, form, at=at)
        done.next = lambda session: owe(session, campaign, at=at)
        return _deadline(campaign, stage)


def owe(session: Session, campaign: Campaign, *, at: datetime) -> None:
    """Do all that a session owes at an instant, in a transaction that is open."""
    for kind, rule in OBLIGATIONS.items():
        _fulfil(session, campaign, kind, rule, at=at)


def follow(session: Session, *, at: datetime) -> None:
    """Do what comes at once of dossiers that a person moved: those that a session owes nothing more go on to the one
    that opened since, those who are accepted once the memberships began become members, and an end that an act brought
    nearer is told."""
    campaigns = session.exec(select(Campaign).order_by(col(Campaign.id))).all()
    if campaigns:
        _fulfil(session, campaigns[-1], NoticeKind.next_session, handover.hand_over, at=at)
    for campaign in campaigns:
        _fulfil(session, campaign, NoticeKind.effective, take_effect, at=at)
        for kind in (NoticeKind.ending, NoticeKind.agreement):
            _fulfil(session, campaign, kind, OBLIGATIONS[kind], at=at)


@unit("Écrire aux coordinateurs")
async def write_digest(
    code: str,
    waiting: Sequence[WaitingView],
    *,
    board: str | None,
    at: datetime,
    shares: Mapping[str, Sequence[WaitingView]] = MappingProxyType({}),
) -> int:
    """Queue the letter that says what waits for a person in a session, and one to each desk that has a share of it."""
    with transaction(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        told = queue_digest(session, campaign, waiting, board=board, at=at)
        return told + queue_shares(session, campaign, waiting, shares, board=board, at=at)
