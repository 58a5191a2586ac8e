"""What waits for a person, as the lists show it, and the forms that its lines open."""

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

from flows.boards.run_forms import offer, schema_of
from flows.pages.forms import filled
from models.vocabulary import Flag
from tasks.console.boards.board import board_of
from tasks.console.forms.choices import Choices
from tasks.console.waiting.reasons import Reason
from tests.flows.boards.schemas import fields_of
from tests.support.mails import Desk

ENTRYPOINTS: dict[str, str] = {
    each["name"]: each["entrypoint"]
    for each in yaml.safe_load((Path(__file__).parents[4] / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
}
"""Where the flow of each deployment is."""

NAMES = {"reference", "references", "session", "stage", "what", "arrival"}
"""The fields that say what a form is about."""


def waiting(desk: Desk, *, at: datetime) -> dict[Reason | Flag, list[str | None]]:
    """Return the dossiers that wait at an instant, by reason."""
    desk.session.flush()
    pending = board_of(desk.session, desk.campaign, at=at).pending
    return {one.reason: [item.reference for item in one.first] for one in pending}


def opened_by(link: str, at: datetime) -> tuple[set[str], set[str]]:
    """Return which fields about its matter a form has, and which it is filled in with when a link opens it."""
    address = urlsplit(link)
    name = address.path.rpartition("/")[2]
    schema = offer(schema_of(ENTRYPOINTS[name]), name, Choices(at.date(), ()))
    query = filled({"parameter_openapi_schema": schema}, dict(parse_qsl(address.query)))
    said = json.loads(unquote(unquote(query.partition("=")[2])) or "{}")
    asked = NAMES & ({"session"} & schema["properties"].keys() | {name for name, _ in fields_of(schema)})
    return asked, {*said, *said.get("form", {})}
