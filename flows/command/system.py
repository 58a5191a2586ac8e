"""The living system, started whole or part by part: the modules of these commands read nothing of Prefect, which its
processes do meanwhile."""

from typing import Annotated

import typer

from flows.command.french import Command
from flows.installation import parts, up

app = typer.Typer(rich_markup_mode=None)


@app.command("up", cls=Command)
def up_command(
    prefect_port: Annotated[int, typer.Option(help="Port de la console de Prefect.")] = 4200,
    gallery_port: Annotated[int, typer.Option(help="Port des courriels.")] = 8025,
    smtp_port: Annotated[int, typer.Option(help="Port du serveur de courriel fourni.")] = 1025,
) -> None:
    """Run the living system until Ctrl-C."""
    up.up(prefect_port=prefect_port, gallery_port=gallery_port, smtp_port=smtp_port)


_Server = Annotated[str, typer.Option("--server", help="Adresse du serveur Prefect.")]
_HERE = "http://127.0.0.1:4200"


@app.command("server", cls=Command)
def server_command(
    prefect_port: Annotated[int, typer.Option(help="Port de la console de Prefect.")] = 4200,
) -> None:
    """Be Prefect's server and its console, alone."""
    parts.serve(port=prefect_port)


@app.command("worker", cls=Command)
def worker_command(
    server: _Server = _HERE,
    name: Annotated[str | None, typer.Option(help="Son nom, à lui seul et toujours le même.")] = None,
) -> None:
    """Be a worker, alone."""
    parts.work(server.rstrip("/"), name)


@app.command("watch", cls=Command)
def watch_command(server: _Server = _HERE) -> None:
    """Be the watcher, alone."""
    parts.watch(server.rstrip("/"))
