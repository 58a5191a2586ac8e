"""Whom a proxy names acts in their own name; nobody else can say to be the proxy."""

from typing import Any

import pytest

from flows.boards.run_forms import schema_of
from flows.serving.person import Named, Proxy, drawn_for, page_for, readable
from tasks.meetings.pages.validate import BY
from tests.flows.serving.inner import INNER, ask

HEADER = "x-utilisateur"
NAMED = Named(INNER, Proxy(HEADER, "10.0.0.7"))
RUN = "/api/deployments/0b5f/create_flow_run"


async def sent(path: str, body: object, *, client: str = "10.0.0.7", user: str | None = "Mme Réelle") -> Any:  # noqa: ANN401
    """What reaches Prefect of what somebody sends."""
    headers = {HEADER: user.encode().decode("latin-1")} if user else {}
    return (await ask(NAMED, "POST", path, headers, client=client, json=body)).json()["asked"]


def form(by: str) -> dict[str, Any]:
    """A form, as the console sends it."""
    return {"parameters": {"form": {"reference": "ARA-2026-0001", "by": by}}, "name": "x"}


async def test_an_act_is_recorded_under_the_name_that_the_proxy_says() -> None:
    """Whatever was typed; all else is as it was sent."""
    assert await sent(RUN, form("Quelqu'un d'autre")) == form("Mme Réelle")


@pytest.mark.parametrize("body", [{"form": {"session": "ara-2026"}}, {"parameters": {"session": "x"}}, [1], None, "by"])
async def test_what_says_no_name_is_left_alone(body: object) -> None:
    """A run without a form, and all the questions that the console asks."""
    assert await sent(RUN, body) == body


@pytest.mark.parametrize(
    "wrapped",
    [lambda said: [said], lambda said: {"schedules": [said]}, lambda said: {"actions": [{"type": "run", **said}]}],
    ids=["many runs", "a schedule", "an automation"],
)
async def test_no_other_way_to_start_an_act_keeps_another_name(wrapped: Any) -> None:  # noqa: ANN401
    """Each of Prefect's holds the form."""
    assert await sent("/api/automations/", wrapped(form("Autre"))) == wrapped(form("Mme Réelle"))


async def test_a_page_of_a_gate_is_answered_under_that_name_too() -> None:
    """And nobody answers it beside its form."""
    assert await sent("/api/flow_runs/1/resume", {"run_input": {BY: "Autre"}}) == {"run_input": {BY: "Mme Réelle"}}
    beside = await ask(NAMED, "POST", "/api/flow_runs/1/input", {HEADER: "x"}, client="10.0.0.7", json={"key": "x"})
    assert beside.status_code == 403


@pytest.mark.parametrize(("client", "user"), [("127.0.0.1", "Mme Forgée"), ("10.0.0.7", None), ("10.0.0.7", " ")])
async def test_without_the_proxy_the_header_is_nobodys(client: str, user: str | None) -> None:
    """Who asks directly types their name, as before; a forged header changes nothing."""
    assert await sent(RUN, form("Mme Tapée"), client=client, user=user) == form("Mme Tapée")


def test_the_form_is_shown_filled_in() -> None:
    """The field holds the name; the other fields are as they were."""
    shown = drawn_for({"id": "1", "parameter_openapi_schema": schema_of("flows.acts.table.ask")}, "Mme Réelle")
    fields = shown["parameter_openapi_schema"]["definitions"]["CompletionForm"]["properties"]

    assert [name for name, field in fields.items() if field.get("default") == "Mme Réelle"] == ["by"]
    assert drawn_for({"id": "1", "parameter_openapi_schema": None}, "x")["parameter_openapi_schema"] == {}


def test_a_page_of_a_gate_is_shown_filled_in() -> None:
    """As Prefect keeps it, text or not."""
    page = {"properties": {BY: {"type": "string"}, "on": {}}}
    filled = {"properties": {BY: {"type": "string", "default": "Mme Réelle"}, "on": {}}}

    assert page_for(page, "Mme Réelle") == filled
    assert page_for('{"properties": {"on": {}}}', "x") == '{"properties": {"on": {}}}'


@pytest.mark.parametrize(
    ("said", "read"),
    [("Zoé".encode().decode("latin-1"), "Zoé"), ("Zoé", "Zoé"), ("a\x07b  c", "a b c"), ("x" * 200, "x" * 120)],
    ids=["UTF-8", "Latin-1", "control signs", "too long"],
)
def test_a_name_is_read_as_the_proxy_meant_it(said: str, read: str) -> None:
    """On one line, and not for ever."""
    assert readable(said) == read
