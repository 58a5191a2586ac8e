"""The rules, checked and shown: the region file and the table of transitions."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from flows.command.diagram import diagram_is_fresh, write_diagram
from flows.command.french import Command
from flows.command.terminal import console, errors
from models.calendar.public_holidays import told_holidays
from models.dossiers.workflow_printed import as_table
from models.errors import Refusal
from models.region.file import load_file
from models.region.model import Region
from models.region.remarks import remarks, remarks_of_year
from models.region.to_confirm import to_confirm
from models.storage.settings import Settings
from notifications.delivery.returns import refused_returns
from notifications.delivery.routes import Route
from notifications.samples.own_words import faults_of_words
from notifications.writing.wording import size
from tasks.incidents.health.sender import of_addresses, senders_of
from tasks.intake.published.logo import read_logo
from tasks.intake.published.templates import Given, read_templates

app = typer.Typer(rich_markup_mode=None)


@app.command("check", cls=Command)
def check_command(
    file: Annotated[
        str, typer.Argument(metavar="fichier", help="Un fichier de région, ou l'identifiant d'une région.")
    ],
    year: Annotated[
        int | None, typer.Option(min=2000, max=2100, help="Vérifier aussi le calendrier de la session de cette année.")
    ] = None,
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Demander aussi ce que publie le domaine d'envoi : MX, SPF, DKIM, DMARC.")
    ] = False,
) -> None:
    """Print the faults of a region file, or what is still to be confirmed; raise Refusal for its faults, and for those
    of the calendar of a year."""
    read = load_file(file)
    region, given = read.region, [*read_templates(read), *read_logo(read)]
    if year:
        region.check_calendar(date(year, 1, 1), year)
    if faults := list(faults_of_words(region)):
        raise Refusal("Lettres de la région", "", "\n".join(faults))
    console.print(f"[green]Le fichier de la région {region.region.name} est valide.[/]")
    _print_given(region, given)
    _print_remarks(region, year)
    doubts = [*to_confirm(region), *_doubts_of_returns(region, Settings())]
    console.print(f"À confirmer ({len(doubts)}) :" if doubts else "Rien n'est à confirmer.")
    for doubt in doubts:
        console.print(f"  • {doubt}", markup=False, highlight=False)
    if live:
        _print_senders(region, Settings())


def _print_given(region: Region, given: Sequence[Given]) -> None:
    """Print the files that stand beside a region file: those to fill in, and the logo."""
    for one in given:
        piece = region.pieces.get(one.piece_id)
        what = f"À remplir, {piece.label} : {one.name}, version {one.version}" if piece else f"Logo : {one.name}"
        console.print(f"{what}, {size(len(one.content))}.", markup=False, highlight=False)


def _print_senders(region: Region, settings: Settings) -> None:
    """Print what receiving servers find of the domains that letters leave from."""
    console.print("Domaine d'envoi :")
    for found in of_addresses(senders_of(region, settings)):
        mend = f" {found.mend}" if found.mend and not found.is_well else ""
        line = f"  • {found.about} : {found.said}.{mend}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _print_remarks(region: Region, year: int | None) -> None:
    """Print what a sound file says without effect, keeps of another region, or adds to the holidays of the country."""
    place = region.region
    found = [*remarks(region), *(remarks_of_year(region, year) if year else ())]
    found += told_holidays(place.holidays, place.subdivision, datetime.now(region.zone).year)
    if found:
        console.print(f"À savoir ({len(found)}) :")
    for remark in found:
        console.print(f"  • {remark}", markup=False, highlight=False)


def _doubts_of_returns(region: Region, settings: Settings) -> Iterator[str]:
    """Yield what is wrong with the address that letters leave with: the server refuses it, or another mailbox than the
    one that is read may receive what returns to it."""
    returns, read = settings.return_address, region.roles.deposit_mailbox.email.lower()
    if returns is None:
        return
    if settings.smtp_url:
        refused = asyncio.run(refused_returns(Route.parse(str(settings.smtp_url), returns=returns)))
        if refused:
            yield f"SPRO_RETURN_ADDRESS : le serveur d'envoi refuse {returns} ({refused})."
    if re.sub(r"[+=.-]?\*[+=.-]?@", "@", returns).lower() != read:
        yield f"SPRO_RETURN_ADDRESS : ce qui revient à {returns} doit arriver dans la boîte de dépôt, {read}."


@app.command("workflow", cls=Command)
def workflow_command(
    check: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Vérifier que le schéma de ce fichier est à jour.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Mettre à jour le schéma de ce fichier.")
    ] = None,
) -> None:
    """Print the table of transitions, or hold the diagram of a file to it."""
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
