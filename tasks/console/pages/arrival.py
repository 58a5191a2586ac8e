"""One arrival: who wrote what, its files, the dossier that it joined, what was answered, and the acts that may change
what was made of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from models.columns import row_number
from models.dossiers.advice import Advice, AdviceRequest
from models.dossiers.application import Application, Organisation
from models.dossiers.requests import look_at_living_request
from models.forms.appeals import AppealForm
from models.forms.dossiers import AdmissionForm, ExaminationForm, WithdrawalForm
from models.forms.handling import LeavingForm
from models.forms.intake import IdentificationForm, MergerForm, PostmarkForm
from models.forms.parts import Form
from models.forms.requests import CompletionForm
from models.intake.deposit import Deposit, File, Reclassification, number_of, pieces_in
from models.intake.words import Meaning, Nature, Trouble, Way, Wish
from models.notices import Notice
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus, Status
from tasks.acts.table import ACTS
from tasks.console.boards.mailbox import Fate, fate_of
from tasks.console.pages.offerable import offerable
from tasks.dossiers.seen import arrival_key, unread_arrivals
from tasks.intake.opened_mail import bounds_of, open_mail
from tasks.intake.reclassify.judge import label_of
from tasks.intake.store import Kept, Missing, Store

LONGEST = 20_000
"""Characters shown of what a mail says: its file has the rest."""

OTHERWISE: tuple[type[Form], ...] = (
    IdentificationForm,
    MergerForm,
    PostmarkForm,
    AdmissionForm,
    LeavingForm,
    ExaminationForm,
    CompletionForm,
    WithdrawalForm,
    AppealForm,
)
"""The acts that say something else of what a mail was taken for, each where its dossier may be offered to it."""


class FileLine(NamedTuple):
    """A file of an arrival; `piece` is what it was recognised as, `proposed` what it seems to hold besides, `inside`
    the archive that it was in; `is_loose` tells that somebody has still to say what it is, `form` on which version of
    the form of its piece it is."""

    id: int
    name: str
    size: int
    format: str | None
    piece: str | None
    trouble: Trouble | None
    inside: str | None
    proposed: tuple[str, ...]
    is_loose: bool
    form: str | None


class Answer(NamedTuple):
    """A notice that answered an arrival, as it was written."""

    id: int
    kind: NoticeKind
    recipient: str
    subject: str
    text: str
    status: NoticeStatus
    at: datetime


class Joined(NamedTuple):
    """The dossier that an arrival is in."""

    reference: str
    organisation: str
    status: Status


class Reading(NamedTuple):
    """What a person said of an arrival otherwise than it was taken for: both in words, and the dossiers, if any."""

    at: datetime
    by: str
    reason: str | None
    former: str
    meaning: str
    former_reference: str | None
    reference: str | None


class ArrivalPage(NamedTuple):
    """An arrival. `text` is None where there is no mail, or none that can be opened; `papers` are the pieces that came
    on paper, by label; `advised`, the dossier that it is an advice on; `to_read` is what a form calls it while somebody
    has to read it; `acts`, the deployments whose forms may be opened on its dossier."""

    number: str
    session: str
    zone: ZoneInfo
    nature: Nature
    meaning: Meaning | None
    wish: Wish | None
    fate: Fate | Nature
    trouble: str | None
    way: Way
    sender: str
    reply_to: str
    subject: str
    size: int
    received_at: datetime
    processed_at: datetime
    postmark: date | None
    is_sorted: bool
    text: str | None
    files: tuple[FileLine, ...]
    papers: tuple[str, ...]
    joined: Joined | None
    advised: str | None
    answers: tuple[Answer, ...]
    to_read: str | None
    acts: tuple[str, ...]
    readings: tuple[Reading, ...]


def read_arrival(number: str) -> ArrivalPage | None:
    """Return an arrival by its number (« 2026-000123 »), None where there is none."""
    row_id = row_number(number.rpartition("-")[2])
    if row_id is None:
        return None
    with reading(Settings().database) as session:
        deposit = session.get(Deposit, row_id)
        campaign = session.get(Campaign, deposit.campaign_id) if deposit else None
        if deposit is None or campaign is None or number_of(deposit, campaign.rules.zone) != number:
            return None
        return _page(session, deposit, campaign)


def _page(session: Session, deposit: Deposit, campaign: Campaign) -> ArrivalPage:
    application = session.get(Application, deposit.application_id) if deposit.application_id else None
    labels = {name: piece.label for name, piece in campaign.rules.pieces.items()}
    return ArrivalPage(
        number=number_of(deposit, campaign.rules.zone),
        session=campaign.label,
        zone=campaign.rules.zone,
        nature=deposit.nature,
        meaning=deposit.meaning,
        wish=deposit.wish,
        fate=fate_of(deposit, application),
        trouble=deposit.trouble,
        way=deposit.way,
        sender=deposit.sender,
        reply_to=deposit.reply_to,
        subject=deposit.subject,
        size=deposit.size,
        received_at=deposit.received_at,
        processed_at=deposit.processed_at,
        postmark=deposit.postmark,
        is_sorted=deposit.sorted_at is not None,
        text=_text(deposit, campaign.rules),
        files=_files(session, deposit, labels),
        papers=tuple(labels.get(piece, piece) for piece in deposit.papers),
        joined=_joined(session, application) if application else None,
        advised=_advised(session, deposit),
        answers=_answers(session, deposit),
        to_read=_to_read(session, deposit),
        acts=_acts(session, application) if application else (),
        readings=tuple(_readings(session, deposit)),
    )


def _text(deposit: Deposit, rules: Region) -> str | None:
    """Return what a mail says; None where it has no body that can be opened, or is not in the store any more."""
    if deposit.raw_digest is None:
        return None
    try:
        mail = open_mail(Store(Settings().store), Kept(deposit.raw_digest, deposit.size), bounds_of(rules))
    except Missing:
        return None
    return mail.text[:LONGEST] if mail else None


def _files(session: Session, deposit: Deposit, labels: Mapping[str, str]) -> tuple[FileLine, ...]:
    statement = select(File).where(File.deposit_id == deposit.id).order_by(col(File.position))
    found: Sequence[File] = session.exec(statement).all()
    names = {file.id: file.name for file in found}
    return tuple(
        FileLine(
            id=file.id or 0,
            name=file.name,
            size=file.size,
            format=file.format,
            piece=", ".join(labels.get(piece, piece) for piece in pieces_in(file)) or None,
            trouble=file.trouble,
            inside=names.get(file.parent_id),
            proposed=tuple(labels.get(piece, piece) for piece in file.proposed or ()),
            is_loose=bool(file.is_loose),
            form=file.form_version,
        )
        for file in found
    )


def _to_read(session: Session, deposit: Deposit) -> str | None:
    waits = select(Deposit.id).where(Deposit.id == deposit.id, unread_arrivals())
    return arrival_key(deposit.id or 0) if session.exec(waits).first() else None


def _joined(session: Session, application: Application) -> Joined:
    organisation = session.get_one(Organisation, application.organisation_id)
    return Joined(application.reference, organisation.name, application.status)


def _advised(session: Session, deposit: Deposit) -> str | None:
    request = select(AdviceRequest.application_id).join(Advice).where(Advice.deposit_id == deposit.id)
    return _reference(session, session.exec(request).first())


def _answers(session: Session, deposit: Deposit) -> tuple[Answer, ...]:
    told = [col(Notice.deposit_id) == deposit.id]
    if deposit.message_id:
        told.append(col(Notice.in_reply_to) == deposit.message_id)
    found = session.exec(select(Notice).where(or_(*told)).order_by(col(Notice.id)))
    return tuple(
        Answer(one.id or 0, one.kind, one.recipient, one.subject, one.text, one.status, one.sent_at or one.enqueued_at)
        for one in found
    )


def _readings(session: Session, deposit: Deposit) -> Iterator[Reading]:
    said = select(Reclassification).where(Reclassification.deposit_id == deposit.id)
    for one in session.exec(said.order_by(col(Reclassification.id))):
        former, joined = (_reference(session, i) for i in (one.former_application_id, one.application_id))
        yield Reading(one.at, one.by, one.reason, label_of(one.former), label_of(one.meaning), former, joined)


def _reference(session: Session, application_id: int | None) -> str | None:
    return session.get_one(Application, application_id).reference if application_id else None


def _acts(session: Session, application: Application) -> tuple[str, ...]:
    """Return the acts of OTHERWISE that are offered for a dossier: what its forms would choose from says the same."""
    dossier = offerable(session, application, look_at_living_request(session, application))
    acts = (ACTS[form] for form in OTHERWISE)
    return tuple(act.name for act in acts if act.offered and act.offered(dossier))
