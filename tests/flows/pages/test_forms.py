"""The stable addresses of run forms, and what stands around every page."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest

from flows.boards.run_forms import offer, schema_of
from flows.pages.app import HEADERS
from flows.pages.machine import Machine
from models.dossiers.application import UNNAMED
from models.storage.database import transaction
from models.storage.pages import form_path
from models.vocabulary import Flag, Status
from tasks.console.forms.choices import Choices
from tests.factories import application, arrival, campaign_with, file_of
from tests.flows.pages.visit import NO_PREFECT, NoPrefect, visit

ASK, MERGE, READ, IDENTIFY = "demander-complements", "rapprocher-dossiers", "marquer-lu", "identifier-dossier"
RECLASSIFY = "reclasser-envoi"
ENTRYPOINTS = {
    RECLASSIFY: "flows.acts.arrivals.reclassify",
    ASK: "flows.acts.table.ask",
    MERGE: "flows.acts.table.merge",
    READ: "flows.acts.table.mark_seen",
    "annoter-dossier": "flows.acts.table.annotate",
    IDENTIFY: "flows.acts.table.identify_dossier",
    "derouler-session": "flows.sessions.conduct.run_campaign",
    "commission": "flows.gates.gate.commission",
}
UNREAD = "envoi-12 · envoi 2026-000012"
OFFERED = "ARA-2026-0007 · CIDFF de l'Ain · en instruction depuis le 4 mars"


async def deployed(name: str) -> Mapping[str, Any] | None:
    """Read a deployment, as Prefect's API gives it."""
    if name not in ENTRYPOINTS:
        return None
    choices = Choices(date(2026, 5, 20), (), {name: [OFFERED]}, unread=[UNREAD])
    return {"id": "1234", "parameter_openapi_schema": offer(schema_of(ENTRYPOINTS[name]), name, choices)}


async def led_to(path: str, machine: Machine = NO_PREFECT) -> str:
    """Where an address leads."""
    answer = await visit(path, deployed, machine)
    assert answer.status_code == 303
    return answer.headers["location"]


async def opened(path: str) -> Any:  # noqa: ANN401  JSON
    """What a form opens with."""
    address, _, query = (await led_to(path)).partition("?parameters=")
    assert address == "/deployments/deployment/1234/run"
    return json.loads(unquote(unquote(query)))


@pytest.mark.usefixtures("rows")
async def test_a_dossier_that_is_offered_is_chosen() -> None:
    """The form says what it is called, and where it stands, whether it takes one or several."""
    about = {"reference": "ARA-2026-0007"}

    assert await opened(form_path(ASK, **about)) == {"form": {"application": OFFERED}}
    assert await opened(form_path("annoter-dossier", **about)) == {"form": {"applications": [OFFERED]}}


@pytest.mark.usefixtures("rows")
async def test_a_form_opens_filled_in_with_what_its_address_says() -> None:
    """Mails and pages name the form, whose id is Prefect's affair; what is not offered is typed."""
    assert await opened(form_path(ASK, reference="ARA-2026-0003")) == {"form": {"reference": "ARA-2026-0003"}}


async def test_what_a_dossier_lacks_is_asked_for_already(rows: str) -> None:
    """Each piece with its reason: nothing to choose where nothing else is wrong."""
    with transaction(rows) as session:
        application(session, campaign_with(session), Status.incomplete, missing=["annexe-1", "annexe-4"])

    form = (await opened(form_path(ASK, reference="ARA-2026-0001")))["form"]

    lines = [{"piece": f"annexe-{number} · Annexe {number}", "reason": "manquante"} for number in (1, 4)]
    assert form == {"reference": "ARA-2026-0001", "pieces": lines}


async def test_an_old_form_is_the_reason_to_ask(rows: str) -> None:
    """A person says of which piece."""
    with transaction(rows) as session:
        application(session, campaign_with(session), Status.under_examination, flags=[Flag.old_form])

    form = (await opened(form_path(ASK, reference="ARA-2026-0001")))["form"]

    assert form["pieces"] == [{"reason": "établie sur un autre modèle"}]


async def test_the_other_dossier_of_an_organisation_is_filled_in(rows: str) -> None:
    """Where there is one alone."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        first = application(session, campaign, Status.under_examination)
        application(session, campaign, Status.under_examination, organisation_id=first.organisation_id)

    form = (await opened(form_path(MERGE, reference="ARA-2026-0001")))["form"]

    assert form == {"reference": "ARA-2026-0001", "other_reference": "ARA-2026-0002"}


async def test_who_a_dossier_says_that_it_is_from_is_filled_in(rows: str) -> None:
    """What is missing there is typed; what nobody named stays empty."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        application(session, campaign, Status.registered)
        application(session, campaign, Status.registered, name=UNNAMED)

    forms = [(await opened(form_path(IDENTIFY, reference=f"ARA-2026-000{number}")))["form"] for number in (1, 2)]

    assert forms == [{"reference": "ARA-2026-0001", "organisation": "CIDFF de l'Ain"}, {"reference": "ARA-2026-0002"}]


async def test_the_files_that_are_no_piece_yet_have_a_line_each(rows: str) -> None:
    """By their place on the page of the arrival, with the pieces that they seem to hold; no name of theirs is told."""
    with transaction(rows) as session:
        came = arrival(session, campaign_with(session))
        file_of(session, came, piece_id="dossier")
        file_of(session, came, name="Annexes 1 et 2.pdf", is_loose=True, proposed=["annexe-1", "annexe-2"])
        file_of(session, came, name="scan de Mme Essai.pdf", is_loose=True)

    form = (await opened(form_path(RECLASSIFY, arrival="2026-000001")))["form"]

    held = [{"name": "2", "piece": f"annexe-{number} · Annexe {number}"} for number in (1, 2)]
    assert form == {"arrival": "2026-000001", "pieces": [*held, {"name": "3"}]}


async def test_a_choice_is_filled_in_whole() -> None:
    """As the list has it: its first part alone would not be shown. What it offers no more stays as it was said."""
    assert await opened(form_path(READ, what="envoi-12")) == {"form": {"what": [UNREAD]}}
    assert await opened(form_path(READ, what="envoi-13")) == {"form": {"what": ["envoi-13"]}}


@pytest.mark.usefixtures("rows")
async def test_a_flow_without_a_form_of_ours_opens_on_its_session() -> None:
    """As « derouler-session », and a gate that nobody opened yet."""
    for name in ("derouler-session", "commission"):
        assert await opened(form_path(name, session="ara-2026", reference="x")) == {"session": "ara-2026"}


async def test_a_gate_that_waits_already_is_opened(rows: str) -> None:
    """A second run would ask for the same page twice."""
    with transaction(rows) as session:
        campaign_with(session)

    class Waiting(NoPrefect):
        async def waiting_run(self, flow: str, tags: Sequence[str]) -> str | None:
            return f"/runs/flow-run/{flow}-{'-'.join(tags)}"

    address = await led_to(form_path("commission", session="ara-2026"), Waiting())

    assert address == "/runs/flow-run/commission-ara-2026-commission"


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
