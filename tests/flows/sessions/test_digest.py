"""The morning's mail to the coordinators: the daily run writes it, once, and leads to the console if there is one."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest
import pytest_asyncio
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.flow_engine import run_flow_async
from prefect.settings import PREFECT_API_URL
from sqlmodel import Session

from flows.acts.table import admit_late
from flows.boards.run_forms import FORM, OURS, schema_of
from flows.sessions.conduct import run_campaign
from models.due import next_work
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import Flag, Status
from notifications.writing.typography import typed
from tests.conftest import Installation
from tests.factories import application, arrival, campaign_with, notice, paris

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect")]

COORDINATORS = "contenu-spro@example.invalid"
MORNING = paris("2026-05-20 09:00")


@pytest.fixture
def late(spro: Installation) -> Installation:
    """Give an installation in which one late dossier waits for a person."""
    with transaction(spro.database) as session:
        application(session, campaign_with(session), Status.late, received_at=paris("2026-05-05 10:00"))
    return spro


def digests(spro: Installation) -> list[str]:
    """The texts of the mails to the coordinators, as typed."""
    mails = [mail for mail in spro.mails() if mail["To"] == COORDINATORS]
    parts = [mail.get_body(("plain",)) for mail in mails]
    return [typed(part.get_content()) for part in parts if part]


def addresses(text: str) -> list[str]:
    """The addresses of pages that a mail holds."""
    return re.findall(r"http://127\S+", text)


async def test_the_morning_run_writes_to_the_coordinators(late: Installation) -> None:
    """What waits, and what to do about it."""
    await run_campaign(at=MORNING)

    [text] = digests(late)
    assert "Hors délai (1)" in text
    assert "ARA-2026-0001 CIDFF de l'Ain (reçu le 05/05/2026)" in text


async def test_it_leaves_once_a_day(late: Installation) -> None:
    """However often the run takes place; the next morning is another day."""
    for at in ("2026-05-20 09:00", "2026-05-20 09:00", "2026-05-20 18:00", "2026-05-21 09:00"):
        await run_campaign(at=paris(at))

    assert len(digests(late)) == 2


@pytest.mark.parametrize("at", ["2026-05-20 08:59", "2026-05-23 09:00", "2026-05-25 09:00"])
async def test_it_disturbs_nobody_outside_working_hours(late: Installation, at: str) -> None:
    """Before the hour, on a Saturday, on Whit Monday."""
    await run_campaign(at=paris(at))

    assert digests(late) == []


async def test_with_nothing_to_do_there_is_no_mail(spro: Installation) -> None:
    """A mail that says nothing would be read the next time as one."""
    with transaction(spro.database) as session:
        application(session, campaign_with(session), Status.not_required)

    await run_campaign(at=MORNING)

    assert digests(spro) == []


def held(session: Session, campaign: Campaign) -> None:
    """Add a dossier whose postmark cannot be read: its acknowledgement waits for a person, until 29 April."""
    unreadable = [Flag.postmark_unreadable]
    application(session, campaign, received_at=paris("2026-04-15 10:00"), acknowledge_at=None, flags=unreadable)


def left(session: Session, campaign: Campaign) -> None:
    """Add a mail that nobody sorts: its acknowledgement is owed by 29 April."""
    arrival(session, campaign, received_at=paris("2026-04-15 10:00"), sorted_at=None)


def untold(session: Session, campaign: Campaign) -> None:
    """Add a mail of Thursday 23 April whose sender is to be told by the end of Friday, by a server that is down."""
    deposit = arrival(session, campaign, received_at=paris("2026-04-23 17:00"))
    notice(session, campaign, due_at=paris("2026-04-30 10:00"), kind="registration", deposit_id=deposit.id)


@pytest.mark.parametrize(
    ("arrange", "morning", "said"),
    [
        (held, "2026-04-27 09:00", "Accusés de réception proches du délai légal, ou en retard (1)"),
        (left, "2026-04-27 09:00", "Envoi 2026-000001 (au plus tard le 29/04/2026)"),
        (untold, "2026-04-24 09:00", "Envoi 2026-000001 (au plus tard le 24/04/2026)"),
    ],
)
async def test_people_read_of_a_date_of_the_law_on_the_morning_when_it_comes_near(
    spro: Installation, arrange: Callable[[Session, Campaign], None], morning: str, said: str
) -> None:
    """Days on which nothing else happens: the system wakes up for it, before the date and not after (R112-11-2)."""
    with transaction(spro.database) as session:
        arrange(session, campaign_with(session))
    at = paris("2026-04-23 20:00")
    said_at: list[datetime] = []

    while (due := next_work_at(spro, at)) and due <= paris("2026-04-28 09:00"):
        at, former = due, len(digests(spro))
        await run_campaign(at=at)
        said_at += [at for text in digests(spro)[former:] if said in " ".join(text.split())]

    assert said_at[:1] == [paris(morning)]


def next_work_at(spro: Installation, at: datetime) -> datetime | None:
    """When the daily run is wanted next."""
    with transaction(spro.database) as session:
        return next_work(session, at)


async def test_a_run_that_is_not_deployed_leads_nowhere(late: Installation) -> None:
    """A rehearsal has no form to open."""
    await run_campaign(at=MORNING)

    [text] = digests(late)
    assert addresses(text) == []


@pytest_asyncio.fixture
async def client(prefect: None) -> AsyncIterator[PrefectClient]:
    """Give a client of a server on which the daily run and a form are deployed; it is bare after."""
    async with get_client() as opened:
        for flow, tags in ((run_campaign, [OURS]), (admit_late, [OURS, FORM])):
            entrypoint = f"{flow.fn.__module__}.{flow.fn.__name__}"
            schema = schema_of(entrypoint)
            flow_id = await opened.create_flow(flow)
            await opened.create_deployment(
                flow_id, flow.name, tags=tags, entrypoint=entrypoint, parameter_openapi_schema=schema
            )
        yield opened
        for deployment in await opened.read_deployments():
            await opened.delete_deployment(deployment.id)


async def run_deployed(client: PrefectClient, at: datetime) -> None:
    """Run the daily run as a worker does."""
    found = await client.read_deployment_by_name("derouler-session/derouler-session")
    run = await client.create_flow_run_from_deployment(found.id, parameters={"at": at.isoformat()})
    await run_flow_async(run_campaign, flow_run=run, parameters={"at": at})


async def test_a_deployed_run_leads_to_the_list_and_to_the_form(late: Installation, client: PrefectClient) -> None:
    """Whole addresses, for a reader who is not in the console; the form opens on the dossier that waits alone."""
    await run_deployed(client, MORNING)

    [text] = digests(late)
    console = (PREFECT_API_URL.value() or "").removesuffix("/api")
    assert addresses(text) == [
        f"{console}/spro/a-traiter?session=ara-2026",
        f"{console}/spro/formulaires/admettre-hors-delai?session=ara-2026&reference=ARA-2026-0001",
    ]
