"""From a session to the next: what is undecided goes on, is contacted directly, and is presented again by a person.

S0: « Ces acteurs seront contactés directement […] pour être présentés à nouveau en commission. » One record for life:
the receipt instant, the pieces, the history and the opinions stay; a session is one more passage.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select, update

from models.calendar.business_days import business_days
from models.columns import add_rows, chunks, pages
from models.dossiers.actor import SYSTEM, Person
from models.dossiers.application import Application, Passage, Piece, by_receipt
from models.dossiers.completeness import (
    add_missing,
    await_people,
    blocked,
    close_requests,
    find_applications,
    set_aside_expired,
    wanting,
)
from models.dossiers.held import may_be_answered
from models.dossiers.lifecycle import advance
from models.dossiers.passages import leave
from models.dossiers.requests import living_request, open_requests, wishes
from models.dossiers.workflow import BY_MOVE, LABELS
from models.errors import Refusal
from models.forms.requests import CarryOverForm, ResubmissionForm
from models.meetings.agenda import may_still_meet
from models.meetings.meeting import AgendaItem, Meeting
from models.sessions.campaign import Campaign
from models.sessions.opening import campaigns_of, must_run, stages
from models.vocabulary import (
    UNDECIDED,
    Event,
    NoticeKind,
    RequestOutcome,
    StageKind,
    Status,
)
from notifications.outbox.enqueue import notify
from notifications.views.notices import ActView
from tasks.decisions.appeals.upheld import KEPT_OUT, uphold
from tasks.dossiers.withdraw import is_undone, undo_withdrawal
from tasks.implied_decision import at_rest, refresh_clock
from tasks.intake.published.offer import tell_request
from tasks.intake.sorting.open_dossier import is_kept_out

CONTACTED = BY_MOVE[Event.open, Status.carried_over].sources | {Status.carried_over}
"""Those that are written to when a session opens; the others go on where they stand, at their place in the queue. So do
all of them where nothing ends with a session: there, another year changes nothing of what they were told."""

REPRESENTED = frozenset({Status.under_examination, Status.incomplete})
"""Where a new presentation leads: asked for again there, it changes nothing."""


KEPT: dict[StageKind, frozenset[Status]] = {
    StageKind.opinion: frozenset({Status.examined}),
    StageKind.decision: frozenset({Status.studied}),
}
"""Whom a session keeps, whatever opens beside it, while a body of this kind has still to meet in it; besides, those
whose decision the Région has still to sign."""

ON_THEIR_WAY = frozenset({Status.registered, Status.under_examination})
"""Whom it keeps besides, while the bodies that speak first have still to meet."""


def hand_over(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Have the session that opened last take what a session, or one before it, owes nothing more."""
    of_region = (Campaign.region_id == campaign.region_id, col(Campaign.cancelled_at).is_(None))
    opened = select(Campaign).where(*of_region, Campaign.opens_at <= at)
    latest = session.exec(opened.order_by(col(Campaign.opens_at).desc())).first()
    return pass_on(session, latest, at=at) if latest else 0


def pass_on(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Take into this session, once it is open, what former ones left undecided and owe nothing more, and write to those
    it waits for, and to those that a body was to speak of meanwhile."""
    if at < campaign.opens_at:
        return 0
    standing = _undecided(session, campaign, at=at)
    if not standing:
        return 0
    contacted = frozenset[Status]() if campaign.rules.stages.go_on else CONTACTED
    ongoing = [i for i, status in standing.items() if status not in contacted]
    awaited = _awaited(session, campaign, ongoing)
    await_people(campaign, at=at)
    told = len(standing) - len(ongoing) + len(awaited)
    return sum(
        _take(session, campaign, {i: standing[i] for i in part}, contacted, awaited, together=told, at=at)
        for part in pages(list(standing))
    )


def _take(
    session: Session,
    campaign: Campaign,
    standing: Mapping[int, Status],
    written_to: Collection[Status],
    awaited: Collection[int],
    *,
    together: int,
    at: datetime,
) -> int:
    """Take some dossiers in, of which so many are written to together with all others."""
    contacted = [i for i, status in standing.items() if status in written_to]
    leave(session, list(standing), at=at)
    reason = f"ouverture de {campaign.called}"
    advance(session, contacted, Event.open, Status.carried_over, at=at, by=SYSTEM, reason=reason)
    _enter(session, campaign, list(standing), at=at)
    _ask_anew(session, campaign, contacted, at=at)
    refresh_clock(session, campaign, list(standing), at=at)
    told = sorted([*contacted, *(standing.keys() & awaited)])
    return notify(
        session,
        campaign,
        NoticeKind.next_session,
        told,
        at=at,
        occurrence=campaign.code,
        of_each={"origin": {i: standing[i] for i in told}},
        together=together,
    )


def _awaited(session: Session, campaign: Campaign, ids: Sequence[int]) -> set[int]:
    """Return which of some dossiers were on the agenda of a meeting held beside this session, that its members were
    sent, and that said nothing of them: none leaves it without a word."""
    convened = (
        select(AgendaItem.application_id)
        .join(Meeting)
        .join(Application, col(Application.id) == col(AgendaItem.application_id))
        .where(col(Meeting.convened_at).is_not(None), col(Meeting.campaign_id) == col(Application.campaign_id))
        .where(col(AgendaItem.recorded_at).is_(None), col(Meeting.starts_at) >= campaign.opens_at)
    )
    return {i for part in chunks(ids) for i in session.exec(convened.where(col(AgendaItem.application_id).in_(part)))}


def _undecided(session: Session, campaign: Campaign, *, at: datetime) -> dict[int, Status]:
    """Return the dossiers to which the sessions that opened before this one owe nothing more, and how each stands; none
    where another has opened since, which takes them itself. What an unread mail may complete waits until it is read."""
    of_region = campaigns_of(session, campaign.region_id)
    since = [one for one in of_region if campaign.opens_at < one.opens_at <= at and one.cancelled_at is None]
    former = [one for one in of_region if one.opens_at < campaign.opens_at]
    if campaign.cancelled_at or since or not former:
        return {}
    left = or_(*(_is_left(session, one, at=at) for one in former)) & ~may_be_answered(campaign.opens_at)
    standing = select(Application.id, Application.status).where(left)
    in_order = standing.order_by(*by_receipt()).with_for_update()
    return {i or 0: Status(status) for i, status in session.exec(in_order)}


def _is_left(session: Session, former: Campaign, *, at: datetime) -> ColumnElement[bool]:
    """SQL condition: a dossier is undecided in a session none of whose bodies has still to speak of it."""
    found = stages(session, former)
    effect_at = found.effect_at
    to_meet = [one for one in found.meetings if may_still_meet(session, former, one, effect_at=effect_at, at=at)]
    first = {one.kind for one in found.meetings[:1]}
    kept = [KEPT[one.kind] | (ON_THEIR_WAY if one.kind in first else frozenset()) for one in to_meet]
    left = UNDECIDED.difference({Status.validated}, *kept)
    return and_(col(Application.campaign_id) == former.id, col(Application.status).in_(left))


def _enter(session: Session, campaign: Campaign, ids: Sequence[int], *, at: datetime) -> None:
    """Move dossiers into a session: one more passage each, and a row for any piece that only its region file names."""
    for part in chunks(ids):
        moved = update(Application).where(col(Application.id).in_(part)).values(campaign_id=campaign.id)
        session.execute(moved, execution_options={"synchronize_session": "fetch"})
        passages = [{"application_id": i, "campaign_id": campaign.id, "entered_at": at} for i in part]
        add_rows(session, Passage, passages)
        held = select(Piece.application_id, Piece.piece_id).where(col(Piece.application_id).in_(part))
        known = set(session.exec(held).all())
        new = [(i, name) for i in part for name in campaign.rules.pieces if (i, name) not in known]
        add_missing(session, new)


def _ask_anew(session: Session, campaign: Campaign, ids: Sequence[int], *, at: datetime) -> None:
    """Ask for what is still wanted and for nothing else; what was asked before is over."""
    set_aside_expired(session, ids, on=business_days(campaign.rules).local(at))
    wanted = wishes(session, campaign.rules, ids)
    open_requests(session, campaign, wanted, at=at)
    close_requests(session, [i for i in ids if i not in wanted], RequestOutcome.cancelled, at=at)


def carry_over_by_hand(session: Session, form: CarryOverForm, *, at: datetime) -> list[Application]:
    """Carry a dossier over to the next session, for a reason that the applicant reads. Raises Refusal where dossiers go
    on from a session into the next as they are."""
    [application] = find_applications(session, form.dossiers)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    if campaign.rules.stages.go_on:
        mend = "on y entre toute l'année : un dossier n'y attend pas une autre session, et garde sa place."
        raise Refusal("Dossier", application.reference, mend)
    if advance(session, ids, Event.carry_over, Status.carried_over, at=at, by=Person(form.by), reason=form.reason):
        close_requests(session, ids, RequestOutcome.cancelled, at=at)
        refresh_clock(session, campaign, ids, at=at)
        occurrence, act = f"{campaign.code}/{at.isoformat()}", _act(campaign, form, at=at)
        notify(session, campaign, NoticeKind.carried_over, ids, at=at, occurrence=occurrence, decision=act)
    return [application]


def _act(campaign: Campaign, form: CarryOverForm, *, at: datetime) -> ActView:
    """Return an act of the service as its letter tells it: who does it signs it."""
    return ActView(
        decided_on=business_days(campaign.rules).local(at),
        reasons=form.reason,
        signatory_name=form.by,
        signatory_capacity="pour le service instructeur",
    )


def represent(session: Session, form: ResubmissionForm, *, at: datetime) -> list[Application]:
    """Put a carried-over or adjourned dossier back before the bodies of its session, at the place that its receipt
    instant gives it; what it still lacks is asked for, and nothing else. One that was recorded as withdrawn by mistake
    comes back as it stood."""
    [application] = find_applications(session, form.dossiers)
    if _comes_back(session, application):
        undo_withdrawal(session, application, reason=_reason(form), by=form.by, at=at)
        return [application]
    campaign = session.get_one(Campaign, application.campaign_id)
    passage = session.exec(
        select(Passage).where(Passage.application_id == application.id, Passage.campaign_id == campaign.id)
    ).one()
    if application.status in REPRESENTED:
        _must_be_represented(application, passage)
    else:
        _present(session, campaign, application, passage, form, at=at)
    uphold(session, application, KEPT_OUT, reasons=form.reason, by=form.by, at=at)
    return [application]


def _present(
    session: Session,
    campaign: Campaign,
    application: Application,
    passage: Passage,
    form: ResubmissionForm,
    *,
    at: datetime,
) -> None:
    ids = [application.id or 0]
    must_run(campaign)
    _must_not_be_late(session, campaign, application)
    set_aside_expired(session, ids, on=business_days(campaign.rules).local(at))
    is_new_delay, target = ids[0] in at_rest(session, ids), _target(session, campaign, ids)
    advance(session, ids, Event.resubmit, target, at=at, by=Person(form.by), reason=form.reason)
    passage.represented_at, passage.represented_by = at, form.by
    session.add(passage)
    application.clock_from = at if is_new_delay else application.clock_from
    if target is Status.incomplete:
        _ask_what_is_wanted(session, campaign, application, form, at=at)
    refresh_clock(session, campaign, ids, at=at)


def _comes_back(session: Session, application: Application) -> bool:
    """Return True if a dossier is withdrawn, or was so and came back already by this act."""
    if application.status in BY_MOVE[Event.resubmit, Status.under_examination].sources:
        return False
    return application.status is Status.withdrawn or is_undone(session, application)


def _reason(form: ResubmissionForm) -> str:
    if form.reason is None:
        mend = "ce dossier est « retiré » : dites pourquoi le retrait est annulé ; le candidat le lira."
        raise Refusal("Motif", "", mend)
    return form.reason


def _must_be_represented(application: Application, passage: Passage) -> None:
    """Refuse a dossier that stands before the bodies already, unless it was presented again there."""
    if passage.represented_at is None:
        mend = f"ce dossier est « {LABELS[application.status]} » : il n'a pas à être présenté à nouveau."
        raise Refusal("Dossier", application.reference, mend)


def _must_not_be_late(session: Session, campaign: Campaign, application: Application) -> None:
    """Refuse to present in its own session a dossier that came too late for it: only an admission does that."""
    if is_kept_out(session, campaign, application):
        mend = (
            f"reçu hors délai pour {campaign.called} : il sera présenté à la session suivante, sauf à "
            "l'admettre dans celle-ci (formulaire admettre-hors-delai)."
        )
        raise Refusal("Dossier", application.reference, mend)


def _target(session: Session, campaign: Campaign, ids: Sequence[int]) -> Status:
    lacking = wanting(session, campaign.rules, ids).get(ids[0], [])
    return Status.incomplete if blocked(campaign.rules, lacking) else Status.under_examination


def _ask_what_is_wanted(
    session: Session, campaign: Campaign, application: Application, form: ResubmissionForm, *, at: datetime
) -> None:
    """Ask for what is wanted, unless a request that is open asks for all of it: nobody is asked twice at once."""
    request, ids = living_request(session, application), [application.id or 0]
    wanted = wishes(session, campaign.rules, ids)
    if request and request.outcome is RequestOutcome.open and wanted[ids[0]].pieces.keys() <= request.pieces.keys():
        return
    made = open_requests(session, campaign, wanted, at=at, by=form.by)
    tell_request(session, campaign, made[ids[0]], at=at)
