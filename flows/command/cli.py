"""The `spro` command: what an installer, an officer or a developer types."""

import asyncio
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from prefect.settings import PREFECT_API_URL, temporary_settings
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from typer.exceptions import TyperException

from flows.acts.members import describe
from flows.command.diagram import diagram_is_fresh, write_diagram
from flows.command.french import Command, Group, refusal
from flows.command.main import REHEARSALS
from flows.installation import up, watch
from flows.installation.prefect_server import REHEARSAL_SETTINGS, PrefectServer
from flows.rehearsal.play.gates import Gatekeeper
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.play.run import Rehearsed, rehearse, write_json
from flows.rehearsal.play.summary import show
from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from flows.rehearsal.scenario.generated import generate
from flows.rehearsal.scenario.scenario import Scenario
from models.dossiers.workflow_printed import as_table
from models.errors import Refusal
from models.region.file import load_region
from models.region.to_confirm import to_confirm
from models.storage.settings import Settings
from notifications.samples.preview import write_preview
from notifications.writing.wording import long_date
from tasks.members.application_form import write_form
from tasks.members.units import export_to

app = typer.Typer(
    cls=Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Sessions de candidature au SPRO.",
)
console = Console()
errors = Console(stderr=True, soft_wrap=True, highlight=False)

_NO_SUCH_ADDRESS = "ce n'est pas une adresse de ce réglage ; les formes possibles sont dans docs/installation.md."


def main() -> None:
    """Run the command that was typed. What the rules refuse is one line and exit 1, what is not understood one and
    exit 2, never a traceback."""
    try:
        sys.exit(app(sys.argv[1:] or ["--help"], prog_name="spro", standalone_mode=False))
    except TyperException as error:
        errors.print(refusal(error.format_message()), markup=False)
        errors.print("Pour l'aide : spro --help, ou spro suivi de la commande et de --help.")
        sys.exit(error.exit_code)
    except Refusal as refused:
        errors.print(str(refused), markup=False)
        sys.exit(1)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for fault in error.errors():
            # Never the value, which may hold a password.
            why = fault["msg"] if fault["type"] == "setting" else _NO_SUCH_ADDRESS
            errors.print(f"Réglage SPRO_{str(fault['loc'][0]).upper()} : {why}", markup=False)
        sys.exit(1)
    finally:
        _forget_what_was_not_played()


def _forget_what_was_not_played() -> None:
    """Take away the folder of a rehearsal that did not begin: it was made before its command line was read."""
    if sys.argv[1:2] == ["rehearse"]:
        with suppress(OSError):  # it holds something: it began
            for folder in (Settings().home / "prefect", Settings().home):
                folder.rmdir()


def _show_version(asked: bool) -> None:  # noqa: FBT001  the library gives the option so
    if asked:
        console.print(f"spro {version('spro-candidatures')}", highlight=False)
        raise typer.Exit


@app.callback()
def everywhere(
    *,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Affiche la version.")
    ] = False,
) -> None:
    """Sessions de candidature au SPRO."""


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
    """Joue une année entière en accéléré : vrais flux, vraie base, vrais courriels, horloge simulée."""
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
            temporary_settings({PREFECT_API_URL: server.api_url}),
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
    """Rouvre la dernière répétition : la console de Prefect et les courriels, jusqu'à Ctrl-C."""
    rehearsals = sorted(REHEARSALS.glob("*/prefect"))
    if not rehearsals:
        errors.print(f"Aucune répétition dans {REHEARSALS} : lancez d'abord spro rehearse.")
        raise typer.Exit(1)
    up.reopen(rehearsals[-1].parent, console)


@app.command("check", cls=Command)
def check_command(
    file: Annotated[
        str, typer.Argument(metavar="fichier", help="Un fichier de région, ou l'identifiant d'une région.")
    ],
) -> None:
    """Vérifie un fichier de région : ses erreurs, ou ce que la Région doit encore confirmer."""
    region = load_region(file)
    console.print(f"[green]Le fichier de la région {region.region.name} est valide.[/]")
    doubts = to_confirm(region)
    console.print(f"À confirmer ({len(doubts)}) :" if doubts else "Rien n'est à confirmer.")
    for doubt in doubts:
        console.print(f"  • {doubt}", markup=False, highlight=False)


@app.command("workflow", cls=Command)
def workflow_command(
    check: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Vérifier que le schéma de ce fichier est à jour.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Mettre à jour le schéma de ce fichier.")
    ] = None,
) -> None:
    """Affiche la table des transitions : ce qui fait avancer un dossier."""
    if write:
        write_diagram(write)
    elif check and not diagram_is_fresh(check):
        errors.print(f"Le schéma de {check} n'est plus celui de la table : spro workflow --write {check}")
        raise typer.Exit(1)
    elif not check:
        _print_workflow()


def _print_workflow() -> None:
    """Print the table, then what each row means: a sentence in a column of its own would leave none room."""
    rows = as_table()
    table = Table("N°", "Événement", "De", "Vers", "Par", "Notifications")
    for number, (*facts, _) in enumerate(rows, start=1):
        table.add_row(str(number), *facts)
    console.print(table)
    for number, (*_, sense) in enumerate(rows, start=1):
        console.print(f"{number:>3}  {sense}", markup=False, highlight=False)


@app.command("preview", cls=Command)
def preview_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire les pages.")],
    region: Annotated[str, typer.Option(help="La région dont on lit les textes.")] = "auvergne-rhone-alpes",
) -> None:
    """Écrit un exemple de chaque notification, avec un index, pour les relire dans un navigateur."""
    index = write_preview(directory, load_region(region))
    console.print(f"Notifications : {index.resolve().as_uri()}")


@app.command("forms", cls=Command)
def forms_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire le formulaire.")],
    region: Annotated[str, typer.Option(help="La région dont c'est l'appel.")] = "auvergne-rhone-alpes",
    year: Annotated[
        int | None,
        typer.Option(min=2000, max=2999, help="L'année de l'appel ; sans elle, l'appel ouvert ou le prochain."),
    ] = None,
) -> None:
    """Écrit le formulaire « Dossier de candidature », à publier avec l'appel : un DOCX à remplir."""
    path = write_form(directory, load_region(region), year=year, at=datetime.now(UTC))
    console.print(f"Formulaire : {path}", markup=False, highlight=False, soft_wrap=True)


@app.command("register", cls=Command)
def register_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire les fichiers.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Les membres de ce jour.")] = None,
) -> None:
    """Écrit le registre des membres, et la liste pour la taxe d'apprentissage : CSV, XLSX et JSON."""
    register, files = export_to(directory, on=on.date() if on else None, at=datetime.now(UTC))
    console.print(describe(register), markup=False, highlight=False, soft_wrap=True)
    for path in files:
        console.print(f"  {path}", markup=False, highlight=False, soft_wrap=True)


@app.command("up", cls=Command)
def up_command(
    prefect_port: Annotated[int, typer.Option(help="Port de la console de Prefect.")] = 4200,
    gallery_port: Annotated[int, typer.Option(help="Port des courriels.")] = 8025,
    smtp_port: Annotated[int, typer.Option(help="Port du serveur de courriel fourni.")] = 1025,
) -> None:
    """Lance le système vivant : serveur Prefect, agent, veille, courriels. Ctrl-C arrête tout."""
    up.up(prefect_port=prefect_port, gallery_port=gallery_port, smtp_port=smtp_port)


@app.command("watch", cls=Command)
def watch_command() -> None:
    """Veille sur la boîte de dépôt et les notifications en attente ; lance les flux quand il y a à faire."""
    asyncio.run(watch.watch(Settings()))


if __name__ == "__main__":
    main()
