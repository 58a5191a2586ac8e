"""A mail becomes a deposit: registered once, judged on the instant at which the server received it, told at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from models.application import Application, Organisation, Piece
from models.calendar import acknowledge_by, business_days, next_morning, plus_months
from models.campaign import Campaign, Prospect
from models.deposit import Deposit, File
from models.dossier import flag
from models.lifecycle import begin
from models.opening import stages
from models.region import Region
from models.statuses import Flag, PieceState, StageName, Status
from tasks.answers import answer, join, welcome
from tasks.identify import Claim, identify
from tasks.mail import Attachment, Mail, read_mail
from tasks.matching import (
    answered_application,
    complete_identity,
    flags_of,
    organisation_of,
    other_sites,
    standing_application,
)
from tasks.reports import Returned, heed, read_report
from tasks.store import Store


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail with its instants: when our server received it (`received_at`), when we read it (`at`)."""

    mail: Mail
    raw_digest: str
    received_at: datetime
    at: datetime


def register(
    session: Session, campaign: Campaign, raw: bytes, *, store: Store, received_at: datetime, at: datetime
) -> Application | Returned | None:
    """Register a mail and return the application that it is about, or the notice of ours that it brings back.

    None for the same mail again, and for others that no person wrote: those change no application and get no answer.
    """
    arrival = Arrival(read_mail(raw), store.put(raw), received_at, at)
    mail = arrival.mail
    if session.exec(select(Deposit.id).where(Deposit.identity == mail.identity)).first():
        return None
    if mail.automatic or not mail.sender:
        _keep(session, arrival)
        report = read_report(raw) if mail.automatic else None
        return heed(session, report, at=at) if report else None
    claim = identify(mail)
    replied = answered_application(session, mail, claim)
    standing = replied or standing_application(session, campaign, mail, claim)
    if standing:
        # What another mail, a person or the day's run is doing to it at this moment is read once it is done.
        session.refresh(standing, with_for_update=True)
        campaign = session.get_one(Campaign, standing.campaign_id)
        complete_identity(session, standing, claim)
    application = standing or _new_application(session, campaign, arrival, claim)
    deposit = _keep(session, arrival, application)
    is_whole = _take_files(session, campaign.rules, deposit, arrival, store=store)
    _note_prospects(session, campaign, mail, at=at)
    consequence = _consequence(standing, is_anew=is_whole and not replied)
    consequence(session, campaign, application, deposit, at=at)
    return application


def _consequence(standing: Application | None, *, is_anew: bool) -> Callable[..., None]:
    """Return what a mail causes: a new dossier, an answer, or a deposit anew where a dossier waits already."""
    if standing is None:
        return welcome
    return join if is_anew and standing.status is Status.carried_over else answer


def _keep(session: Session, arrival: Arrival, application: Application | None = None) -> Deposit:
    mail = arrival.mail
    deposit = Deposit(
        identity=mail.identity,
        message_id=mail.message_id,
        sender=mail.sender,
        subject=mail.subject,
        raw_digest=arrival.raw_digest,
        received_at=arrival.received_at,
        processed_at=arrival.at,
        claimed_date=mail.claimed_date,
        application_id=application.id if application else None,
    )
    session.add(deposit)
    session.flush()
    return deposit


def _new_application(session: Session, campaign: Campaign, arrival: Arrival, claim: Claim) -> Application:
    region = campaign.rules
    days = business_days(region)
    organisation = organisation_of(session, claim)
    network = region.network_for(claim.network, days.local(arrival.received_at)) if claim.network else None
    circle = network[1].circle if network else region.open_circle
    application = Application(
        reference=region.reference(campaign.year, _next_number(session, campaign)),
        campaign_id=campaign.id or 0,
        organisation_id=organisation.id or 0,
        status=_first_status(session, campaign, arrival, circle),
        status_at=arrival.at,
        circle=circle,
        network=network[0] if network else None,
        contact=arrival.mail.reply_to,
        received_at=arrival.received_at,
        registered_at=arrival.at,
        acknowledge_by=acknowledge_by(days, arrival.received_at, within=region.policies.acknowledge_within),
    )
    if application.status is Status.registered:
        application.acknowledge_at = next_morning(days, arrival.at, hour=region.policies.send_hour)
    _raise_flags(session, campaign, application, organisation, claim)
    begin(session, application)
    session.add_all(
        Piece(application_id=application.id or 0, piece_id=piece_id, state=PieceState.missing)
        for piece_id in region.pieces
    )
    session.flush()
    return application


def _next_number(session: Session, campaign: Campaign) -> int:
    counted = update(Campaign).where(col(Campaign.id) == campaign.id).values(last_number=Campaign.last_number + 1)
    number: int = session.execute(counted.returning(col(Campaign.last_number))).scalar_one()
    return number


def _first_status(session: Session, campaign: Campaign, arrival: Arrival, circle: int) -> Status:
    """Judge a deposit: circles 1 and 2 need no dossier (S0); the others are in time by the receipt instant."""
    if not campaign.rules.requires_dossier(circle):
        return Status.not_required
    due_at = stages(session, campaign)[StageName.deposit].due_at
    return Status.late if arrival.received_at >= due_at else Status.registered


def _raise_flags(
    session: Session, campaign: Campaign, application: Application, organisation: Organisation, claim: Claim
) -> None:
    region = campaign.rules
    flag(application, *flags_of(claim))
    # The day that the call's wording names: on the 30th of « avant le 30 avril », somebody must look.
    if business_days(region).local(application.received_at) == region.stages.deposit.until.on(campaign.year):
        flag(application, Flag.deadline_day)
    for other in other_sites(session, campaign, organisation):
        flag(other, Flag.same_legal_entity)
        flag(application, Flag.same_legal_entity)


def _take_files(session: Session, region: Region, deposit: Deposit, arrival: Arrival, *, store: Store) -> bool:
    """Keep every file; those recognised become the version of their piece that counts. Tell whether the mail looks like
    a whole dossier: an answer brings what lacks, and who deposits anew brings what was there too, or everything."""
    pieces = {
        piece.piece_id: piece
        for piece in session.exec(select(Piece).where(Piece.application_id == deposit.application_id))
    }
    files = [
        File(
            deposit_id=deposit.id or 0,
            position=position,
            name=attachment.name,
            size=len(attachment.content),
            digest=store.put(attachment.content),
            piece_id=_piece_of(region, attachment),
        )
        for position, attachment in enumerate(arrival.mail.attachments)
    ]
    session.add_all(files)
    session.flush()
    held = {name for name, piece in pieces.items() if piece.state is PieceState.received}
    taken = [(pieces[file.piece_id], file) for file in files if file.piece_id in pieces]
    for piece, file in taken:
        piece.state, piece.file_id, piece.reason = PieceState.received, file.id, None
        piece.valid_until = _valid_until(region, piece, arrival)
    names = {piece.piece_id for piece, _ in taken}
    return bool(held & names) or names >= set(region.required_pieces)


def _valid_until(region: Region, piece: Piece, arrival: Arrival) -> date | None:
    months = region.pieces[piece.piece_id].valid_months
    return plus_months(business_days(region).local(arrival.received_at), months) if months else None


def _piece_of(region: Region, attachment: Attachment) -> str | None:
    """Return the piece that a file is: by its name, with something in it, in a format that the region file takes."""
    piece_id = region.recognise(attachment.name) if attachment.content else None
    extension = attachment.name.rpartition(".")[2].lower()
    return piece_id if piece_id and extension in region.pieces[piece_id].formats else None


def _note_prospects(session: Session, campaign: Campaign, mail: Mail, *, at: datetime) -> None:
    """Remember who has deposited: nobody is reminded of what they did."""
    addresses: Iterable[str] = {mail.sender, mail.reply_to}
    statement = update(Prospect).where(
        col(Prospect.campaign_id) == campaign.id,
        col(Prospect.address).in_(addresses),
        col(Prospect.deposited_at).is_(None),
    )
    session.execute(statement.values(deposited_at=at))
