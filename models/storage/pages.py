"""Where our own pages stand on the server: the paths by which letters, boards and forms lead to them."""

from urllib.parse import urlencode

PREFIX = "/spro"
"""Where our pages stand; all else there is Prefect's."""

HANDED = f"{PREFIX}/remise"
"""Where dossiers are handed to those who have a link and no account."""

CALL = f"{PREFIX}/appel"
"""Where applicants find the files to fill in, while they may deposit."""


def form_path(form: str, **filled: str) -> str:
    """Return the stable address of a run form, filled in with some of its fields: no id of Prefect's is in it."""
    return f"{PREFIX}/formulaires/{form}{f'?{urlencode(filled)}' if filled else ''}"


def dossier_path(reference: str) -> str:
    """Return the address of the page of a dossier."""
    return f"{PREFIX}/dossiers/{reference}"


def arrival_path(number: str) -> str:
    """Return the address of the page of an arrival."""
    return f"{PREFIX}/arrivees/{number}"


def batch_path(batch: int) -> str:
    """Return the address of the letters of a batch, to be printed."""
    return f"{PREFIX}/poste/{batch}.pdf"


def dry_run_path(code: str) -> str:
    """Return the address of the page of the letters of a dry run."""
    return f"{PREFIX}/a-blanc/{code}"
