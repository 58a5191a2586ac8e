"""What is written from the database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.command.french import Command
from flows.command.terminal import console
from tasks.members.register_files import describe
from tasks.members.units import export_to

app = typer.Typer(rich_markup_mode=None)


@app.command("register", cls=Command)
def register_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire les fichiers.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Les membres de ce jour.")] = None,
) -> None:
    """Write the files of the register of members."""
    register, files = export_to(directory, on=on.date() if on else None, at=datetime.now(UTC))
    console.print(describe(register), markup=False, highlight=False, soft_wrap=True)
    for path in files:
        console.print(f"  {path}", markup=False, highlight=False, soft_wrap=True)
