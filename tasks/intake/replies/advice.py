"""An advice that comes by mail: filed with the request that it answers, and never with the pieces of the dossier. Who
gave it is told that it came, and the desk that has the dossier reads it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models.dossiers.actor import SYSTEM
from models.dossiers.advice import Advice, AdviceRequest, give
from models.dossiers.application import Application
from models.dossiers.handling import agents_of
from models.dossiers.lifecycle import note
from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature
from models.notices import Notice
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.storage.pages import dossier_path
from models.storage.settings import Settings
from models.vocabulary import AdviceOutcome, Event, NoticeKind
from notifications.loading.advice import advice_view, said_view
from notifications.loading.variables import load_applications
from notifications.outbox.dropped import drop
from notifications.outbox.enqueue import Letter, enqueue, marked_id
from notifications.outbox.leases import still_waits
from tasks.intake.identity.matching import references_in
from tasks.intake.opened_mail import Arrival
from tasks.intake.replies.to_senders import deposit_view
from tasks.reading.mail.own_words import own_words
from tasks.reading.mail.returned import letters_named

_TO_THEM = (
    NoticeKind.advice_request,
    NoticeKind.advice_reminder,
    NoticeKind.advice_received,
    NoticeKind.advice_revoked,
)
"""The letters to whoever is asked: what answers one is an advice."""


_ASKED = select(AdviceRequest.address).where(col(AdviceRequest.address).in_(bindparam("addresses", expanding=True)))


def asked_at(session: Session, addresses: Iterable[str | None]) -> set[str]:
    """Return those of some addresses at which advice was asked."""
    return set(session.exec(_ASKED, params={"addresses": [*{one for one in addresses if one}]}))


def take_advice(session: Session, campaign: Campaign, deposit: Deposit, arrival: Arrival) -> bool:
    """File a mail that brings an advice, and tell whether it is one: it answers our letter, or comes from whom it was
    asked, about that dossier or the only one that it may be about."""
    request = _in_thread(session, campaign, arrival) or _from_whom(session, deposit, arrival)
    if request is None:
        return False
    deposit.nature, deposit.meaning = Nature.advice, Meaning.advice
    text = own_words(arrival.mail.text) if arrival.mail else ""
    advice = Advice(
        request_id=request.id or 0, deposit_id=deposit.id, text=text, by=deposit.sender, given_at=deposit.received_at
    )
    file_advice(session, request, advice, at=arrival.at)
    _tell(session, request, advice, deposit, at=arrival.at)
    return True


def file_advice(session: Session, request: AdviceRequest, advice: Advice, *, at: datetime) -> None:
    """File an advice with its request: nobody is reminded of it any more."""
    give(session, request, advice, at=at)
    call_off_reminders(session, request)


def call_off_reminders(session: Session, request: AdviceRequest) -> None:
    """Drop the reminder of a request that waits to leave."""
    waits = (
        col(Notice.advice_id) == request.id,
        col(Notice.kind) == NoticeKind.advice_reminder,
        still_waits(),
    )
    drop(session, *waits)


def _in_thread(session: Session, campaign: Campaign, arrival: Arrival) -> AdviceRequest | None:
    marks = letters_named(arrival.mail.recipients) if arrival.mail else ()
    ids = {*arrival.head.threads, *(marked_id(mark, campaign.rules) for mark in marks)}
    if not ids:
        return None
    answered = select(Notice.advice_id).where(col(Notice.message_id).in_(ids), col(Notice.kind).in_(_TO_THEM))
    found = session.exec(answered.order_by(col(Notice.id).desc())).first()
    return session.get(AdviceRequest, found) if found else None


def _from_whom(session: Session, deposit: Deposit, arrival: Arrival) -> AdviceRequest | None:
    """Return the request that a mail answers by its sender: about a dossier that it names, else the only one that is
    awaited from there, unless that address is an applicant's."""
    addresses = asked_at(session, (deposit.sender, deposit.reply_to))
    if not addresses or arrival.mail is None:
        return None
    theirs = col(AdviceRequest.address).in_(addresses)
    if named := references_in(arrival.mail):
        of_dossier = select(AdviceRequest).join(Application).where(theirs, col(Application.reference).in_(named))
        return session.exec(of_dossier.order_by(col(AdviceRequest.id).desc())).first()
    awaited = session.exec(select(AdviceRequest).where(theirs, AdviceRequest.outcome == AdviceOutcome.open)).all()
    applies = session.exec(select(Application.id).where(col(Application.contact).in_(addresses))).first()
    return awaited[0] if len(awaited) == 1 and applies is None else None


def _tell(session: Session, request: AdviceRequest, advice: Advice, deposit: Deposit, *, at: datetime) -> None:
    """Journal an advice, and queue the two letters that it causes."""
    application = session.get_one(Application, request.application_id)
    campaign = session.get_one(Campaign, application.campaign_id)
    region, key = campaign.rules, f"{application.reference}/{{}}/{advice.id}"
    note(session, application, Event.give_advice, at=at, by=SYSTEM, reason=f"de {request.whom}, par courriel")
    [view] = load_applications(session, region, [request.application_id]).values()
    said = said_view(session, region, advice)
    told: dict[str, Any] = {"application": view, "advice": advice_view(session, region, request)}
    receipt = told | {"deposit": deposit_view(region, deposit), "files": said.files}
    enqueue(
        session,
        campaign,
        NoticeKind.advice_received,
        [
            Letter(
                key.format(NoticeKind.advice_received),
                deposit.reply_to,
                receipt,
                in_reply_to=deposit.message_id,
                deposit_id=deposit.id,
                advice_id=request.id,
            )
        ],
        at=at,
    )
    console = Settings().console_url
    read = told | {"said": (said,), "link": f"{console}{dossier_path(view.reference)}" if console else None}
    letter = Letter(
        key.format(NoticeKind.advice_given),
        _desk(session, region, request),
        read,
        reply_to=deposit.reply_to,
        advice_id=request.id,
    )
    enqueue(session, campaign, NoticeKind.advice_given, [letter], at=at)


def _desk(session: Session, region: Region, request: AdviceRequest) -> str:
    """Return where those read their mail who have the dossier of a request."""
    agent = agents_of(session, [request.application_id]).get(request.application_id)
    return region.agents[agent].email if agent in region.agents else region.roles.examining_service.email
