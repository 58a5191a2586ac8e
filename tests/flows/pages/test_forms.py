"""The stable addresses of run forms, and what stands around every page."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from flows.boards.links import form_path
from flows.boards.run_forms import schema_of
from flows.pages.app import HEADERS
from tests.flows.pages.visit import visit

ASK = "demander-complements"


async def deployed(name: str) -> Mapping[str, Any] | None:
    """Read a deployment, as Prefect's API gives it."""
    schema = schema_of("flows.acts.table.ask")
    return {"id": "1234", "parameter_openapi_schema": schema} if name == ASK else None


async def led_to(path: str) -> str:
    """Where an address leads."""
    answer = await visit(path, deployed)
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_a_form_opens_filled_in_with_what_its_address_says() -> None:
    """Mails and pages name the form; the id is Prefect's affair."""
    address, _, query = (await led_to(form_path(ASK, reference="ARA-2026-0003"))).partition("?parameters=")

    assert address == "/deployments/deployment/1234/run"
    assert json.loads(unquote(unquote(query))) == {"form": {"reference": "ARA-2026-0003"}}


async def test_what_a_form_does_not_ask_is_left_out() -> None:
    """An address that somebody typed opens the form all the same."""
    assert await led_to(form_path(ASK, unknown="x")) == "/deployments/deployment/1234/run"


async def test_a_form_that_does_not_exist_is_said_in_french() -> None:
    """And every page, this one too, says that it may load nothing of elsewhere."""
    answer = await visit(form_path("rien"), deployed)

    assert answer.status_code == 404
    assert "Cette page n&#39;existe pas" in answer.text
    assert HEADERS.items() <= dict(answer.headers).items()


async def test_the_look_of_the_pages_is_served_with_them() -> None:
    """No page needs another server for its style."""
    assert "color-scheme" in (await visit("/static/pages.css")).text


async def test_a_page_that_breaks_is_said_in_french() -> None:
    """Whatever broke it; the server's log has the rest."""

    async def breaks(_name: str) -> Mapping[str, Any] | None:
        raise RuntimeError("boom")

    answer = await visit(form_path(ASK), breaks, raises=False)

    assert answer.status_code == 500
    assert "Cette page n&#39;a pas pu être affichée" in answer.text
    assert "boom" not in answer.text
