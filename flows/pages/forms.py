"""The stable address of each run form: `/spro/formulaires/<deployment>?reference=…` opens it, filled in with what the
address says and with what the rows know of its dossier.

A deployment's own address holds an id that Prefect gives; mails and pages name the form instead.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.boards.links import filled_query
from flows.pages.machine import Machine
from flows.run_context import GATES, stage_tags
from models.errors import Refusal
from models.forms.dossiers import chosen_stage
from models.forms.parts import picked
from tasks.console.boards.board import stage_to_record
from tasks.console.forms.known import read_known

Deployments = Callable[[str], Awaitable[Mapping[str, Any] | None]]
"""Reads a deployment by its name, as Prefect's API gives it; None where there is none."""

STAGES = {gate: kind for kind, gate in GATES.items()}
"""The kind of the stages of each gate, by its deployment."""

LISTED = {"reference": "application", "references": "applications", "other_reference": "other"}
"""The list in which a dossier that may be typed is chosen: its choices say what it is called, too."""

_SESSION, _STAGE = "session", "stage"
"""The parameters that flows without a form of ours ask for."""


async def open_form(request: Request) -> Response:
    """Lead to a run form with what is known filled in, or to the run of a gate that waits already; 404 where no
    deployment has that name."""
    name, said = request.path_params["name"], dict(request.query_params)
    read: Deployments = request.app.state.deployments
    found = await read(name)
    if found is None:
        raise HTTPException(404)
    if run := await _waiting_run(request.app.state.machine, name, said.get(_SESSION, ""), said.get(_STAGE, "")):
        return RedirectResponse(run, 303)
    known = await run_in_threadpool(read_known, name, said.get("reference", ""), said.get("arrival", ""))
    return RedirectResponse(f"/deployments/deployment/{found['id']}/run{filled(found, {**known, **said})}", 303)


async def _waiting_run(machine: Machine, name: str, session: str, stage: str) -> str | None:
    if name not in STAGES or not session:
        return None
    try:
        named = chosen_stage(stage) if stage else None
        found = await run_in_threadpool(stage_to_record, session, STAGES[name], named)
    except Refusal:  # a session that somebody typed: the form refuses it
        return None
    return await machine.waiting_run(name, stage_tags(session, found)) if found else None


def filled(deployment: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """Return the query that fills the form of a deployment in; fields that it does not have are left out."""
    schema = deployment.get("parameter_openapi_schema") or {}
    fields = _fields(schema)
    if "reference" in said and "references" in fields:
        said = {**said, "references": said["reference"]}
    form = dict(_filled(fields, name, value) for name, value in said.items() if name in fields)
    asked = schema.get("properties", {})
    beside = {name: _offered(asked[name], said[name]) for name in (_SESSION, _STAGE) if name in said and name in asked}
    parameters = {**beside, **({"form": form} if form else {})}
    return filled_query(parameters) if parameters else ""


def _fields(schema: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the fields of a form, as its schema has them."""
    form = schema.get("properties", {}).get("form", {}).get("$ref", "").rpartition("/")[2]
    fields: Mapping[str, Mapping[str, Any]] = schema.get("definitions", {}).get(form, {}).get("properties", {})
    return fields


def _filled(fields: Mapping[str, Mapping[str, Any]], name: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401
    """Return a field of a form and its value: a dossier is chosen where the list offers it, else typed."""
    listed = LISTED.get(name, "")
    chosen = _offered(fields.get(listed, {}), value)
    return (listed, chosen) if chosen not in (value, [value]) else (name, _offered(fields[name], value))


def _offered(field: Mapping[str, Any], value: Any) -> Any:  # noqa: ANN401  a value of a form is of any type
    """Return a value as a field takes it: the whole choice where its first part is said, a list where it is one."""
    if field.get("type") == "array":
        values = value if isinstance(value, list) else [value]
        return [_offered(field.get("items", {}), each) for each in values]
    return next((choice for choice in field.get("enum", ()) if value == picked(choice)), value)
