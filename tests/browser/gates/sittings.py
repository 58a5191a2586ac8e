"""A session whose dossiers wait for its commission, beside the one of the office: thirty, on two pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Decision, Examination
from models.forms.meetings import Sense
from models.meetings.agenda import PAGE
from models.notices import Notice
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import move_stage, open_campaign, stages
from models.storage.database import reading, transaction
from models.vocabulary import Finding, OpinionSense, Status
from notifications.mailserver.maildir import Content
from tasks.meetings.calendar.scheduling import next_meeting, schedule
from tests.browser.office import HOSTILE, Office
from tests.factories import REGION, application
from tests.servers.system import wait_until
from tests.tasks.meetings.sheet.sheets import studied

DOSSIERS = PAGE + 5
DOUBTED = 5
"""The rank of the dossier that the examiner found unfavourable."""

AGAINST = "Le projet ne porte pas sur l'orientation (article 1)."
TO_SEE = "Le budget est à produire.\n\nLe conseil d'administration doit l'approuver."
OPINIONS = {3: (OpinionSense.unfavourable, AGAINST), 4: (OpinionSense.adjourn, TO_SEE)}
"""What the working group said of some dossiers, and why; it found the others favourable."""

DOUBT = "L'accueil du public n'est pas décrit (article 2)."
NAMES = {1: HOSTILE, 2: "CIDFF de l'Ain", 3: "École de la deuxième chance du Rhône"}


def fill_session(office: Office) -> str:
    """Add a session that opens in two years, whose dossiers were studied and whose commission meets today, and return
    its code."""
    now = datetime.now(UTC)
    year = now.year + 2
    with transaction(office.database) as session:
        # Nobody waits ten minutes for a letter here.
        region = load_region(REGION, {"policies.hold.minutes": 0})
        opened, _ = open_campaign(session, region, year=year, opens=date(year, 1, 18), by="Mme Essai", at=now)
        for rank in range(1, DOSSIERS + 1):
            _studied(session, opened, rank, now)
        _meet_today(session, opened, now)
        return opened.code


def _studied(session: Session, campaign: Campaign, rank: int, now: datetime) -> None:
    name, received = NAMES.get(rank, f"Maison de l'emploi n° {rank}"), now - timedelta(20) + timedelta(minutes=rank)
    contact = f"direction@seance{rank:02}.example"
    dossier = application(session, campaign, Status.studied, name=name, received_at=received, contact=contact)
    finding, comment = (Finding.unfavourable, DOUBT) if rank == DOUBTED else (Finding.favourable, None)
    session.add(Examination(application_id=dossier.id or 0, finding=finding, comment=comment, by="Mme Essai", at=now))
    studied(session, campaign, dossier, *OPINIONS.get(rank, (OpinionSense.favourable, None)))


def _meet_today(session: Session, campaign: Campaign, now: datetime) -> None:
    """Have the commission meet today, at midnight: its gate opens at once. No act would set it before its turn."""
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    meeting = next_meeting(session, campaign, "commission", by="Secrétariat", at=now)
    schedule(session, campaign, meeting, today, hour="00:00", urgency="Essai.", at=now)
    stage = stages(session, campaign)["commission"]
    move_stage(session, campaign, stage, to=today, reason="Essai.", by="Secrétariat", at=now)


def waiting_run(office: Office, code: str, gate: str) -> str:
    """Wait until the run of a gate waits for a person, and return its id."""
    asked = {"flows": {"name": {"any_": [gate]}}, "flow_runs": {"tags": {"all_": [code]}}}
    found: list[str] = []

    def waits() -> bool:
        runs = office.system.ask("POST", "flow_runs/filter", asked)
        found[:] = [run["id"] for run in runs if run["state"]["name"] == "En attente"]
        return bool(found)

    assert wait_until(waits, seconds=240)
    return found[0]


def reference(code: str, rank: int) -> str:
    """The reference of a dossier, by its rank."""
    return f"{code.upper()}-{rank:04d}"


def said(office: Office, code: str) -> dict[int, Sense]:
    """What the commission said, by rank."""
    with reading(office.database) as session:
        of_each = select(Application.reference, Decision.decision).join(Decision)
        senses: dict[str, Any] = dict(session.exec(of_each.order_by(col(Decision.id))).all())
    return {int(name[-4:]): sense for name, sense in senses.items() if name.startswith(code.upper()) and sense}


def letters(office: Office, code: str) -> list[str]:
    """The notices to the applicants of a session that have left, by kind."""
    of_session = select(Notice.kind).join(Application).join(Campaign, col(Campaign.id) == Application.campaign_id)
    with reading(office.database) as session:
        return sorted(session.exec(of_session.where(Campaign.code == code, col(Notice.sent_at).is_not(None))))


def mail_to(office: Office, rank: int) -> list[Content]:
    """What the applicant of a rank received."""
    return office.mails_to(f"direction@seance{rank:02}.example")
