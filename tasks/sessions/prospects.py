"""The addresses to tell that a session opens: a text file on the server, since an address has no place in Prefect."""

import re
from pathlib import Path

from models.errors import Refusal

_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")


def read_prospects(path: str | None) -> list[str]:
    """Return the addresses of a file, one per line, each once; empty lines and those that start with # are skipped.

    Raises Refusal for a file that cannot be read or a line that is no address: all of it is refused, or nothing.
    """
    if path is None:
        return []
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        mend = "ce fichier ne se lit pas ; indiquez le chemin d'un fichier texte en UTF-8 sur le serveur."
        raise Refusal("Fichier des structures à prévenir", path, mend) from error
    said = [(number, line.strip().lower()) for number, line in enumerate(lines, start=1)]
    told = [(number, line) for number, line in said if line and not line.startswith("#")]
    for number, line in told:
        if not _ADDRESS.fullmatch(line):
            mend = f"la ligne {number} n'est pas une adresse de courriel ; une adresse par ligne, rien d'autre."
            raise Refusal("Fichier des structures à prévenir", path, mend)
    return list(dict.fromkeys(line for _, line in told))
