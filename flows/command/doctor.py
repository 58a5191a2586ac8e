"""The installation examined: each look at it, what it found, and what mends that."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, NamedTuple

import httpx
import typer
import yaml
from pydantic import ValidationError
from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError

from flows.command.french import Command, of_a_setting
from flows.command.terminal import console
from flows.installation.prefect_server import HOST, NOBODY, ROOT, trust
from flows.installation.prefect_settings import BOUND, PASSWORD, allowed_settings
from flows.machine.lock import is_running
from flows.pages.machine import PrefectMachine
from flows.pool import POOL
from flows.serving.addresses import bracketed, is_wildcard
from flows.serving.password import authorization
from models.errors import Refusal
from models.region.file import load_file
from models.sessions.campaign import Campaign
from models.sessions.opening import all_campaigns
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.writing.wording import count
from tasks.incidents.health.conductor import Conductor, Schedules
from tasks.incidents.health.installation import Installation
from tasks.incidents.health.look import Found, Look, Told, Verdict, look_at
from tasks.incidents.health.ours import UTC as NO_ZONE
from tasks.incidents.health.rows import Rows, disks_of, rows_at
from tasks.incidents.health.sender import senders_of
from tasks.incidents.health.whole import LOOKS

app = typer.Typer(rich_markup_mode=None)

EXITS = {Verdict.fault: 2, Verdict.warning: 1}
"""How the command ends by the worst that was found; 0 where all is well, or could not be looked at."""

_STYLES = {Verdict.well: "green", Verdict.unasked: "dim", Verdict.warning: "yellow", Verdict.fault: "bold red"}


class Remembered(NamedTuple):
    """What the database tells, where it can be read: the sessions, and what is looked at again and again."""

    campaigns: Sequence[Campaign] = ()
    rows: Rows | None = None


@app.command("doctor", cls=Command)
def doctor_command(
    prefect_port: Annotated[int, typer.Option(help="Port de la console de Prefect.")] = 4200,
    *,
    try_mailbox: Annotated[
        bool,
        typer.Option("--try-mailbox", help="Déposer un message d'essai dans chaque boîte, puis l'en retirer."),
    ] = False,
) -> None:
    """Examine the installation; exit with 2 where something is at fault, with 1 where something is to be seen to."""
    found = list(examined(os.environ, prefect_port, tries=try_mailbox))
    show(console, found)
    raise typer.Exit(max(EXITS.get(one.found.verdict, 0) for one in found))


def examined(environment: Mapping[str, str], port: int, *, tries: bool) -> Iterator[Told]:
    """Yield what each look finds; of wrong settings, those alone, since nothing else can be looked at then."""
    first = settings_look(environment)
    try:
        settings = Settings()
    except ValidationError as error:
        for fault in error.errors():
            yield Told(first.name, Found(Verdict.fault, of_a_setting(fault)), first.mend, None)
        return
    yield from look_at(_case(settings, environment, port, tries=tries), (first, *LOOKS))


def settings_look(environment: Mapping[str, str]) -> Look[Installation]:
    """Return the look that comes before all others."""
    return Look(
        "Réglages",
        "Les réglages de l'environnement sont-ils justes ?",
        "Corrigez-le ; docs/installation.md dit les formes possibles.",
        lambda case: of_settings(case.settings, environment),
    )


def of_settings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Found]:
    """Judge the settings of an environment: those that nobody reads, that are refused, or that lead nowhere."""
    unread = Settings.unread(environment)
    refused = [*_refused(settings, environment)]
    yield from (Found(Verdict.warning, f"{name} n'est pas un réglage") for name in unread)
    yield from (Found(Verdict.fault, said) for said in refused)
    if not unread and not refused:
        yield Found(Verdict.well, f"le dossier est {settings.home.resolve()}")


def _refused(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    try:
        allowed_settings(environment, settings.console_url)
        if settings.region_file:
            load_file(str(settings.region_file))
    except Refusal as error:
        yield str(error)
    there = next(place for place in (settings.home.resolve(), *settings.home.resolve().parents) if place.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        yield f"SPRO_HOME « {settings.home} » : ce compte ne peut pas écrire dans « {there} »"


def _case(settings: Settings, environment: Mapping[str, str], port: int, *, tries: bool) -> Installation:
    case = Installation(
        at=datetime.now(UTC),
        zone=NO_ZONE,
        rows=None,
        disks=disks_of(settings),
        is_running=is_running(settings.home),
        settings=settings,
        now=lambda: datetime.now(UTC),
        tries=tries,
    )
    if case.is_running:
        case.conductor, case.schedules = asyncio.run(_conductor(environment, port, case.at))
        case.is_locked = case.conductor is None and asyncio.run(_is_locked(environment, port))
    remembered = _remembered(case)
    case.rows = remembered.rows
    for campaign in remembered.campaigns[-1:]:
        case.zone, case.senders = campaign.rules.zone, senders_of(campaign.rules, settings)
    return case


async def _conductor(
    environment: Mapping[str, str], port: int, at: datetime
) -> tuple[Conductor | None, Schedules | None]:
    machine = PrefectMachine(lambda: _client(environment, port), POOL)
    return await machine.health(at), await machine.schedules(_listed())


async def _is_locked(environment: Mapping[str, str], port: int) -> bool:
    """Return True if Prefect is there, and wants another password than the one that is known here."""
    try:
        async with _client(environment, port) as client:
            return (await client.get("/admin/version")).status_code == HTTPStatus.UNAUTHORIZED
    except (httpx.HTTPError, OSError):
        return False


def _client(environment: Mapping[str, str], port: int) -> httpx.AsyncClient:
    bound, password = environment.get(BOUND, HOST), environment.get(PASSWORD)
    host = HOST if is_wildcard(bound) else bracketed(bound)
    headers = {"authorization": authorization(password)} if password else {}
    trusted, api = trust(str(NOBODY)), f"http://{host}:{port}/api"
    return httpx.AsyncClient(base_url=api, headers=headers, timeout=10, trust_env=False, verify=trusted)


def _listed() -> list[str]:
    """Return the names of what prefect.yaml lists."""
    document = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    return [each["name"] for each in document["deployments"]]


def _remembered(case: Installation) -> Remembered:
    """Read the database, unless it is not there, or does not answer: the look at it says so."""
    if case.database.trouble or not case.database.is_made:
        return Remembered()
    try:
        with reading(case.settings.database) as session:
            return Remembered(all_campaigns(session), rows_at(session, at=case.at))
    except (Refusal, SQLAlchemyError):
        return Remembered()


def show(on: Console, told: Sequence[Told]) -> None:
    """Print what was found, each look with its question, then how many there are of each verdict."""
    asks = {look.name: look.asks for look in (settings_look({}), *LOOKS)}
    for name in dict.fromkeys(one.name for one in told):
        on.print(Text.assemble((name, "bold"), f" : {asks[name]}"))
        for one in told:
            if one.name == name:
                _show(on, one)
    verdicts = Counter(one.found.verdict for one in told)
    said = (f"{verdict.value} : {verdicts[verdict]}" for verdict in reversed(Verdict) if verdicts[verdict])
    on.print(Text(f"\n{count(len(told), 'constat')}. {', '.join(said).capitalize()}."))


def _show(on: Console, one: Told) -> None:
    verdict, about = one.found.verdict, f"{one.found.about} : " if one.found.about else ""
    on.print(
        Padding(
            Text.assemble((verdict.value, _STYLES[verdict]), f" · {about}{one.found.said}"), (0, 0, 0, 2), expand=False
        )
    )
    if one.mend:
        on.print(Padding(Text(f"→ {one.mend}"), (0, 0, 0, 4), expand=False))
