"""A session whose dossiers wait for its bodies, beside the one of the office: thirty, on two pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Decision, Examination, Opinion
from models.forms.meetings import MeetingForm, Sense
from models.meetings.agenda import PAGE
from models.notices import Notice
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign
from models.storage.database import reading, transaction
from models.vocabulary import Finding, StageName, Status
from notifications.mailserver.maildir import Content
from tasks.meetings.calendar.scheduling import set_meeting
from tests.browser.office import HOSTILE, Office
from tests.factories import REGION, application
from tests.servers.system import wait_until

DOSSIERS = PAGE + 5
DOUBTED = 5
"""The rank of the dossier that the examiner found unfavourable."""

DOUBT = "L'accueil du public n'est pas décrit (article 2)."
NAMES = {1: HOSTILE, 2: "CIDFF de l'Ain", 3: "École de la deuxième chance du Rhône"}


def fill_session(office: Office) -> str:
    """Add a session that opens in two years, whose dossiers were examined, and return its code."""
    now = datetime.now(UTC)
    year = now.year + 2
    with transaction(office.database) as session:
        opened, _ = open_campaign(
            session, load_region(REGION), year=year, opens=date(year, 1, 18), prospects=[], by="Mme Essai", at=now
        )
        for rank in range(1, DOSSIERS + 1):
            _examined(session, opened, rank, now)
        return opened.code


def _examined(session: Session, campaign: Campaign, rank: int, now: datetime) -> None:
    name, received = NAMES.get(rank, f"Maison de l'emploi n° {rank}"), now - timedelta(20) + timedelta(minutes=rank)
    contact = f"direction@seance{rank:02}.example"
    dossier = application(session, campaign, Status.examined, name=name, received_at=received, contact=contact)
    finding, comment = (Finding.unfavourable, DOUBT) if rank == DOUBTED else (Finding.favourable, None)
    made = Examination(application_id=dossier.id or 0, finding=finding, comment=comment, by="Mme Essai", at=now)
    session.add(made)


def today() -> date:
    """The day that it is in the Région."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def meets_today(code: str, stage: StageName) -> MeetingForm:
    """The form that sets a meeting today, at midnight: its gate opens at once."""
    return MeetingForm(session=code, stage=stage, on=today(), hour="00:00", urgency="Essai.", by="Secrétariat")


def set_today(office: Office, code: str, stage: StageName) -> None:
    """Set a meeting as its form does, without a run."""
    with transaction(office.database) as session:
        set_meeting(session, meets_today(code, stage), at=datetime.now(UTC))


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


def said(office: Office, code: str, stage: StageName) -> dict[int, Sense]:
    """What a body said, by rank."""
    with reading(office.database) as session:
        said = (Opinion, Opinion.opinion) if stage is StageName.working_group else (Decision, Decision.decision)
        of_each = select(Application.reference, said[1]).join(said[0])
        senses: dict[str, Any] = dict(session.exec(of_each.order_by(col(said[0].id))).all())
    return {int(name[-4:]): sense for name, sense in senses.items() if name.startswith(code.upper()) and sense}


def letters(office: Office, code: str) -> list[str]:
    """The notices to the applicants of a session that have left, by kind."""
    of_session = select(Notice.kind).join(Application).join(Campaign, col(Campaign.id) == Application.campaign_id)
    with reading(office.database) as session:
        return sorted(session.exec(of_session.where(Campaign.code == code, col(Notice.sent_at).is_not(None))))


def mail_to(office: Office, rank: int) -> list[Content]:
    """What the applicant of a rank received."""
    return office.mails_to(f"direction@seance{rank:02}.example")
