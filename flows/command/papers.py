"""What people read or fill in, written to be proofread or published: the notices, and the form of the call."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.command.french import Command
from flows.command.terminal import console
from models.region.file import load_region
from tasks.intake.published.application_form import write_form

app = typer.Typer(rich_markup_mode=None)


@app.command("forms", cls=Command)
def forms_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire le formulaire.")],
    region: Annotated[str, typer.Option(help="La région dont c'est l'appel.")] = "auvergne-rhone-alpes",
    year: Annotated[
        int | None,
        typer.Option(min=2000, max=2999, help="L'année de l'appel ; sans elle, l'appel ouvert ou le prochain."),
    ] = None,
) -> None:
    """Write the form that applicants fill in, and the table of sites beside it."""
    form, sites = write_form(directory, load_region(region), year=year, at=datetime.now(UTC))
    console.print(f"Formulaire : {form}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"Tableau des sites, à y joindre : {sites}", markup=False, highlight=False, soft_wrap=True)
