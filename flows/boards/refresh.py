"""What the console shows once something has happened: the forms' choices, each session's board and lists."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from prefect.client.schemas.responses import DeploymentResponse
from prefect.settings import PREFECT_API_URL, PREFECT_UI_URL

from flows.boards.mailbox import refresh_mailbox
from flows.boards.meeting.page import refresh_meetings
from flows.boards.run_forms import refresh_forms
from flows.boards.session import refresh_board, refresh_table
from flows.boards.waiting import refresh_waiting
from flows.run_context import tag_run

_REFERENCE = "REFERENCE"


async def refresh_console(codes: Iterable[str], *, at: datetime, table: bool = False) -> None:
    """Show what the forms offer now, and how some sessions stand at `at`."""
    await show_sessions(codes, form_links(await refresh_forms()), at=at, table=table)


async def show_sessions(codes: Iterable[str], links: Mapping[str, str], *, at: datetime, table: bool = False) -> None:
    """Show how some sessions stand at `at`; with `table`, their lists of dossiers too."""
    codes = list(codes)
    await tag_run(*codes)
    for code in codes:
        await refresh_board(code, await refresh_meetings(code, at=at, links=links), at=at)
        await refresh_waiting(code, at=at, links=links)
        await refresh_mailbox(code, at=at)
        if table:
            await refresh_table(code, at=at)


def form_links(deployments: Iterable[DeploymentResponse], base: str = "") -> dict[str, str]:
    """Return the address of each deployment's run form, by name. One that is about dossiers has a `{reference}` to fill
    in: the form then opens on that dossier."""
    return {found.name: f"{base}/deployments/deployment/{found.id}/run{_prefilled(found)}" for found in deployments}


def _prefilled(found: DeploymentResponse) -> str:
    fields = _form_fields(found.parameter_openapi_schema or {})
    if "reference" in fields:
        form: dict[str, Any] = {"reference": _REFERENCE}
    elif "references" in fields:
        form = {"references": [_REFERENCE]}
    else:
        return ""
    # Decoded twice: by the router of the console, then by its form.
    encoded = quote(quote(json.dumps({"form": form}, separators=(",", ":")), safe=""), safe="")
    return f"?parameters={encoded.replace(_REFERENCE, '{reference}')}"


def _form_fields(schema: Mapping[str, Any]) -> set[str]:
    name = schema.get("properties", {}).get("form", {}).get("$ref", "").rpartition("/")[2]
    return set(schema.get("definitions", {}).get(name, {}).get("properties", {}))


def console_address() -> str:
    """Return where people open the console: a setting of Prefect, or beside its API."""
    return (PREFECT_UI_URL.value() or (PREFECT_API_URL.value() or "").removesuffix("/api")).rstrip("/")
