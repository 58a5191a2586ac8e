"""The office of the tests: a living system, a session open for weeks, a dozen dossiers, each where a test wants it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from flows.installation.prefect_settings import PASSWORD
from models.dossiers.application import Application, CompletionRequest
from models.dossiers.journal import JournalLine
from models.forms.dossiers import PostponementForm
from models.notices import Notice
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.database import forget, reading, transaction
from models.vocabulary import NoticeStatus, Status
from notifications.mailserver.maildir import Content, list_mails, read_stored_mail
from tasks.intake.store import Store
from tasks.sessions.postpone import postpone
from tests.factories import REGION
from tests.flows.boards.schemas import field_of
from tests.servers.nginx import HEADER, before, front
from tests.servers.system import System, running_system, wait_until
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret

SECRET = "spro:un-secret-de-la-console"
"""The password of the console, which the proxy knows."""

LACKS_ONE = "Maison de l'emploi de la Loire"
ASKED = "École de la deuxième chance du Rhône"
REFUSED = "Espace formation du Velay"
CLICKED = "Passerelles en Isère"
LATE = "Bilan et parcours du Léman"
HOSTILE = "<img src=//mouchard.example/x> **Gras** [ici](/runs)"

LACKING = {
    LACKS_ONE: ("annexe-4",),
    "CIDFF de l'Ain": (),
    ASKED: (),
    REFUSED: (),
    CLICKED: (),
    HOSTILE: (),
    "Fédération des MJC de Savoie": ("annexe-1", "annexe-2"),
    "Maison des parcours du Cantal": (),
    "Atelier des métiers de la Drôme": (),
    "Rebond Ardèche": PIECES[1:],
    LATE: (),
    "Cap vers l'Allier": (),
}
"""The dossiers, in the order of their numbers, and what is missing in each."""

TOO_LATE = frozenset({LATE, "Cap vers l'Allier"})


class Standing(NamedTuple):
    """Where a dossier stands: its status, what is asked of it and until when, and the notices to its applicant."""

    status: Status
    asked: list[tuple[str, date]]
    notices: list[str]


@dataclass(frozen=True, slots=True)
class Office:
    """A living system, the code of its session, and the address at which people open its console: a proxy's, which
    names its users, as if on another machine."""

    system: System
    code: str
    console: str

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.system.home / 'spro.db'}"

    @property
    def year(self) -> int:
        """The year of its session."""
        return int(self.code.rpartition("-")[2])

    def form(self, name: str) -> str:
        """The id of a deployment."""
        return str(self.system.deployed(name)["id"])

    def offered(self, name: str) -> list[str]:
        """The dossiers that a form offers."""
        fields = self.system.deployed(name)["parameter_openapi_schema"]
        listed: list[str] = field_of(fields, "application").get("enum", [])
        return listed

    def reference(self, name: str) -> str:
        """The reference of an organisation's dossier."""
        return f"{self.code.upper()}-{list(LACKING).index(name) + 1:04d}"

    def standing(self, name: str) -> Standing:
        """Where an organisation's dossier stands."""
        with reading(self.database) as session:
            application = self._application(session, name)
            asked = select(CompletionRequest).where(CompletionRequest.application_id == application.id)
            sent = select(Notice.kind).where(Notice.application_id == application.id, col(Notice.sent_at).is_not(None))
            return Standing(
                application.status,
                [(request.outcome.value, request.due_on) for request in session.exec(asked)],
                list(session.exec(sent.order_by(col(Notice.id)))),
            )

    def _application(self, session: Session, name: str) -> Application:
        return session.exec(select(Application).where(Application.reference == self.reference(name))).one()

    def actor(self, name: str) -> str:
        """Who did what last happened to an organisation's dossier, as the journal says."""
        with reading(self.database) as session:
            of_it = JournalLine.application_id == self._application(session, name).id
            lines = select(JournalLine.by).where(of_it).order_by(col(JournalLine.id).desc())
            return str(session.exec(lines.limit(1)).one())

    def since(self, name: str) -> date:
        """The day since when an organisation's dossier stands as it does."""
        with reading(self.database) as session:
            return self._application(session, name).status_at.astimezone(ZoneInfo("Europe/Paris")).date()

    def references(self, statuses: frozenset[Status]) -> list[str]:
        """The references of the dossiers in some statuses, in order."""
        with reading(self.database) as session:
            standing = select(Application.reference).where(col(Application.status).in_(statuses))
            return list(session.exec(standing.order_by(col(Application.reference))))

    def mails(self, name: str) -> list[Content]:
        """What an organisation received."""
        with reading(self.database) as session:
            contact = self._application(session, name).contact
        return self.mails_to(contact)

    def mails_to(self, address: str) -> list[Content]:
        """What an address received."""
        maildir = self.system.home / "mails"
        return [read_stored_mail(maildir, mail) for mail in list_mails(maildir) if mail.to == address]

    def acts(self) -> int:
        """How many runs people's forms have started."""
        asked = {"deployments": {"tags": {"all_": ["formulaire"]}}}
        return int(self.system.ask("POST", "flow_runs/count", asked))

    def settle(self) -> None:
        """Wait until no run is under way that a form started."""
        under_way = {"state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING"]}}}
        asked = {"deployments": {"tags": {"all_": ["formulaire"]}}, "flow_runs": under_way}
        assert wait_until(lambda: self.system.ask("POST", "flow_runs/count", asked) == 0, seconds=240)

    def suspended(self) -> int:
        """How many runs wait to be resumed."""
        return int(self.system.ask("POST", "flow_runs/count", {"flow_runs": {"state": {"type": {"any_": ["PAUSED"]}}}}))


@contextmanager
def running_office(home: Path) -> Iterator[Office]:
    """Start a system whose session is at the morning after the dossiers came: the deadline was moved to the fifth day
    before today, so that some came too late."""
    now, at = datetime.now(UTC), front()
    morning = _fill(home, now)
    settings = {PASSWORD: SECRET, "SPRO_CONSOLE_URL": at.address, "SPRO_PROXY_USER_HEADER": HEADER}
    with running_system(home, settings) as system, before(system.ports["prefect_port"], SECRET, at):
        office = Office(system, f"ara-{now.year + 1}", at.address)
        try:
            assert system.run("derouler-session", at=morning.isoformat()) == "Completed", system.said()
            yield office
        finally:
            forget(office.database)


def _fill(home: Path, now: datetime) -> datetime:
    """Write what happened before anybody looks, by the rules and without a run: return when all is acknowledged."""
    database = f"sqlite:///{home / 'spro.db'}"
    with transaction(database) as session:
        opens = (now - timedelta(60)).date()
        region, year = load_region(REGION, {"policies.hold.minutes": 0}), now.year + 1
        opened, _ = open_campaign(session, region, year=year, opens=opens, by="Mme Essai", at=now)
        to = (now - timedelta(5)).date()
        form = PostponementForm(session=opened.code, stage="deposit", to=to, reason="Essai.", by="Mme Essai")
        postpone(session, form, at=now - timedelta(10))
        desk = Desk(session, opened, Store((home / "store").as_uri()))
        came = [desk.deposit(mail, at=now) for mail in _mails(now)]
        session.execute(update(Notice).values(status=NoticeStatus.sent, due_at=None, sent_at=now))
        morning = max(dossier.acknowledge_at for dossier in came if dossier.acknowledge_at)
    forget(database)
    return morning


def _mails(now: datetime) -> Iterator[bytes]:
    for number, (name, lacking) in enumerate(LACKING.items(), start=1):
        received = now - timedelta(days=1 if name in TOO_LATE else 20, minutes=-number)
        yield _mail(number, name, lacking, received)


def _mail(number: int, name: str, lacking: Sequence[str], received: datetime) -> bytes:
    return compose(
        said(name, siret=siret(number)),
        files=pdfs(piece for piece in PIECES if piece not in lacking),
        sender=f"direction@structure{number:02}.example",
        received=f"{received.astimezone(ZoneInfo('Europe/Paris')):%Y-%m-%d %H:%M}",
    ).as_bytes()
