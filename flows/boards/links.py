"""Where the console leads: the address of each run form, empty or filled in with a dossier."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from models.forms.parts import picked
from models.storage.pages import HANDED
from models.storage.settings import Settings

LONGEST = 30_000
"""Characters of an address that our server surely reads."""


def filled_link(deployment: UUID, typed: Mapping[str, Any]) -> str | None:
    """Return the address of a run form with all that was typed in it once; None where that is too long for one."""
    form = typed.get("form")
    again = {**typed, "form": _typed(form)} if isinstance(form, Mapping) else typed
    link = f"/deployments/deployment/{deployment}/run{filled_query(again)}"
    return link if len(link) <= LONGEST else None


def _typed(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form with its dossier typed rather than chosen: the list may offer that choice no more."""
    if form.get("reference") or not isinstance(form.get("application"), str):
        return dict(form)
    rest = {field: value for field, value in form.items() if field != "application"}
    return {**rest, "reference": picked(form["application"])}


def filled_query(parameters: Mapping[str, Any]) -> str:
    """Return the query by which the console fills a run form in."""
    # Decoded twice: by the router of the console, then by its form.
    encoded = quote(quote(json.dumps(parameters, separators=(",", ":")), safe=""), safe="")
    return f"?parameters={encoded}"


def handed_address() -> str | None:
    """Return where links to dossiers lead; None where nobody but this machine would reach them."""
    console = Settings().console_url
    return f"{console.rstrip('/')}{HANDED}" if console else None
