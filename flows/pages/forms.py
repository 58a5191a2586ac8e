"""The stable address of each run form: `/spro/formulaires/<deployment>?application=…` opens it, filled in.

A deployment's own address holds an id that Prefect gives; mails and pages name the form instead.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.boards.links import filled_query

Deployments = Callable[[str], Awaitable[Mapping[str, Any] | None]]
"""Reads a deployment by its name, as Prefect's API gives it; None where there is none."""


async def open_form(request: Request) -> Response:
    """Lead to a run form with what the address says filled in; 404 where no deployment has that name."""
    read: Deployments = request.app.state.deployments
    found = await read(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return RedirectResponse(f"/deployments/deployment/{found['id']}/run{filled(found, request.query_params)}", 303)


def filled(deployment: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """Return the query that fills the form of a deployment in; fields that it does not have are left out."""
    fields = _fields(deployment.get("parameter_openapi_schema") or {})
    if "reference" in said and "references" in fields:
        said = {**said, "references": said["reference"]}
    form = {name: [value] if fields[name] == "array" else value for name, value in said.items() if name in fields}
    return filled_query({"form": form}) if form else ""


def _fields(schema: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields of a form, each with its type where it is said."""
    form = schema.get("properties", {}).get("form", {}).get("$ref", "").rpartition("/")[2]
    fields = schema.get("definitions", {}).get(form, {}).get("properties", {})
    return {name: said.get("type") for name, said in fields.items()}
