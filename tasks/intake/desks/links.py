"""Where the console leads: where our pages stand, and the stable address of each run form."""

from urllib.parse import urlencode

from prefect.settings import PREFECT_API_URL

from models.storage.settings import Settings

PREFIX = "/spro"
"""Where our pages stand on the server; all else there is Prefect's."""


def form_path(form: str, **filled: str) -> str:
    """Return the stable address of a run form, filled in with some of its fields: no id of Prefect's is in it."""
    return f"{PREFIX}/formulaires/{form}{f'?{urlencode(filled)}' if filled else ''}"


def console_address() -> str:
    """Return where people open the console: what they type, if that is set, or beside Prefect's API."""
    return Settings().console_url or (PREFECT_API_URL.value() or "").rstrip("/").removesuffix("/api")
