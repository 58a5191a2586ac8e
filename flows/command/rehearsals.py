"""A year rehearsed, and looked at again afterwards."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from prefect.settings import PREFECT_API_SSL_CERT_FILE, PREFECT_API_URL, temporary_settings
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from flows.command.french import Command
from flows.command.main import REHEARSALS
from flows.command.terminal import console, errors
from flows.installation import up
from flows.installation.prefect_server import NOBODY, REHEARSAL_SETTINGS, PrefectServer
from flows.rehearsal.play.gates import Gatekeeper
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.play.run import Rehearsed, rehearse, write_json
from flows.rehearsal.play.summary import show
from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from flows.rehearsal.scenario.generated import generate
from flows.rehearsal.scenario.scenario import Scenario
from models.errors import Refusal
from models.storage.settings import Settings
from notifications.writing.wording import long_date

app = typer.Typer(rich_markup_mode=None)


@app.command("rehearse", cls=Command)
def rehearse_command(
    file: Annotated[
        Path | None, typer.Argument(metavar="fichier", help="Le scénario ; sans lui, l'année 2021 fournie.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Où écrire le résultat, pour un programme.")] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Sortir en 1 si une attente du scénario n'est pas tenue.")
    ] = False,
    applications: Annotated[int, typer.Option(min=0, help="Jouer une année inventée de cette taille.")] = 0,
    seed: Annotated[int, typer.Option(help="La graine de l'année inventée : la même redonne la même.")] = 1,
    gates: Annotated[
        bool,
        typer.Option("--gates", help="Saisir les avis et décisions dans les vraies exécutions suspendues ; plus long."),
    ] = False,
) -> None:
    """Play a scenario, print what it came to, and hold it to what it expects."""
    scenario = _scenario(file, applications, seed)
    rehearsed = _play(scenario, gates=gates)
    show(console, rehearsed)
    if after := sum(event.at >= scenario.until for event in scenario.events):
        console.print(f"[yellow]Événements postérieurs à la fin du scénario (until), non joués : {after}.[/]")
    if json:
        write_json(rehearsed, json)
    if check:
        _check(scenario, rehearsed)


def _scenario(file: Path | None, applications: int, seed: int) -> Scenario:
    try:
        if applications:
            return generate(applications, seed=seed, region="auvergne-rhone-alpes", year=2021)
        return load_scenario(file or SHIPPED)
    except Refusal as refused:
        errors.print(str(refused), markup=False)
        raise typer.Exit(2) from refused


def _play(scenario: Scenario, *, gates: bool) -> Rehearsed:
    folder = Settings().home
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("Démarrage du serveur Prefect", total=None)
        with (
            PrefectServer(folder / "prefect", settings=REHEARSAL_SETTINGS) as server,
            temporary_settings({PREFECT_API_URL: server.api_url, PREFECT_API_SSL_CERT_FILE: str(NOBODY)}),
        ):

            def advance(at: datetime, what: str) -> None:
                done = (at.date() - scenario.opens).days
                total = (scenario.until.date() - scenario.opens).days
                progress.update(bar, description=f"{long_date(at.date())} · {what}", completed=done, total=total)

            return asyncio.run(rehearse(scenario, folder, advance, Gatekeeper() if gates else RealFlows()))


def _check(scenario: Scenario, rehearsed: Rehearsed) -> None:
    lines = unmet(scenario.expect, rehearsed.result, rehearsed.names)
    for line in lines:
        errors.print(line, markup=False)
    if lines:
        raise typer.Exit(1)
    console.print(f"[green]Les {len(scenario.expect)} attentes du scénario sont tenues.[/]")


@app.command("look", cls=Command)
def look_command() -> None:
    """Open the latest rehearsal again until Ctrl-C."""
    rehearsals = sorted(REHEARSALS.glob("*/prefect"))
    if not rehearsals:
        errors.print(f"Aucune répétition dans {REHEARSALS} : lancez d'abord spro rehearse.")
        raise typer.Exit(1)
    up.reopen(rehearsals[-1].parent, console)
