"""What an act did, read back from the rows that it wrote: the matter of the account that a run gives of itself."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application, CompletionRequest, Organisation
from models.dossiers.journal import JournalLine
from models.intake.postal import is_postal
from models.meetings.queue import READY
from models.notices import ActFile, Notice, with_act_to_sign
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.storage.settings import Settings
from models.vocabulary import Flag, NoticeKind, NoticeStatus, RequestOutcome, Status
from notifications.loading.proof_of_notification import served
from tasks.decisions.rectify import DECIDED_UPON
from tasks.dossiers.postmarks import waits_for_a_verdict
from tasks.intake.identity.matching import twins


class RequestAccount(NamedTuple):
    """An open request: the labels of what it asks, its last day, and when its next reminder leaves."""

    pieces: list[str]
    due_on: date
    remind_on: date | None
    passes_examination: date | None  # the last day of the examination, where the request runs beyond it


class DossierAccount(NamedTuple):
    """A dossier after an act. `former` is its status before, where it changed; `notices` are the kinds that the act
    caused, and how far each is on its way; `notified_on` and `contestable_until` are about the decision in force."""

    reference: str
    organisation: str
    former: Status | None
    status: Status
    position: int | None
    request: RequestAccount | None
    notices: list[tuple[NoticeKind, NoticeStatus]]
    silence_on: date | None
    notified_on: date | None
    contestable_until: date | None
    effect_on: date
    twins: Sequence[str] = ()  # other dossiers of the organisation, where this one may be a duplicate
    awaits_verdict: bool = False  # on a postmark that cannot be read
    is_new: bool = False  # the act made it
    is_on_paper: bool = False  # its letters are posted
    is_to_sign: bool = False  # an act on it waits for its signature from outside
    next_body: str | None = None  # the stage whose body it waits for: « le groupe de travail »
    is_joining: bool = False  # it enters by signing: no body sees it


@goes_on
def read_account(references: Sequence[str], *, at: datetime) -> list[DossierAccount]:
    """Return what the act of an instant did to some dossiers."""
    with reading(Settings().database) as session:
        rows = session.exec(
            select(Application, Organisation.name, Campaign)
            .join(Organisation)
            .join(Campaign, col(Campaign.id) == col(Application.campaign_id))
            .where(col(Application.reference).in_(references))
            .order_by(col(Application.id))
        ).all()
        return [_account(session, *row, at=at) for row in rows]


_WAITS_FOR = {status: kind for kind, status in READY.items()}
"""The kind of body that sees a dossier of that status next."""


def _next_body(region: Region, status: Status) -> str | None:
    alike = region.stages.of_kind(_WAITS_FOR[status]) if status in _WAITS_FOR else ()
    return region.words(alike[0]).subject if alike else None


def _account(
    session: Session, application: Application, name: str, campaign: Campaign, *, at: datetime
) -> DossierAccount:
    days, ids = business_days(campaign.rules), [application.id or 0]
    decided = served(session, campaign.rules, ids if application.status in DECIDED_UPON else [])
    decision, is_doubtful = decided.get(ids[0]), Flag.possible_duplicate in application.flags
    return DossierAccount(
        reference=application.reference,
        organisation=name,
        former=_former(session, application, at=at),
        status=application.status,
        position=_position(session, application),
        request=_request(session, application, campaign),
        notices=_notices(session, application, at=at),
        silence_on=days.local(application.silence_at) if application.silence_at else None,
        notified_on=decision.notified_on if decision else None,
        contestable_until=decision.contestable_until if decision else None,
        effect_on=days.local(stages(session, campaign).effect_at),
        next_body=_next_body(campaign.rules, application.status),
        is_joining=campaign.rules.entry == "agreement",
        twins=[other.reference for other in twins(session, application)] if is_doubtful else (),
        is_new=_is_new(session, application, at=at),
        is_on_paper=is_postal(application.contact),
        is_to_sign=bool(with_act_to_sign(session, col(ActFile.application_id) == application.id)),
        awaits_verdict=waits_for_a_verdict(application.status, application.flags),
    )


def _former(session: Session, application: Application, *, at: datetime) -> Status | None:
    written = select(JournalLine.former).where(
        JournalLine.application_id == application.id, JournalLine.at == at, JournalLine.former != JournalLine.status
    )
    former = session.exec(written.order_by(col(JournalLine.id))).first()
    return Status(former) if former else None


def _is_new(session: Session, application: Application, *, at: datetime) -> bool:
    begun = select(JournalLine.id).where(
        JournalLine.application_id == application.id, JournalLine.at == at, col(JournalLine.former).is_(None)
    )
    return session.exec(begun).first() is not None


def _position(session: Session, application: Application) -> int | None:
    """Return the place of a dossier in its queue, from 1, by receipt; None where it is in none."""
    if application.status is not Status.under_examination:
        return None
    received, number = col(Application.received_at), col(Application.id)
    is_before = (received < application.received_at) | (
        (received == application.received_at) & (number <= application.id)
    )
    until = select(func.count()).where(
        Application.campaign_id == application.campaign_id,
        Application.status == Status.under_examination,
        is_before,
    )
    return session.exec(until).one()


def _request(session: Session, application: Application, campaign: Campaign) -> RequestAccount | None:
    asked = select(CompletionRequest).where(
        CompletionRequest.application_id == application.id, CompletionRequest.outcome == RequestOutcome.open
    )
    request = session.exec(asked).first()
    if request is None:
        return None
    days = business_days(campaign.rules)
    examination = stages(session, campaign).examination
    ends = examination.due_at if examination and request.due_at > examination.due_at else None
    return RequestAccount(
        pieces=[campaign.rules.pieces[name].label for name in request.pieces if name in campaign.rules.pieces],
        due_on=request.due_on,
        remind_on=days.local(request.next_reminder_at) if request.next_reminder_at else None,
        passes_examination=days.last_day(ends) if ends else None,
    )


def _notices(session: Session, application: Application, *, at: datetime) -> list[tuple[NoticeKind, NoticeStatus]]:
    """Return what an act had told of a dossier: to its applicant, and to whoever is consulted about it."""
    about_it = or_(col(Notice.application_id) == application.id, col(AdviceRequest.application_id) == application.id)
    notices = select(Notice.kind, Notice.status).outerjoin(AdviceRequest)
    caused = notices.where(about_it, Notice.enqueued_at == at)
    return [(NoticeKind(kind), NoticeStatus(status)) for kind, status in session.exec(caused.order_by(col(Notice.id)))]
