"""The `spro` command: what an installer, an officer or a developer types.

The modules of a command are read when it is typed: most need no Prefect, which takes two seconds to import.
"""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, NamedTuple

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException
from typer.main import get_group

from flows.command.french import Group, of_a_setting, refusal
from flows.command.terminal import console, errors
from models.errors import Refusal, refused_file
from models.storage.addresses import database_place
from models.storage.settings import Settings


class Row(NamedTuple):
    """A command: the module of this folder that holds it, and what it does, in French."""

    module: str
    help: str


COMMANDS: Mapping[str, Row] = {
    "rehearse": Row(
        "rehearsals", "Joue une année entière en accéléré : vrais flux, vraie base, vrais courriels, horloge simulée."
    ),
    "look": Row(
        "rehearsals", "Rouvre la dernière répétition : la console de Prefect et les courriels, jusqu'à Ctrl-C."
    ),
    "check": Row("rules", "Vérifie un fichier de région : ses erreurs, ou ce que la Région doit encore confirmer."),
    "workflow": Row("rules", "Affiche la table des transitions : ce qui fait avancer un dossier."),
    "preview": Row(
        "ahead",
        "Écrit un exemple de chaque notification, ou les lettres possibles d'un vrai dossier, avec un index, pour les "
        "relire dans un navigateur.",
    ),
    "forms": Row(
        "papers",
        "Écrit le formulaire « Dossier de candidature » (DOCX) et le tableau des sites (XLSX), à publier avec l'appel.",
    ),
    "register": Row(
        "living", "Écrit le registre des membres, et la liste pour la taxe d'apprentissage : CSV, XLSX et JSON."
    ),
    "annuaire": Row(
        "living",
        "Écrit l'annuaire public des membres : des pages sans serveur, CSV et JSON sous Licence Ouverte, rien de "
        "personnel.",
    ),
    "person": Row(
        "living",
        "Écrit tout ce qui est détenu sur quelqu'un, par son adresse : une page, du JSON, et les fichiers.",
    ),
    "preuve": Row(
        "living",
        "Écrit la preuve des lettres d'un dossier : un PDF pour un tribunal, et les courriels tels qu'ils sont partis.",
    ),
    "certificat": Row("living", "Dit si un certificat est du registre, par son code : de qui, et s'il vaut encore."),
    "purge": Row(
        "proof",
        "Dit ce qui est arrivé au terme de sa durée de conservation, et ce qu'en effacerait une personne.",
    ),
    "archive": Row(
        "proof",
        "Écrit, pour les archives, ce qui est proposé à l'effacement : pièces, lettres, journal, empreintes.",
    ),
    "plan": Row(
        "ahead",
        "Dit ce que le système fera de lui-même dans les jours à venir : étapes, lettres par sorte, une en entier.",
    ),
    "doctor": Row(
        "doctor",
        "Examine l'installation et ce dont elle dépend : réglages, base, courriel, Prefect… et dit comment y remédier.",
    ),
    "verify": Row(
        "proof", "Vérifie que rien n'a été modifié : journal, lettres et fichiers, recalculés depuis leurs scellés."
    ),
    "up": Row("system", "Lance le système vivant : serveur Prefect, agent, veille, courriels. Ctrl-C arrête tout."),
    "server": Row("system", "Lance le serveur Prefect et sa console, seuls : un service de la machine."),
    "worker": Row("system", "Lance un worker, seul, ici ou sur une autre machine que le serveur."),
    "watch": Row(
        "system", "Lance la veille, seule : boîtes, échéances et notifications ; elle fait faire ce qu'il y a à faire."
    ),
    "backup": Row(
        "backups",
        "Sauvegarde l'installation en un fichier, même en marche : base, archive, courriels, fichier de région.",
    ),
    "restore": Row("backups", "Remet une sauvegarde dans une installation vide ; --check la vérifie sans rien écrire."),
    "migrate": Row(
        "backups", "Met la base d'une version antérieure à celle du programme, après en avoir fait une copie."
    ),
}
"""What may be typed, in the order in which the help lists it."""


class Commands(Group):
    """All commands, each read from its module when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002  the library keeps the type to itself
        """Return their names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """Return a command, None where there is none of that name."""
        row = COMMANDS.get(cmd_name)
        if row is None:
            return None
        found = get_group(import_module(f"flows.command.{row.module}").app).get_command(ctx, cmd_name)
        if found is not None:
            found.help = row.help
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """List them without reading their modules."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, row.help) for name, row in COMMANDS.items()])


app = typer.Typer(cls=Commands, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def main() -> None:
    """Run the command that was typed. What the rules refuse is one line and exit 1, what is not understood one and
    exit 2, never a traceback."""
    try:
        sys.exit(app(_typed() or ["--help"], prog_name="spro", standalone_mode=False))
    except Exception as error:  # noqa: BLE001  what is no answer to a person is raised again
        for line in _answers(error):
            errors.print(line, markup=False)
        sys.exit(error.exit_code if isinstance(error, TyperException) else 1)
    finally:
        _forget_what_was_not_played()


def _typed() -> list[str]:
    """Return what was typed after the command's name. Raises BadParameter where some of it is empty, as an undefined
    variable of a script is: it would be taken for the folder one stands in."""
    if "" in sys.argv:
        mend = "il est vide ; une variable de votre script n'est peut-être pas définie."
        raise typer.BadParameter(mend, param_hint="argument")
    return sys.argv[1:]


def _answers(error: Exception) -> Sequence[str]:
    """Return what an error says to whoever typed the command, a line each. Raises one that is a failure of ours."""
    if isinstance(error, TyperException):
        return refusal(error.format_message()), "Pour l'aide : spro --help, ou spro suivi de la commande et de --help."
    if isinstance(error, Refusal):
        return (str(error),)
    if isinstance(error, OSError) and (refused := refused_file(error)):
        return (str(refused),)
    if isinstance(error, ValidationError) and error.title == Settings.__name__:
        return [of_a_setting(fault) for fault in error.errors()]
    return (_of_the_database(error),)


_AWAY = "elle ne répond pas. Vérifiez qu'elle est en marche et que SPRO_DATABASE_URL la désigne. Détail :"
_NO_DATABASE = "ce n'en est pas une, ou elle est abîmée. Vérifiez SPRO_DATABASE_URL, ou rétablissez-la. Détail :"


def _of_the_database(error: Exception) -> str:
    """Return what an error of the database says to a person, without who connects to it. Raises any other."""
    known = sys.modules.get("sqlalchemy.exc")  # most commands never need it
    mends = {known.OperationalError: _AWAY, known.DatabaseError: _NO_DATABASE} if known else {}
    mend = mends.get(type(error))
    if mend is None:
        raise error
    place, [why, *_] = database_place(Settings().database), str(getattr(error, "orig", error)).splitlines()
    return f"Base « {place} » : {mend} {why}"


def _forget_what_was_not_played() -> None:
    """Take away the folder of a rehearsal that did not begin: it was made before its command line was read."""
    if sys.argv[1:2] == ["rehearse"]:
        with suppress(OSError):  # it holds something: it began
            for folder in (Settings().home / "prefect", Settings().home):
                folder.rmdir()


def _show_version(asked: bool) -> None:  # noqa: FBT001  the library gives the option so
    if asked:
        console.print(f"spro {version('spro-candidatures')}", highlight=False)
        raise typer.Exit


@app.callback()
def everywhere(
    *,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Affiche la version.")
    ] = False,
) -> None:
    """Sessions de candidature au SPRO."""


if __name__ == "__main__":
    main()
