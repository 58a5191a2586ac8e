"""An opening undone, while nobody was told of it and nothing came: the session is no more, and all is as it was."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, func, select

from models.columns import chunks
from models.dossiers.actor import Person
from models.dossiers.application import Application, CompletionRequest, Passage, by_receipt
from models.dossiers.completeness import await_people
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import advance, note
from models.dossiers.requests import plan_reminder
from models.errors import Refusal
from models.forms.mending import UndoingForm
from models.intake.deposit import Deposit
from models.meetings.meeting import AgendaItem, Meeting
from models.notices import Notice, withhold
from models.sessions.campaign import Campaign, Prospect, Stage, StageChange
from models.sessions.opening import find_campaign
from models.sessions.published import PublishedFile
from models.vocabulary import Event, RequestOutcome, Status
from notifications.outbox.untold import is_unread
from notifications.writing.wording import count
from tasks.implied_decision import refresh_clock


def undo_opening(session: Session, form: UndoingForm, *, at: datetime) -> list[Application]:
    """Undo the opening of a session: dossiers that passed to it come back where they were, letters that still wait are
    called off, and nothing is left of it. Returns those dossiers. Raises Refusal once anything was received or said."""
    campaign = find_campaign(session, form.session)
    session.exec(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update()).one()
    # None of its letters leaves between this look and the deed.
    withhold(session, col(Notice.campaign_id) == campaign.id)
    _refuse_what_has_begun(session, campaign)
    session.execute(delete(Notice).where(col(Notice.campaign_id) == campaign.id))
    former = _former_passages(session, campaign)
    entered = _leave_again(session, campaign)
    for campaign_id, passages in _by_session(former):
        _take_back(session, session.get_one(Campaign, campaign_id), passages, entered, form, at=at)
    _forget(session, campaign)
    came_back = select(Application).where(col(Application.id).in_(former))
    return list(session.exec(came_back.order_by(*by_receipt())))


def _refuse_what_has_begun(session: Session, campaign: Campaign) -> None:
    for why in _reasons(session, campaign):
        raise Refusal("Session", campaign.code, f"son ouverture ne s'annule plus : {why}.")


def _reasons(session: Session, campaign: Campaign) -> Iterator[str]:
    """Yield why an opening cannot be undone."""
    if came := _number(session, Deposit, Deposit.campaign_id == campaign.id):
        yield f"{count(came, 'envoi y est arrivé', 'envois y sont arrivés')}"
    left = _number(session, Notice, Notice.campaign_id == campaign.id)
    if left := left - _number(session, Notice, Notice.campaign_id == campaign.id, is_unread()):
        yield f"{count(left, 'courriel en est parti', 'courriels en sont partis')}"
    if acts := _number(session, JournalLine, JournalLine.campaign_id == campaign.id):
        yield f"{count(acts, 'acte y est enregistré', 'actes y sont enregistrés')}"
    if _number(session, Passage, Passage.campaign_id == campaign.id, col(Passage.left_at).is_not(None)):
        yield "une autre session s'est ouverte depuis, et a repris ses dossiers"
    if _number(session, Meeting, Meeting.campaign_id == campaign.id, col(Meeting.quorate).is_not(None)):
        yield "une de ses instances s'est réunie"


def _number(session: Session, table: type[SQLModel], *conditions: object) -> int:
    return session.exec(select(func.count()).select_from(table).where(*conditions)).one()  # type: ignore[arg-type]


def _former_passages(session: Session, campaign: Campaign) -> dict[int, Passage]:
    """Return, of each dossier in a session, its passage through the one that it came from."""
    through = select(Passage).join(Application).where(Application.campaign_id == campaign.id)
    in_order = session.exec(through.where(Passage.campaign_id != campaign.id).order_by(col(Passage.id)))
    return {passage.application_id: passage for passage in in_order}


def _leave_again(session: Session, campaign: Campaign) -> dict[int, datetime]:
    """Take away the passages through a session, and return when each dossier entered it."""
    entered = session.exec(select(Passage.application_id, Passage.entered_at).where(Passage.campaign_id == campaign.id))
    found = dict(entered.all())
    session.execute(delete(Passage).where(col(Passage.campaign_id) == campaign.id))
    return found


def _by_session(former: Mapping[int, Passage]) -> Iterator[tuple[int, list[Passage]]]:
    in_order = sorted(former.values(), key=lambda passage: passage.campaign_id)
    for campaign_id, passages in groupby(in_order, key=lambda passage: passage.campaign_id):
        yield campaign_id, list(passages)


def _take_back(
    session: Session,
    former: Campaign,
    passages: Sequence[Passage],
    entered: Mapping[int, datetime],
    form: UndoingForm,
    *,
    at: datetime,
) -> None:
    """Have dossiers stand in their former session as they did when they left it."""
    ids = [passage.application_id for passage in passages]
    for part in chunks(ids):
        back = update(Application).where(col(Application.id).in_(part)).values(campaign_id=former.id)
        session.execute(back, execution_options={"synchronize_session": "fetch"})
    _stand_again(session, {passage.application_id: passage.left_as for passage in passages}, form, at=at)
    for passage in passages:
        passage.left_at = passage.left_as = passage.left_with = None
        _ask_again(session, former, passage.application_id, entered[passage.application_id])
    session.flush()
    refresh_clock(session, former, ids, at=at)
    await_people(former, at=at)


def _stand_again(session: Session, stood: Mapping[int, Status | None], form: UndoingForm, *, at: datetime) -> None:
    """Give dossiers the status in which they passed, and note it of those that have it still."""
    by, reason = Person(form.by), f"ouverture annulée : {form.reason}"
    moved: dict[Status, list[int]] = {}
    for application in session.exec(select(Application).where(col(Application.id).in_(stood))).all():
        former = stood[application.id or 0] or application.status
        if application.status is former:
            note(session, application, Event.cancel_opening, at=at, by=by, reason=reason)
        else:
            moved.setdefault(former, []).append(application.id or 0)
    for status, ids in moved.items():
        advance(session, ids, Event.cancel_opening, status, at=at, by=by, reason=reason)


def _ask_again(session: Session, former: Campaign, application_id: int, entered_at: datetime) -> None:
    """Take away what was asked of a dossier when it passed, and open again what that closed."""
    of_dossier = col(CompletionRequest.application_id) == application_id
    session.execute(delete(CompletionRequest).where(of_dossier, col(CompletionRequest.asked_at) == entered_at))
    closed = select(CompletionRequest).where(
        of_dossier,
        CompletionRequest.outcome == RequestOutcome.cancelled,
        CompletionRequest.closed_at == entered_at,
    )
    for request in session.exec(closed):
        request.outcome, request.closed_at = RequestOutcome.open, None
        plan_reminder(former, request, after=entered_at)
        session.add(request)


def _forget(session: Session, campaign: Campaign) -> None:
    """Delete a session, and what was prepared of it."""
    of_session = select(Meeting.id).where(Meeting.campaign_id == campaign.id)
    session.execute(delete(AgendaItem).where(col(AgendaItem.meeting_id).in_(of_session)))
    of_stages = select(Stage.id).where(Stage.campaign_id == campaign.id)
    session.execute(delete(StageChange).where(col(StageChange.stage_id).in_(of_stages)))
    for table in (Meeting, Stage, Prospect, PublishedFile):
        session.execute(delete(table).where(col(table.campaign_id) == campaign.id))
    session.flush()
    session.delete(campaign)
    session.flush()
