"""The `spro` command's first step: settle the environment before anything reads it.

Prefect reads its settings when it is imported. A rehearsal must be sealed off from any live installation, whatever
SPRO_ and PREFECT_ settings say, so its environment is made here, and the command proper starts in it.
"""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from models.errors import refused_file

OURS = ("SPRO_", "PREFECT_")
"""How the names of settings begin."""

REHEARSALS = Path(".spro") / "repetitions"
"""Where rehearsals are kept, under the folder that the command is run in."""


def main() -> None:
    """Run `spro` with the environment of its command."""
    # Dossiers are personal: what this command and its processes write is its user's own.
    os.umask(0o077)
    arguments = sys.argv[1:]
    environment = in_capitals(os.environ)
    try:
        environment = sealed(environment) if arguments[:1] == ["rehearse"] else environment
    except OSError as error:
        sys.exit(str(refused_file(error) or error))
    # -P: the folder that the command is run in may have packages of our names.
    os.execve(sys.executable, [sys.executable, "-P", "-m", "flows.command.cli", *arguments], environment)  # noqa: S606  ourselves


def in_capitals(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which each setting has the name that is looked for: Prefect reads small letters as well.
    Of one that is said twice, the one in capitals holds."""
    said = sorted(environment.items(), key=lambda one: one[0].isupper())
    return {name.upper() if name.upper().startswith(OURS) else name: value for name, value in said}


def sealed(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a rehearsal: nothing of an installation's, and a fresh folder of its own."""
    kept = {name: value for name, value in environment.items() if not name.startswith(OURS)}
    # The clock of the machine names the folder, nothing else: the rehearsal's own clock is simulated.
    folder = (REHEARSALS / datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S-%f")).resolve()
    (folder / "prefect").mkdir(parents=True)
    return kept | {
        "SPRO_HOME": str(folder),
        "PREFECT_HOME": str(folder / "prefect"),
        # A person at the terminal reads the progress and the summary; the runs' own logs are in the console.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }
