"""What the libraries of the command line say in English, said in French: usage, help, refusals of options and
settings."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic_core import ErrorDetails
from typer.core import TyperCommand, TyperGroup

_Words = Sequence[tuple[str, str]]

_HELP: _Words = (
    (r"^Usage: ", "Usage : "),
    (r"\[OPTIONS\]", "[options]"),
    (r"COMMAND \[ARGS\]\.\.\.", "commande [arguments]…"),
    (r"^(Arguments|Options):$", r"\1 :"),
    (r"^Commands:$", "Commandes :"),
    (r"Show this message and exit\.", "Affiche cette aide."),
    (r"\[default:(\s)", r"[par défaut :\1"),
    (r"\brequired\]", "obligatoire]"),
    (r"<%Y-%m-%d>", "AAAA-MM-JJ"),
    # As wide as what they stand for, the blank after it included: they are in a column.
    (r"<path>", "chemin"),
    (r"<str>", "texte"),
    (r"<int range>", "nombre     "),
    (r"<int> ?", "nombre"),
)
"""Words of a page of help, and what is shown instead."""

_ERRORS: _Words = (
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", r"Option inconnue : \1"),
    (r"No such command '(.+?)'\..*", r"Commande inconnue : \1"),
    (r"Missing command\.", "Il manque la commande."),
    (r"Missing argument '?(.+?)'?\.", r"Il manque l'argument \1."),
    (r"Missing option '?(.+?)'?\.", r"Il manque l'option \1."),
    (r"Option '(.+)' requires an argument\.", r"L'option \1 demande une valeur."),
    (r"Option '(.+)' does not take a value\.", r"L'option \1 ne prend pas de valeur."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", r"Argument en trop : \1"),
    (r"Invalid value for '?(.+?)'?: (.+)", r"\1 : \2"),
    (r"(?:file|path|directory|File|Path|Directory) '(.+)' does not exist\.", r"« \1 » n'existe pas."),
    (r"(?:file|path|File|Path) '(.+)' is a directory\.", r"« \1 » est un dossier."),
    (r"(?:directory|path|Directory|Path) '(.+)' is a file\.", r"« \1 » est un fichier."),
    (r"(?:\w+) '(.+)' is not readable\.", r"« \1 » ne peut pas être lu."),
    (r"Input should be a valid integer.*", "écrivez un nombre entier."),
    (r"Input should be greater than or equal to (\d+)", r"écrivez un nombre d'au moins \1."),
    (r"Input should be less than or equal to (\d+)", r"écrivez un nombre d'au plus \1."),
    (r"(?:Value error, )?'(.+)' does not match the formats? .*", r"« \1 » n'est pas un jour ; écrivez 2027-09-01."),
)
"""Sentences of a refusal, and what is said instead, one after the other."""


def in_french(text: str, words: _Words) -> str:
    """Return a text with the sentences that are known said in French; what is not is left as it is."""
    for english, french in words:
        text = re.sub(english, french, text, flags=re.MULTILINE)
    return text


def refusal(message: str) -> str:
    """Return why a command line was not understood, in French."""
    return in_french(message, _ERRORS)


_NO_SUCH_VALUE = "ce n'est pas une valeur de ce réglage ; les formes possibles sont dans docs/installation.md."

_SETTINGS = {
    "greater_than_equal": "il faut au moins {ge}.",
    "less_than_equal": "il faut au plus {le}.",
    "int_parsing": "écrivez un nombre entier.",
    "url_parsing": "ce n'est pas une adresse ; les formes possibles sont dans docs/installation.md.",
    "url_scheme": "une adresse commence ici par {expected_schemes}, puis « :// ».",
    "string_pattern_mismatch": "écrivez des lettres, des chiffres et des tirets, par exemple X-Utilisateur.",
}
"""How to mend a setting, by what pydantic calls its fault; those that we find ourselves say it themselves."""

_LISTS: _Words = ((r"'([^',]+)'", r"« \1 »"), (" or ", " ou "))
"""How what is expected is listed."""


def of_a_setting(fault: ErrorDetails) -> str:
    """Return what is wrong with a setting; never its value, which may hold a password."""
    if fault["type"] == "setting":
        why = fault["msg"]
    else:
        why = in_french(_SETTINGS.get(fault["type"], _NO_SUCH_VALUE).format_map(fault.get("ctx", {})), _LISTS)
    return f"Réglage SPRO_{str(fault['loc'][0]).upper()} : {why}"


class Command(TyperCommand):
    """A command whose help is in French."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  the library keeps the type to itself
        """Return its page of help."""
        return in_french(super().get_help(ctx), _HELP)

    def get_short_help_str(self, limit: int = 0) -> str:
        """Return its whole sentence: the list of commands has as many lines as it needs."""
        return super().get_short_help_str(limit=max(limit, 1_000))


class Group(TyperGroup):
    """All commands, whose help is in French."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  the library keeps the type to itself
        """Return its page of help."""
        return in_french(super().get_help(ctx), _HELP)
