"""Where the console leads: the address of each run form, empty or filled in with a dossier."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from prefect.client.schemas.responses import DeploymentResponse
from prefect.settings import PREFECT_API_URL

from models.forms.parts import picked
from models.storage.settings import Settings

Links = Mapping[str, str]
"""The addresses of the run forms, by deployment."""

PREFIX = "/spro"
"""Where our pages stand on the server; all else there is Prefect's."""

LONGEST = 30_000
"""Characters of an address that our server surely reads."""

_REFERENCE, _PLACE = "REFERENCE", "{reference}"


def form_links(deployments: Iterable[DeploymentResponse], base: str = "") -> dict[str, str]:
    """Return the address of each deployment's run form, by name. One that is about dossiers has a `{reference}` to fill
    in: the form then opens on that dossier."""
    return {found.name: f"{base}/deployments/deployment/{found.id}/run{_prefilled(found)}" for found in deployments}


def form_link(links: Links, form: str, reference: str | None = None) -> str | None:
    """Return the address of a run form, filled with a dossier's reference where it holds a place for one: about no
    dossier in particular, the form opens empty."""
    link = links.get(form)
    if link is None or _PLACE not in link:
        return link
    return link.replace(_PLACE, quote(reference, safe="")) if reference else link.partition("?")[0]


def form_path(form: str, **filled: str) -> str:
    """Return the stable address of a run form, filled in with some of its fields: no id of Prefect's is in it."""
    return f"{PREFIX}/formulaires/{form}{f'?{urlencode(filled)}' if filled else ''}"


def filled_link(deployment: UUID, typed: Mapping[str, Any]) -> str | None:
    """Return the address of a run form with all that was typed in it once; None where that is too long for one."""
    form = typed.get("form")
    again = {**typed, "form": _typed(form)} if isinstance(form, Mapping) else typed
    link = f"/deployments/deployment/{deployment}/run{_query(again)}"
    return link if len(link) <= LONGEST else None


def _typed(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form with its dossier typed rather than chosen: the list may offer that choice no more."""
    if form.get("reference") or not isinstance(form.get("application"), str):
        return dict(form)
    rest = {field: value for field, value in form.items() if field != "application"}
    return {**rest, "reference": picked(form["application"])}


def _prefilled(found: DeploymentResponse) -> str:
    fields = _form_fields(found.parameter_openapi_schema or {})
    if "reference" in fields:
        form: dict[str, Any] = {"reference": _REFERENCE}
    elif "references" in fields:
        form = {"references": [_REFERENCE]}
    else:
        return ""
    return _query({"form": form}).replace(_REFERENCE, _PLACE)


def _query(parameters: Mapping[str, Any]) -> str:
    # Decoded twice: by the router of the console, then by its form.
    encoded = quote(quote(json.dumps(parameters, separators=(",", ":")), safe=""), safe="")
    return f"?parameters={encoded}"


def _form_fields(schema: Mapping[str, Any]) -> set[str]:
    name = schema.get("properties", {}).get("form", {}).get("$ref", "").rpartition("/")[2]
    return set(schema.get("definitions", {}).get(name, {}).get("properties", {}))


def console_address() -> str:
    """Return where people open the console: what they type, if that is set, or beside Prefect's API."""
    return Settings().console_url or (PREFECT_API_URL.value() or "").rstrip("/").removesuffix("/api")
