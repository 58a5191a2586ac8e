"""The daily run of a large session: what is due is done, mails leave, forms and lists are shown anew.

The dossiers are written as rows. Of those that are incomplete, a fifth of the requests have just expired and the others
are owed a reminder; each has an alarm of the clock of silence due that morning.
"""

import asyncio
import os
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from prefect import get_client
from prefect.flows import Flow
from prefect.settings import PREFECT_API_URL, temporary_settings
from sqlalchemy import insert
from sqlmodel import Session

from flows.acts import table
from flows.boards.refresh import refresh_forms
from flows.boards.run_forms import FORM, OURS, schema_of
from flows.installation.prefect_server import PrefectServer
from flows.rehearsal.play.run import flush_to_server
from flows.sessions import conduct
from models.calendar.business_days import business_days
from models.dossiers.application import Application, CompletionRequest, Organisation, Piece
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from models.vocabulary import PieceState, RequestOutcome, Status
from notifications.mailserver.sink import Sink
from tests.factories import paris

REGION, YEAR = "auvergne-rhone-alpes", 2027
AT = paris(f"{YEAR}-03-09 09:00")
_DUE = date(YEAR, 3, 16)  # seven days ahead: a reminder is owed this morning
_EXPIRED = date(YEAR, 3, 8)
_ONE_IN = 5  # of the requests, expired

FORMS: dict[str, Flow[Any, Any]] = {
    "demander-complements": table.ask,
    "prolonger-complements": table.extend,
    "annuler-demande": table.cancel,
    "reporter-dossier": table.carry_over_by_hand,
    "representer-dossier": table.represent,
    "instruire-dossier": table.examine,
    "enregistrer-retrait": table.withdraw,
}
"""The deployments whose forms are refreshed: those that offer the most dossiers."""


class Size(NamedTuple):
    """A session: how many dossiers it has, and how many of them are incomplete."""

    dossiers: int
    incomplete: int


SIZES = (Size(3_000, 500), Size(3_000, 1_000), Size(6_000, 1_000))


def daily() -> None:
    """Measure the daily run of 3,000 dossiers of which 1,000 are incomplete (under 15 s), and what makes it longer."""
    with (
        tempfile.TemporaryDirectory() as folder,
        PrefectServer(Path(folder) / "prefect") as server,
        temporary_settings({PREFECT_API_URL: server.api_url}),
    ):
        asyncio.run(deploy())
        _measured(Size(30, 10))  # what is done once is done here
        done = {size: _measured(size) for size in SIZES}
        asyncio.run(flush_to_server())
    for size, (work, shown) in done.items():
        print(
            f"daily run, {size.dossiers} dossiers of which {size.incomplete} incomplete: "
            f"{work + shown:.1f} s (work and mails {work:.1f}, forms and lists {shown:.1f})"
        )
    small, middle, large = (work for work, _ in done.values())
    print(f"twice as many concerned: {middle / small:.2f} times the work (at most 2.2)")
    print(f"twice as many dossiers, as many concerned: {large / middle:.2f} times the work (at most 1.1)")


async def deploy() -> None:
    """Deploy the flows on the server that this process talks to, as prefect.yaml tags and names them."""
    for name, flow in FORMS.items():
        async with get_client() as client:
            flow_id = await client.create_flow(flow)
            entrypoint = f"{flow.fn.__module__}.{flow.fn.__name__}"
            await client.create_deployment(
                flow_id,
                name,
                tags=[OURS, FORM],
                entrypoint=entrypoint,
                parameter_openapi_schema=schema_of(entrypoint),
            )


def _measured(size: Size) -> tuple[float, float]:
    """Return the seconds of the work with its mails, and those of showing it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPRO_HOME"] = folder
        with Sink(Path(folder) / "mails") as sink:
            os.environ["SPRO_SMTP_URL"] = sink.url
            with transaction(Settings().database) as session:
                fill(session, size)
            began = time.perf_counter()
            done = asyncio.run(conduct.run_campaign(at=AT))
            ran = time.perf_counter() - began
            began = time.perf_counter()
            asyncio.run(_show())
            forms = time.perf_counter() - began
        assert done == _expected(size), done
        forget(Settings().database)
    return ran, forms


async def _show() -> None:
    """Refresh the forms as a deployed run does: the run above is not one."""
    await refresh_forms(at=AT, deployed=True)


def _expected(size: Size) -> dict[str, int]:
    expired = size.incomplete // _ONE_IN
    return {"completion_reminder": size.incomplete - expired, "completion_expired": expired, "alert": 1}


def fill(session: Session, size: Size) -> None:
    """Write a session in its ninth week: the incomplete dossiers first, the others under examination."""
    region = load_region(REGION, {"silence.effect": "rejection"})
    opened, _ = open_campaign(
        session, region, year=YEAR, opens=date(YEAR, 1, 18), by="Mesure", at=paris(f"{YEAR}-01-18 00:00")
    )
    numbers = range(1, size.dossiers + 1)
    session.execute(insert(Organisation), [{"id": n, "name": f"Maison de l'emploi n° {n}"} for n in numbers])
    session.execute(insert(Application), [application(opened, n, is_whole=n > size.incomplete) for n in numbers])
    session.execute(
        insert(Piece), [piece for n in numbers for piece in pieces(opened, n, is_whole=n > size.incomplete)]
    )
    asked = [request(opened, n) for n in range(1, size.incomplete + 1)]
    session.execute(insert(CompletionRequest), asked)


def application(opened: Campaign, number: int, *, is_whole: bool) -> dict[str, object]:
    """Return the row of an incomplete dossier, or of one that is whole and examined."""
    received = paris(f"{YEAR}-02-10 09:00") + timedelta(minutes=number)
    return {
        "id": number,
        "reference": opened.rules.reference(YEAR, number),
        "campaign_id": opened.id,
        "organisation_id": number,
        "status": Status.under_examination if is_whole else Status.incomplete,
        "status_at": received,
        "circle": 3,
        "contact": f"contact@structure{number}.example",
        "received_at": received,
        "registered_at": received,
        "acknowledge_by": received + timedelta(days=14),
        "silence_at": paris(f"{YEAR}-04-08 23:59"),
        "next_alarm_at": None if is_whole else AT,
        "flags": [],
    }


def pieces(opened: Campaign, number: int, *, is_whole: bool) -> list[dict[str, object]]:
    """Return the rows of a dossier's pieces."""
    missing = set() if is_whole else {"annexe-1", "annexe-2"}
    return [
        {
            "application_id": number,
            "piece_id": name,
            "state": PieceState.missing if name in missing else PieceState.received,
        }
        for name in opened.rules.pieces
    ]


def request(opened: Campaign, number: int) -> dict[str, object]:
    """Return the row of what a dossier is asked for."""
    is_over = number % _ONE_IN == 0
    due_on = _EXPIRED if is_over else _DUE
    return {
        "application_id": number,
        "pieces": {"annexe-1": "missing", "annexe-2": "missing"},
        "expected": {},
        "set_aside": [],
        "by": "system",
        "asked_at": paris(f"{YEAR}-02-15 09:00"),
        "due_on": due_on,
        "due_at": business_days(opened.rules).after(due_on),
        "outcome": RequestOutcome.open,
        "next_reminder_at": None if is_over else AT,
    }
