"""The living system, started: the modules of this command read nothing of Prefect, which its processes do meanwhile."""

from typing import Annotated

import typer

from flows.command.french import Command
from flows.installation import up

app = typer.Typer(rich_markup_mode=None)


@app.command("up", cls=Command)
def up_command(
    prefect_port: Annotated[int, typer.Option(help="Port de la console de Prefect.")] = 4200,
    gallery_port: Annotated[int, typer.Option(help="Port des courriels.")] = 8025,
    smtp_port: Annotated[int, typer.Option(help="Port du serveur de courriel fourni.")] = 1025,
) -> None:
    """Run the living system until Ctrl-C."""
    up.up(prefect_port=prefect_port, gallery_port=gallery_port, smtp_port=smtp_port)
