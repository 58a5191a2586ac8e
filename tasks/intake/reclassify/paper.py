"""A paper put right whose days, or whose pieces, were typed wrong: its dossier is judged anew, and whoever was told
otherwise reads what holds. What a mail server stamped is never changed: this is of papers, whose record keeps what was
typed first."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import acknowledge_by, business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import unflag
from models.dossiers.held import plan_acknowledgement
from models.dossiers.lifecycle import advance, note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.mending import EntryCorrectionForm
from models.intake.deposit import Deposit, number_of
from models.intake.words import Way
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import UNDECIDED, Event, Flag, NoticeKind, Status
from notifications.outbox.enqueue import notify
from notifications.writing.wording import enumeration
from tasks.implied_decision import refresh_clock
from tasks.intake.reclassify.files import restore
from tasks.intake.reclassify.letters import corrected_view, told_since
from tasks.intake.replies.answers import Cause, settle, undo
from tasks.intake.sorting.open_dossier import first_deposit, is_late, must_be_posted_before

_OF_RECEIPT = frozenset({NoticeKind.registration, NoticeKind.late, NoticeKind.acknowledgement})
"""The letters that say when a dossier came, and with what."""


def correct_paper(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    """Put the days or the pieces of the latest paper of a dossier in the place of those that were typed, and tell its
    applicant. Said so already, nothing changes. Raises Refusal where there is no paper, once the dossier is decided on,
    for days that cannot be, and where its examination began although it would be late."""
    deposit = _paper(session, application)
    campaign = session.get_one(Campaign, application.campaign_id)
    came_at = _came_at(campaign.rules, deposit, form, at=at)
    pieces = form.pieces or deposit.papers
    postmark = form.postmark or deposit.postmark
    _must_be_possible(campaign.rules, deposit, form, came_at)
    said = _said(campaign.rules, came_at, postmark, pieces)
    was = _said(campaign.rules, deposit.arrived_at, deposit.postmark, deposit.papers)
    if said == was:
        return
    changed = set(pieces) ^ set(deposit.papers)
    deposit.came_at, deposit.postmark, deposit.papers = came_at, postmark, list(dict.fromkeys(pieces))
    session.add(deposit)
    session.flush()
    reason = f"papier : {said}, au lieu de {was} : {form.reason}"
    is_told = _judge(session, campaign, application, deposit, by=form.by, reason=reason, at=at)
    _count(session, campaign, application, deposit, changed, by=form.by, reason=reason, at=at)
    if not is_told:
        _tell(session, campaign, application, deposit, at=at)


def _paper(session: Session, application: Application) -> Deposit:
    on_paper = select(Deposit).where(Deposit.application_id == application.id, Deposit.way != Way.email)
    deposit = session.exec(on_paper.order_by(col(Deposit.id).desc())).first()
    if deposit is None:
        raise Refusal("Dossier", application.reference, "aucun papier n'y est enregistré.")
    if application.status not in UNDECIDED:
        mend = f"ce dossier est « {LABELS[application.status]} » : ce qui l'a ouvert ne se corrige plus."
        raise Refusal("Dossier", application.reference, mend)
    return deposit


def _came_at(region: Region, deposit: Deposit, form: EntryCorrectionForm, *, at: datetime) -> datetime:
    """Return when a paper came: on the day that is said, at the hour that it had."""
    if form.received_on is None:
        return deposit.arrived_at
    hour = deposit.arrived_at.astimezone(region.zone).timetz()
    said = datetime.combine(form.received_on, hour)
    if form.received_on > business_days(region).local(at):
        raise Refusal("Reçu le", f"{form.received_on:%d/%m/%Y}", "ce jour est à venir.")
    return min(said, at)


def _must_be_possible(region: Region, deposit: Deposit, form: EntryCorrectionForm, came_at: datetime) -> None:
    if form.postmark and deposit.way is not Way.post:
        raise Refusal("Cachet de la poste", f"{form.postmark:%d/%m/%Y}", "ce papier a été remis en main propre.")
    must_be_posted_before(region, form.postmark or deposit.postmark, came_at)
    region.need_pieces("Pièces reçues", form.pieces)


def _said(region: Region, came_at: datetime, postmark: date | None, pieces: Collection[str]) -> str:
    """Return a paper in words: « reçu le 05/05/2026, cachet du 28/04/2026, Annexe 1 »."""
    labels = [piece.label for name, piece in region.pieces.items() if name in pieces]
    return ", ".join(_parts(business_days(region).local(came_at), postmark, labels))


def _parts(received_on: date, postmark: date | None, labels: list[str]) -> Iterator[str]:
    yield f"reçu le {received_on:%d/%m/%Y}"
    if postmark:
        yield f"cachet du {postmark:%d/%m/%Y}"
    yield enumeration(labels) if labels else "aucune pièce"


def _judge(
    session: Session,
    campaign: Campaign,
    application: Application,
    deposit: Deposit,
    *,
    by: str,
    reason: str,
    at: datetime,
) -> bool:
    """Judge a dossier anew on the days of the paper that opened it, and note why; return True if a letter says that it
    is late now. Raises Refusal where it would be, and its examination began."""
    first, target, ids = first_deposit(session, application), application.status, [application.id or 0]
    if first and first.id == deposit.id:
        target = _standing(session, campaign, application, deposit)
        _date(campaign, application, deposit)
    if target is application.status:
        note(session, application, Event.correct, at=at, by=Person(by), reason=reason)
        refresh_clock(session, campaign, ids, at=at)
        return False
    advance(session, ids, Event.correct, target, at=at, by=Person(by), reason=reason)
    session.refresh(application)
    application.acknowledge_at = None
    session.add(application)
    refresh_clock(session, campaign, ids, at=at)
    if target is Status.registered:
        plan_acknowledgement(session, application, at=at)
        return False
    notify(session, campaign, NoticeKind.late, ids, at=at, occurrence=f"paper/{at.isoformat()}")
    return True


def _standing(session: Session, campaign: Campaign, application: Application, deposit: Deposit) -> Status:
    """Return where a dossier stands by the days of the paper that opened it: in time or late, until it is examined."""
    is_now_late = is_late(campaign, deposit, due_at=stages(session, campaign).deposit_ends)
    if application.status in {Status.registered, Status.late}:
        return Status.late if is_now_late else Status.registered
    if is_now_late:
        mend = (
            "avec ces dates il serait hors délai, et son instruction a commencé : reportez-le s'il le faut "
            "(reporter-dossier)."
        )
        raise Refusal("Dossier", application.reference, mend)
    return application.status


def _date(campaign: Campaign, application: Application, deposit: Deposit) -> None:
    """Have a dossier be received when the paper that opened it was; its postmark is read now."""
    application.received_at = deposit.arrived_at
    within = campaign.rules.policies.acknowledge_within
    application.acknowledge_by = acknowledge_by(business_days(campaign.rules), deposit.arrived_at, within=within)
    if deposit.postmark:
        unflag(application, Flag.postmark_unreadable)


def _count(
    session: Session,
    campaign: Campaign,
    application: Application,
    deposit: Deposit,
    changed: set[str],
    *,
    by: str,
    reason: str,
    at: datetime,
) -> None:
    """Have a dossier hold the pieces that a paper brought, and no more, with what follows."""
    if not changed:
        return
    restore(session, campaign.rules, application, changed, {})
    cause = Cause(Event.reclassify, Person(by), reason)
    if changed & set(deposit.papers):
        settle(session, campaign, application, deposit, at=at, cause=cause)
    else:
        undo(session, campaign, application, deposit, at=at, cause=cause)


def _tell(session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime) -> None:
    """Tell an applicant what was noted wrong of a paper, and what holds: its receipt said otherwise."""
    letters = told_since(session, application, deposit, _OF_RECEIPT)
    view = corrected_view(campaign, deposit, letters, why="paper")
    occurrence = f"paper/{number_of(deposit, campaign.rules.zone)}/{at.isoformat()}"
    ids = [application.id or 0]
    notify(session, campaign, NoticeKind.corrected, ids, at=at, occurrence=occurrence, corrected=view)
