"""Rows for the tests, with defaults that surprise nobody: each function adds one thing to a session and returns it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.calendar.business_days import acknowledge_by, business_days, next_morning
from models.columns import add_rows
from models.dossiers.application import Application, CompletionRequest, Decision, Organisation, Passage, Piece
from models.intake.deposit import Deposit, File
from models.intake.words import Nature
from models.notices import Attempt, Notice
from models.region.file import load_region, with_values
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import add_prospects, open_campaign
from models.storage.settings import Settings
from models.vocabulary import DecisionSense, PieceState, Status
from notifications.writing import typography
from tasks.intake.store import Store

REGION = "auvergne-rhone-alpes"
YEAR = 2026
DESK = "instruction-spro@example.invalid"


def taken(session: Session, notice: Notice, *, minutes: int = 5, begun: int | None = None) -> None:
    """Have a sender hold a notice for so many minutes, which it began some minutes ago, or not yet: leases run by the
    real clock, that of the database."""
    session.flush()
    now = datetime.now(UTC)
    begun_at = None if begun is None else now - timedelta(minutes=begun)
    until = now + timedelta(minutes=minutes)
    session.add(Attempt(notice_id=notice.id or 0, claimed_by="autre", claimed_until=until, begun_at=begun_at))
    session.flush()


def paris(text: str) -> datetime:
    """Return an instant, in UTC, from what a clock shows in Paris: « 2026-04-15 10:00 »."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


_regions: dict[str, Region] = {}


def region_with(overrides: Mapping[str, object] | None = None, *, name: str = REGION) -> Region:
    """Return a shipped region with some values set by dotted key, read once: nobody changes it."""
    key = f"{name} {overrides!r}"
    if key not in _regions:
        _regions[key] = load_region(name, overrides)
    return _regions[key]


SIGNS_OUTSIDE: Mapping[str, object] = {"decision.authority": "decision_authority", "decision.parapheur": True}
"""The Région decides on its own, and signs elsewhere."""


def rule_by(campaign: Campaign, values: Mapping[str, object]) -> None:
    """Have a session go by its region file with other values, by dotted key."""
    campaign.region = with_values(campaign.rules, values).model_dump_json()


def campaign_with(
    session: Session,
    overrides: Mapping[str, object] | None = None,
    *,
    year: int = YEAR,
    prospects: Sequence[str] = (),
    region: str = REGION,
) -> Campaign:
    """Return the session of a year in a shipped region, opened on 19 January at nine; `overrides` by dotted key."""
    opened, _ = open_campaign(
        session,
        region_with(overrides, name=region),
        year=year,
        opens=date(year, 1, 19),
        by="Mme Essai",
        at=paris(f"{year}-01-19 09:00"),
    )
    if prospects:
        add_prospects(session, opened, prospects)
    return opened


def application(
    session: Session,
    campaign: Campaign,
    status: Status = Status.registered,
    *,
    name: str = "CIDFF de l'Ain",
    received_at: datetime | None = None,
    missing: Sequence[str] = (),
    **fields: Any,  # noqa: ANN401  whatever columns a test cares for
) -> Application:
    """Return a dossier in a status, received on 10 February at 09:11 and registered at once, its pieces there but those
    `missing`. How it came to stand there is not told: it has no passage and no journal line."""
    days, policies = business_days(campaign.rules), campaign.rules.policies
    received_at = received_at or paris(f"{campaign.year}-02-10 09:11")
    organisation = Organisation(name=name)
    session.add(organisation)
    session.flush()
    campaign.last_number += 1
    row: dict[str, Any] = {
        "reference": campaign.rules.reference(campaign.year, campaign.last_number),
        "campaign_id": campaign.id,
        "organisation_id": organisation.id,
        "status": status,
        "status_at": received_at,
        "circle": 3,
        "contact": f"direction@cidff{campaign.last_number}.example",
        "received_at": received_at,
        "registered_at": received_at,
        "acknowledge_by": acknowledge_by(days, received_at, within=policies.acknowledge_within),
    }
    if status is Status.registered:
        row["acknowledge_at"] = next_morning(days, received_at, hour=policies.send_hour)
    made = Application(**(row | fields))
    session.add(made)
    session.flush()
    _add_pieces(session, made, {piece_id: piece_id not in missing for piece_id in campaign.rules.pieces})
    return made


def _add_pieces(session: Session, application: Application, there: Mapping[str, bool]) -> None:
    rows = [
        {
            "application_id": application.id,
            "piece_id": piece_id,
            "state": PieceState.received if received else PieceState.missing,
        }
        for piece_id, received in there.items()
    ]
    add_rows(session, Piece, rows)


def completion_request(
    session: Session,
    campaign: Campaign,
    application: Application,
    *,
    due_on: date,
    **fields: Any,  # noqa: ANN401
) -> CompletionRequest:
    """Return an open request for annexe 1, asked when the dossier came, until the end of a day."""
    row: dict[str, Any] = {
        "application_id": application.id,
        "pieces": {"annexe-1": "missing"},
        "by": "system",
        "asked_at": application.received_at,
        "due_on": due_on,
        "due_at": business_days(campaign.rules).after(due_on),
    }
    made = CompletionRequest(**(row | fields))
    session.add(made)
    session.flush()
    return made


def arrival(
    session: Session,
    campaign: Campaign,
    application: Application | None = None,
    *,
    received_at: datetime | None = None,
    **fields: Any,  # noqa: ANN401
) -> Deposit:
    """Return a mail, received when its dossier was (or on 10 February at 09:11), and sorted at once."""
    received_at = received_at or (application.received_at if application else paris(f"{campaign.year}-02-10 09:11"))
    number = session.exec(select(func.count()).select_from(Deposit)).one() + 1
    row: dict[str, Any] = {
        "campaign_id": campaign.id,
        "identity": f"<{number}@cidff.example> direction@cidff.example",
        "sender": "direction@cidff.example",
        "reply_to": "direction@cidff.example",
        "subject": "Candidature",
        "received_at": received_at,
        "processed_at": received_at,
        "application_id": application.id if application else None,
        "sorted_at": received_at,
    }
    made = Deposit(**(row | fields))
    session.add(made)
    session.flush()
    return made


def file_of(session: Session, deposit: Deposit, *, name: str = "dossier.pdf", **fields: Any) -> File:  # noqa: ANN401
    """Return one more file of an arrival, of which nothing was recognised."""
    position = session.exec(select(func.count()).where(File.deposit_id == deposit.id)).one()
    row: dict[str, Any] = {
        "deposit_id": deposit.id,
        "position": position,
        "name": name,
        "size": 184_320,
        "digest": sha256(name.encode()).hexdigest(),
    }
    made = File(**(row | fields))
    session.add(made)
    session.flush()
    return made


def desk_file(session: Session, content: bytes, name: str = "saisie.xlsx", **fields: object) -> str:
    """Have a desk send a file, kept in the store and sorted, and return what forms call it."""
    campaign = session.exec(select(Campaign).order_by(col(Campaign.year).desc())).first()
    assert campaign
    received_at = paris("2026-04-15 10:00")
    sent = arrival(session, campaign, nature=Nature.desk, sender=DESK, reply_to=DESK, received_at=received_at)
    suffix = name.rpartition(".")[2]
    row = {"digest": Store(Settings().store).put(content), "format": {"csv": "txt"}.get(suffix, suffix)}
    return f"fichier-{file_of(session, sent, name=name, **(row | {'size': len(content)} | fields)).id}"


def decision_on(
    session: Session,
    application: Application,
    sense: DecisionSense = DecisionSense.refused,
    **fields: Any,  # noqa: ANN401
) -> Decision:
    """Return a decision on a dossier, made on 9 July; how its status came from it is not told."""
    row: dict[str, Any] = {
        "application_id": application.id,
        "campaign_id": application.campaign_id,
        "version": 1,
        "decision": sense,
        "reasons": "Article 3.",
        "signatory_name": "Camille Essai",
        "signatory_capacity": "Présidente",
        "by": "M. Essai",
        "decided_at": paris(f"{YEAR}-07-09 10:00"),
    }
    made = Decision(**(row | fields))
    session.add(made)
    session.flush()
    return made


def passage(
    session: Session,
    campaign: Campaign,
    application: Application,
    *,
    represented_at: datetime | None = None,
) -> Passage:
    """Return a dossier's passage through a session, entered when the session opened."""
    made = Passage(
        application_id=application.id or 0,
        campaign_id=campaign.id or 0,
        entered_at=campaign.opens_at,
        represented_at=represented_at,
        represented_by="Mme Essai" if represented_at else None,
    )
    session.add(made)
    session.flush()
    return made


def notice(
    session: Session,
    campaign: Campaign,
    *,
    due_at: datetime | None,
    application: Application | None = None,
    **fields: Any,  # noqa: ANN401
) -> Notice:
    """Return a queued acknowledgement whose next attempt is due at an instant."""
    number = session.exec(select(func.count()).select_from(Notice)).one() + 1
    row: dict[str, Any] = {
        "key": f"{number}/acknowledgement",
        "kind": "acknowledgement",
        "campaign_id": campaign.id,
        "application_id": application.id if application else None,
        "sender": "depot-spro@example.invalid",
        "recipient": application.contact if application else "direction@cidff.example",
        "message_id": f"<{number}@example.invalid>",
        "subject": "Accusé de réception",
        "text": "Bonjour,\n",
        "html": "<p>Bonjour,</p>\n",
        "enqueued_at": campaign.opened_at,
        "due_at": due_at,
    }
    made = Notice(**(row | fields))
    session.add(made)
    session.flush()
    return made


def typed(text: str) -> str:
    """Return a letter's text as it is typed, on one line."""
    return " ".join(typography.typed(text).split())
