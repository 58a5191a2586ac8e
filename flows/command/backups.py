"""An installation saved, put back, and led to this version of the program."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.command.french import Command
from flows.command.terminal import console, errors
from flows.machine.lock import alone
from models.storage.backup.archive import Manifest
from models.storage.backup.migrate import migrate
from models.storage.backup.restore import check, restore
from models.storage.backup.save import save
from models.storage.settings import Settings
from models.storage.version import HEAD
from notifications.writing.wording import count

app = typer.Typer(rich_markup_mode=None)


@app.command("backup", cls=Command)
def backup_command(
    file: Annotated[Path, typer.Argument(metavar="fichier", help="Où écrire la sauvegarde ; rien n'est écrasé.")],
) -> None:
    """Save the installation, while it runs or not; exit with 1 where the store holds what is no more what came."""
    saved = save(Settings(), file, at=datetime.now(UTC))
    _say(f"{file} : {count(saved.files, 'fichier sauvegardé', 'fichiers sauvegardés')}.")
    for name in saved.changed:
        errors.print(f"Fichier « {name} » : dans l'archive, il n'est plus ce qui avait été reçu.", markup=False)
    if saved.changed:
        raise typer.Exit(1)


@app.command("restore", cls=Command)
def restore_command(
    file: Annotated[Path, typer.Argument(metavar="fichier", help="La sauvegarde.")],
    *,
    only_check: Annotated[bool, typer.Option("--check", help="La vérifie tout entière, et n'écrit rien.")] = False,
) -> None:
    """Put a backup back into an installation that holds nothing yet."""
    if only_check:
        _say(f"{_told(check(file))} Elle est entière.")
        return
    settings = Settings()
    with alone(settings.home.resolve(), "spro restore"):
        manifest = restore(settings, file)
    _say(f"{_told(manifest)} Elle est en place : « spro up » la met en marche.")
    _say("Ce qui a été effacé depuis cette sauvegarde y est encore : « spro purge » le propose à nouveau.")


@app.command("migrate", cls=Command)
def migrate_command() -> None:
    """Lead the database to the version of the program."""
    settings = Settings()
    with alone(settings.home.resolve(), "spro migrate"):
        if not migrate(settings, at=datetime.now(UTC), say=_say):
            _say(f"La base est déjà à la version {HEAD}.")


def _told(manifest: Manifest) -> str:
    files = count(len(manifest.files), "fichier", "fichiers")
    return f"Sauvegarde du {manifest.taken_at.astimezone():%d/%m/%Y à %H:%M} : {files}."


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
