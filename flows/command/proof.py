"""What was sealed, verified."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from flows.command.french import Command
from flows.command.terminal import console, errors
from models.storage.settings import Settings
from notifications.writing.wording import count, instant
from tasks.incidents.proof.stamp import write_last_stamp
from tasks.incidents.proof.verified import Noted, Verified, verify

app = typer.Typer(rich_markup_mode=None)


@app.command("verify", cls=Command)
def verify_command(
    block: Annotated[
        tuple[int, str] | None,
        typer.Option(metavar="numéro empreinte", help="Un bloc, et son empreinte telle qu'elle a été notée ailleurs."),
    ] = None,
    stamp: Annotated[
        Path | None, typer.Option(metavar="dossier", help="Où écrire le dernier horodatage, pour le vérifier ailleurs.")
    ] = None,
) -> None:
    """Compute the chain anew, and name the first line that was changed, removed or inserted: exit code 1."""
    verified = verify(Settings(), noted=Noted(*block) if block else None)
    if verified.fault:
        errors.print(verified.fault, markup=False)
        raise typer.Exit(1)
    for line in told(verified):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if stamp:
        written = write_last_stamp(Settings().database, stamp)
        said = f"Horodatage écrit : {written}" if written else "Aucun bloc n'est horodaté."
        console.print(said, markup=False, highlight=False, soft_wrap=True)


def told(verified: Verified) -> Iterator[str]:
    """Yield what was looked at where nothing is wrong, and the hash to note elsewhere."""
    if verified.last is None:
        yield "Rien n'est encore scellé."
        return
    lines, contents = count(verified.lines, "ligne scellée", "lignes scellées"), count(verified.contents, "contenu")
    yield f"Rien n'a été modifié : {count(verified.last.number, 'bloc')}, {lines}, {contents}."
    for number, at in verified.certificates:
        yield f"Certificat d'effacement n° {number}, achevé le {instant(at, verified.zone)}."
    if verified.erased:
        yield f"Parmi elles, {count(verified.erased, 'ligne effacée', 'lignes effacées')} selon ces certificats."
    if verified.waiting:
        yield f"En attente du prochain bloc : {count(verified.waiting, 'ligne')}."
    yield f"Dernier bloc : n° {verified.last.number}, scellé le {instant(verified.last.sealed_at, verified.zone)}."
    yield f"Empreinte : {verified.last.hash}"
    if verified.stamped:
        number, at, by = verified.stamped
        yield f"Horodatage : bloc n° {number}, attesté le {instant(at, verified.zone)} par « {by} »."
