"""What is written from the database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.command.french import Command
from flows.command.terminal import console, errors
from notifications.writing.wording import count, long_date
from tasks.console.evidence.bundle import evidence_of, write_evidence
from tasks.console.person.hand_over import PAGE, hand_over
from tasks.members.register.files import describe
from tasks.members.register.verified import Verified
from tasks.members.units import export_to, publish_to, verify_certificate

app = typer.Typer(rich_markup_mode=None)


@app.command("register", cls=Command)
def register_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire les fichiers.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Les membres de ce jour.")] = None,
) -> None:
    """Write the files of the register of members."""
    register, files = export_to(directory, on=on.date() if on else None, at=datetime.now(UTC))
    _say(describe(register))
    for path in files:
        _say(f"  {path}")


@app.command("annuaire", cls=Command)
def directory_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire l'annuaire : il remplace l'ancien.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Les membres de ce jour.")] = None,
) -> None:
    """Write the pages and data of members that are published."""
    written = publish_to(directory, on=on.date() if on else None, at=datetime.now(UTC))
    day, members = long_date(written.directory.on), count(len(written.directory.structures), "membre")
    _say(f"Annuaire au {day} : {members}, {count(written.files, 'fichier')}. À publier tel quel : {directory}")


@app.command("person", cls=Command)
def person_command(
    address: Annotated[str, typer.Argument(metavar="adresse", help="Son adresse de courriel.")],
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où l'écrire ; un dossier qui n'existe pas.")],
) -> None:
    """Write all that is held about an address; exit with 1 where something of it could not be read."""
    written = hand_over(address, directory, at=datetime.now(UTC))
    if written is None:
        _say("Rien de ce qui est détenu ne nomme cette adresse ; rien n'a été écrit.")
        return
    for section in written.sections:
        _say(f"{section.title} : {len(section.entries)}")
    _say(f"À relire avant de le remettre : {directory / PAGE}")
    for line in written.missing:
        errors.print(line, markup=False, highlight=False, soft_wrap=True)
    if written.missing:
        raise typer.Exit(1)


@app.command("preuve", cls=Command)
def evidence_command(
    reference: Annotated[str, typer.Argument(metavar="référence", help="Celle du dossier : ARA-2026-0001.")],
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où l'écrire ; un dossier qui n'existe pas.")],
) -> None:
    """Write what shows the letters of a dossier."""
    found = evidence_of(reference, at=datetime.now(UTC))
    written = write_evidence(found, directory)
    _say(f"{found.reference} : {count(found.letters, 'lettre')}.")
    for path in written:
        _say(f"  {path}")


@app.command("certificat", cls=Command)
def certificate_command(
    code: Annotated[str, typer.Argument(metavar="code", help="Celui que le certificat porte : 6663-C234-8AFC.")],
) -> None:
    """Say whether a certificate is ours; exit with 1 where it is not."""
    found = verify_certificate(code, at=datetime.now(UTC))
    if found is None:
        _say(
            "Aucun certificat du registre ne porte ce code : il n'est pas de nous, ou son inscription a changé depuis."
        )
        raise typer.Exit(1)
    _say(f"Ce code est celui du certificat {found.number}, de {found.organisation} (dossier {found.reference}).")
    _say(f"Adhésion : depuis le {long_date(found.since)}, {_until(found)}.")


def _until(found: Verified) -> str:
    term = f"jusqu'au {long_date(found.until)} inclus" if found.until else "sans terme"
    stands = "en vigueur" if found.is_running else "elle n'est pas en vigueur aujourd'hui"
    early = " (un acte ou un départ y met fin avant son terme)" if found.is_ended_early else ""
    return f"{term}{early} ; {stands}"


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
