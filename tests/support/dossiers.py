"""Sessions and dossiers for the tests of the board, written as rows: how they came to stand there is not its matter."""

from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, select

from models.dossiers.application import Application, CompletionRequest, Organisation, Piece
from models.notices import Notice
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign
from models.vocabulary import NoticeKind, NoticeStatus, PieceState, RequestOutcome, Status


def opened(session: Session, year: int = 2021) -> Campaign:
    """Return the shipped session of a year, open since 18 January."""
    region = load_region("auvergne-rhone-alpes")
    opens = date(year, 1, 18)
    at = datetime.fromisoformat(f"{year}-01-18T09:00+01:00")
    return open_campaign(session, region, year=year, opens=opens, by="M. Essai", at=at)[0]


def dossier(
    session: Session,
    campaign: Campaign,
    status: Status,
    *,
    name: str = "CIDFF de l'Ain",
    received_at: str = "2021-02-10T09:11+01:00",
    circle: int = 3,
    flags: tuple[str, ...] = (),
    acknowledge_by: str = "2021-02-24T23:59:59+01:00",
    missing: tuple[str, ...] = (),
) -> Application:
    """Return a new dossier of a session, in that status, its pieces received but those `missing`."""
    organisation = Organisation(name=name)
    session.add(organisation)
    session.flush()
    campaign.last_number += 1
    received = datetime.fromisoformat(received_at)
    application = Application(
        reference=campaign.rules.reference(campaign.year, campaign.last_number),
        campaign_id=campaign.id or 0,
        organisation_id=organisation.id or 0,
        status=status,
        status_at=received,
        circle=circle,
        contact="direction@cidff01.example",
        received_at=received,
        registered_at=received,
        acknowledge_by=datetime.fromisoformat(acknowledge_by),
        flags=list(flags),
    )
    session.add(application)
    session.flush()
    _fill(session, campaign, application, missing)
    return application


def _fill(session: Session, campaign: Campaign, application: Application, missing: tuple[str, ...]) -> None:
    session.add_all(
        Piece(
            application_id=application.id or 0,
            piece_id=piece_id,
            state=PieceState.missing if piece_id in missing else PieceState.received,
        )
        for piece_id in campaign.rules.pieces
    )
    session.flush()


def asked(
    session: Session,
    application: Application,
    *,
    due_on: date,
    outcome: RequestOutcome = RequestOutcome.open,
) -> None:
    """Add a completion request of one piece, until a day."""
    session.add(
        CompletionRequest(
            application_id=application.id or 0,
            pieces={"annexe-1": "missing"},
            by="system",
            asked_at=application.received_at,
            due_on=due_on,
            due_at=datetime.fromisoformat(f"{due_on}T23:59:59+02:00"),
            outcome=outcome,
        )
    )
    session.flush()


def noticed(
    session: Session,
    campaign: Campaign,
    application: Application | None,
    status: NoticeStatus,
    *,
    error: str | None = None,
    kind: NoticeKind = NoticeKind.acknowledgement,
) -> None:
    """Add a notice in a status, with what the mail server said of it."""
    number = session.exec(select(func.count()).select_from(Notice)).one()
    session.add(
        Notice(
            key=f"{number}/{kind}",
            kind=kind,
            campaign_id=campaign.id or 0,
            application_id=application.id if application else None,
            sender="depot-spro@example.invalid",
            recipient="direction@cidff01.example",
            message_id=f"<{number}@example.invalid>",
            subject="Accusé de réception",
            text="Bonjour",
            html="<p>Bonjour</p>",
            status=status,
            enqueued_at=campaign.opened_at,
            due_at=campaign.opened_at if status is NoticeStatus.queued else None,
            last_error=error,
        )
    )
    session.flush()
