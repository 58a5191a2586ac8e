"""What an installation may set of Prefect by its own names, and what is refused: nothing is dropped without a word."""

import re
from collections.abc import Mapping

from flows.machine.processes import Unstartable
from flows.serving.addresses import LOOPBACK, host_name, is_local

DATABASE = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
PASSWORD = "PREFECT_SERVER_API_AUTH_STRING"  # noqa: S105  the name of a setting
BOUND = "PREFECT_SERVER_API_HOST"

USED = (DATABASE, PASSWORD, BOUND)
"""What the server is given: its database, the console's « user:password », where it listens."""

TUNING = ("PREFECT_LOGGING_", "PREFECT_SERVER_LOGGING_", "PREFECT_SERVER_DATABASE_")
"""How those begin that only say how much is written to the logs, or how the database is reached: used as well."""

INSTEAD = {
    "PREFECT_HOME": "c'est SPRO_HOME qui désigne le dossier",
    "PREFECT_API_URL": "le serveur se dit par --server à spro worker et à spro watch, et spro up a le sien ; "
    "l'adresse à taper est SPRO_CONSOLE_URL",
    "PREFECT_UI_URL": "l'adresse de la console se dit par SPRO_CONSOLE_URL",
    "PREFECT_UI_API_URL": "la console appelle l'adresse d'où elle vient ; celle-ci se dit par SPRO_CONSOLE_URL",
    "PREFECT_SERVER_API_PORT": "le port se dit par spro up --prefect-port",
    "PREFECT_API_AUTH_STRING": f"le mot de passe se dit une fois, par {PASSWORD}",
    "PREFECT_API_SSL_CERT_FILE": "une autorité interne se désigne par SSL_CERT_FILE",
    "PREFECT_API_DATABASE_CONNECTION_URL": f"la base de Prefect se dit par {DATABASE}",
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "la seule origine admise est celle de SPRO_CONSOLE_URL",
}
"""What is refused, and why or what to set instead."""

_FORMS = (
    ("_LEVEL", "debug|info|warning|error|critical", "écrivez DEBUG, INFO, WARNING, ERROR ou CRITICAL."),
    (
        DATABASE,
        r"postgresql\+asyncpg://.+|sqlite\+aiosqlite:///.+",
        "écrivez postgresql+asyncpg://utilisateur:motdepasse@serveur.example/base.",
    ),
)
"""How the values of settings are written whose names end so, and the mend; never the value, which may hold a
password."""

_OTHERWISE = "ce n'est pas un réglage que le système transmet à Prefect ; retirez-le (liste dans docs/installation.md)"


def allowed_settings(environment: Mapping[str, str], console: str | None) -> dict[str, str]:
    """Return what an environment sets of Prefect, where it may be started so: `console` is the address that people
    type. Raises Unstartable."""
    settings = settings_of_prefect(environment)
    need_password(settings, console)
    return settings


def settings_of_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what an environment sets of Prefect. Raises Unstartable for the first that would not be used."""
    found = {name: value for name, value in sorted(environment.items()) if name.startswith("PREFECT_") and value}
    for name, value in found.items():
        if name not in USED and not name.startswith(TUNING):
            raise Unstartable("Réglage", name, f"{INSTEAD.get(name, _OTHERWISE)}.")
        for ending, form, mend in _FORMS:
            if name.endswith(ending) and not re.fullmatch(form, value, re.IGNORECASE):
                raise Unstartable("Réglage", name, mend)
    return found


def shared(settings: Mapping[str, str]) -> dict[str, str]:
    """Return what Prefect's other processes are given too: how much they write to their logs."""
    return {name: value for name, value in settings.items() if name.startswith("PREFECT_LOGGING_")}


def need_password(settings: Mapping[str, str], console: str | None) -> None:
    """Refuse to open the console to other machines without a password, or without the address that they type. Raises
    Unstartable, which never repeats the password."""
    password, bound = settings.get(PASSWORD), settings.get(BOUND, LOOPBACK)
    if password is not None:
        _check(password)
    if not is_local(bound) and console is None:
        raise Unstartable(
            BOUND, bound, "d'autres machines l'atteindraient ; dites par SPRO_CONSOLE_URL à quelle adresse."
        )
    if password is None and not (is_local(bound) and (console is None or is_local(host_name(console)))):
        raise Unstartable(
            "Console",
            console,
            f"d'autres machines l'atteindraient sans mot de passe ; fixez {PASSWORD}=nom:motdepasse.",
        )


def _check(password: str) -> None:
    user, colon, word = password.partition(":")
    if not (user and colon and word and password.isascii() and password.isprintable()):
        mend = "écrivez nom:motdepasse, en lettres sans accent, chiffres et signes."
        raise Unstartable(PASSWORD, "…", mend)
