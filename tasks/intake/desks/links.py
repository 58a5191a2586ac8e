"""Where people open the console, for the letters that lead there."""

from prefect.settings import PREFECT_API_URL

from models.storage.settings import Settings


def console_address() -> str:
    """Return where people open the console: what they type, if that is set, or beside Prefect's API."""
    return Settings().console_url or (PREFECT_API_URL.value() or "").rstrip("/").removesuffix("/api")
