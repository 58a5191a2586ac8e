"""What people read or fill in, written to be proofread or published: the notices, and the form of the call."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.command.french import Command
from flows.command.terminal import console
from models.region.file import load_region
from notifications.samples.preview import write_preview
from tasks.intake.published.application_form import write_form
from tasks.meetings.sheet.sample import sample_sheet

app = typer.Typer(rich_markup_mode=None)


@app.command("preview", cls=Command)
def preview_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire les pages.")],
    region: Annotated[str, typer.Option(help="La région dont on lit les textes.")] = "auvergne-rhone-alpes",
) -> None:
    """Write an example of every notice, with an index."""
    known = load_region(region)
    index = write_preview(directory, known, sheet=(sample_sheet(known),))
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
    """Write the form that applicants fill in."""
    path = write_form(directory, load_region(region), year=year, at=datetime.now(UTC))
    console.print(f"Formulaire : {path}", markup=False, highlight=False, soft_wrap=True)
