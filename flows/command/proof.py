"""What was sealed, verified; what has been held for its time, proposed, handed to the archives, and certified."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col, select

from flows.command.french import Command
from flows.command.terminal import console, errors
from models.dossiers.forgetting import Purge
from models.errors import Refusal
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.writing.wording import count, instant
from tasks.incidents.forgetting.package import write_package
from tasks.incidents.forgetting.proposal import propose, sentences
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
    verified = verify(Settings(), noted=_noted(*block) if block else None)
    if verified.fault:
        errors.print(verified.fault, markup=False)
        raise typer.Exit(1)
    for line in told(verified):
        _say(line)
    if stamp:
        written = write_last_stamp(Settings().database, stamp)
        said = f"Horodatage écrit : {written}" if written else "Aucun bloc n'est horodaté."
        _say(said)


def _noted(number: int, written: str) -> Noted:
    """Return the hash of a block as it was noted. One that was cut short, or is none, accuses nobody."""
    if not re.fullmatch(r"[0-9a-f]{64}", written.replace(" ", "").lower()):
        mend = f"« {written} » n'est pas une empreinte ; elle a 64 chiffres, de 0 à 9 et de a à f."
        raise typer.BadParameter(mend, param_hint="--block")
    return Noted(number, written)


def told(verified: Verified) -> Iterator[str]:
    """Yield what was looked at where nothing is wrong, and the hash to note elsewhere."""
    if verified.last is None:
        yield "Rien n'est encore scellé."
        return
    lines, contents = count(verified.lines, "ligne scellée", "lignes scellées"), count(verified.contents, "contenu")
    yield f"Rien n'a été modifié : {count(verified.last.number, 'bloc')}, {lines}, {contents}."
    if verified.erased:
        yield f"Parmi elles, {count(verified.erased, 'ligne effacée', 'lignes effacées')} depuis, par certificat :"
        for number, at in verified.certificates:
            yield f"- certificat n° {number}, achevé le {instant(at, verified.zone)}."
    if verified.waiting:
        yield f"En attente du prochain bloc : {count(verified.waiting, 'ligne')}."
    yield f"Dernier bloc : n° {verified.last.number}, scellé le {instant(verified.last.sealed_at, verified.zone)}."
    yield f"Empreinte : {verified.last.hash}"
    if verified.stamped:
        number, at, by = verified.stamped
        yield f"Horodatage : bloc n° {number}, attesté le {instant(at, verified.zone)} par « {by} »."


APPROVED = "Rien n'est effacé d'ici là : une personne l'autorise par le formulaire « autoriser-effacement »."


@app.command("purge", cls=Command)
def purge_command(
    certificate: Annotated[
        int | None, typer.Option(metavar="numéro", help="Affiche le certificat d'un effacement, en JSON.")
    ] = None,
) -> None:
    """Say what has been held for its time, what would be erased of it, what stays; nothing is changed."""
    with reading(Settings().database) as session:
        if certificate:
            _say(_certificate(session.get(Purge, certificate), certificate))
            return
        proposal = propose(session, at=datetime.now(UTC))
        under_way = session.exec(select(Purge.id).where(col(Purge.done_at).is_(None))).all()
    for said in sentences(proposal):
        _say(said)
    for number in under_way:
        _say(f"Effacement n° {number} : autorisé, en cours ; le passage quotidien l'achève.")
    if proposal.units:
        _say(APPROVED)


@app.command("archive", cls=Command)
def archive_command(
    folder: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire ; il ne doit pas exister.")],
) -> None:
    """Write what is proposed for the archives, with the hashes of all files; exit with 1 where the store lost some."""
    package = write_package(Settings(), folder, at=datetime.now(UTC))
    if package is None:
        _say("Rien n'est arrivé au terme de sa durée de conservation : rien n'est écrit.")
        return
    _say(f"{folder} : {count(package.units, 'unité')}, {count(package.files, 'fichier')}.")
    _say(f"Empreinte du versement : {package.hash}")
    for said in package.lost:
        errors.print(said, markup=False)
    if package.lost:
        raise typer.Exit(1)


def _certificate(purge: Purge | None, number: int) -> str:
    if purge is None or purge.certificate is None:
        raise Refusal("Certificat", number, "aucun effacement achevé ne porte ce numéro.")
    return purge.certificate


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
