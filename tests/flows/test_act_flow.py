"""What is refused of a form: said in French, named so, and no failure; the form is one click away, filled in."""

import json
import logging
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from prefect import get_client
from prefect.client.schemas.objects import State, StateType
from prefect.flow_engine import run_flow
from prefect.utilities.callables import parameter_schema

from flows.act_flow import render_refusal
from flows.acts import table
from flows.acts.prospects import tell_prospects
from flows.boards.artifact import ACCOUNT
from flows.boards.links import LONGEST, filled_link
from flows.gates.gate import commission, working_group
from flows.sessions.conduct import run_campaign
from flows.sessions.deposits import collect_deposits, distribute
from models.errors import Refusal
from models.forms.faults import FormRefusal
from models.storage.patience import Unavailable, persist
from tests.conftest import Installation
from tests.factories import paris
from tests.flows.boards.artifacts import left_by
from tests.support.transactions import locked

AT = paris("2026-05-20 10:00")
UNKNOWN = "ARA-2026-9999"
CHOICE = f"{UNKNOWN} · Maison de l'emploi · incomplet depuis le 4 mai"
PIECES = [{"piece": "annexe-1", "reason": "manquante"}]

WRONG: list[tuple[Any, dict[str, Any], str, str]] = [
    (table.ask, {"form": {"reference": UNKNOWN, "pieces": PIECES}}, f"Saisie refusée · {UNKNOWN}", "Saisi par : à rem"),
    (table.ask, {"form": {"application": [3], "pieces": {}}}, "Saisie refusée", "Dossier : un texte est attendu."),
    (table.ask, {"form": {}}, "Saisie refusée", "Pièces demandées : à remplir."),
    (table.extend, {}, "Saisie refusée", "Nouveau dernier jour : à remplir."),
    (
        table.withdraw,
        {"form": {"application": CHOICE, "by": "Mme Essai"}},
        f"Saisie refusée · {UNKNOWN}",
        f"Dossier « {UNKNOWN} » : ",
    ),
    (
        tell_prospects,
        {"form": {"session": "ara-1999", "file": "fichier-1", "by": "Mme Essai"}},
        "Saisie refusée",
        "Session « ara-1999 » : ",
    ),
    (commission, {"session": "ara-1999"}, "Saisie refusée", "Session « ara-1999 » : "),
    (working_group, {}, "Saisie refusée", "Session : choisissez-la dans la liste."),
    (run_campaign, {"session": "ara-1999"}, "Saisie refusée", "Session « ara-1999 » : aucune session de ce code"),
    (run_campaign, {"session": ["ara-1999"]}, "Saisie refusée", "Session « ['ara-1999'] » : "),
    (collect_deposits, {"at": "hier"}, "Saisie refusée", "Instant « hier » : écrivez-le ainsi : "),
    (distribute, {"at": "hier"}, "Saisie refusée", "Instant « hier » : écrivez-le ainsi : "),
]


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect", "spro")
@pytest.mark.parametrize(("flow", "typed", "name", "why"), WRONG)
async def test_a_run_that_is_refused_is_no_failure(
    flow: Any,  # noqa: ANN401
    typed: dict[str, Any],
    name: str,
    why: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its state says why, its name claims nothing, its account tells it, and the logs hold no error."""
    state = await started(flow, typed)

    assert (state.type, state.name) == (StateType.CANCELLED, "Refusé")
    assert str(state.message).startswith(why)
    assert (run := state.state_details.flow_run_id)
    async with get_client() as client:
        assert (await client.read_flow_run(run)).name == name
    told = str((await left_by(state))[ACCOUNT].data)
    assert "rien n'a été enregistré, rien n'est parti" in told
    assert why.partition(" « ")[0] in told
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []
    assert caplog.messages[-1] == state.message


async def started(flow: Any, typed: dict[str, Any]) -> State[Any]:  # noqa: ANN401
    """Run a flow as a worker does: with the parameters as they were sent."""
    async with get_client() as client:
        run = await client.create_flow_run(flow, parameters=typed)
    state: State[Any] = await run_flow(flow, flow_run=run, return_type="state")  # type: ignore[misc]
    return state


@pytest.mark.prefect
async def test_whoever_calls_a_flow_gets_the_refusal(prefect: None, spro: Installation) -> None:
    """Programs are told as people are."""
    with pytest.raises(FormRefusal, match="Saisi par : à remplir"):
        await table.ask({"reference": UNKNOWN, "pieces": PIECES}, at=AT)


@pytest.mark.prefect
async def test_a_run_waits_for_a_database_that_is_locked(prefect: None, spro: Installation) -> None:
    """It has its name all the same, and is judged once it is free: nobody reads a word of SQL."""
    with locked(spro.database, times=2) as told:
        state = await started(table.withdraw, {"form": {"application": CHOICE, "by": "Mme Essai"}})

    assert (len(told), state.name) == (2, "Refusé")


@pytest.mark.prefect
async def test_a_run_whose_database_stays_away_says_so(
    prefect: None, spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a French sentence, in its state and in its account; it has failed, so that the Région is told."""
    monkeypatch.setattr(persist, "__kwdefaults__", {"waits": (0,)})

    with locked(spro.database, times=9):
        state = await started(table.withdraw, {"form": {"application": CHOICE, "by": "Mme Essai"}})

    assert (state.type, state.name, state.message) == (StateType.FAILED, "Failed", str(Unavailable()))
    assert str(Unavailable()) in str((await left_by(state))[ACCOUNT].data)


def test_the_form_is_drawn_as_before() -> None:
    """Its schema is that of its model: what reads it before us is not the console's business."""
    schema = parameter_schema(table.ask).model_dump()

    assert schema["required"] == []  # sent empty, it is refused by us
    assert schema["properties"]["form"]["$ref"] == "#/definitions/CompletionForm"
    assert schema["properties"]["at"]["default"] is None


def test_the_account_of_a_refusal_leads_back_to_the_form() -> None:
    """With each fault on its line, as text."""
    refusal = FormRefusal(["Motif : à remplir.", "Saisi par « |moi| » : à remplir."])

    told = render_refusal(refusal, "/deployments/deployment/1/run?parameters=%257B%257D")

    assert [line for line in told.splitlines() if line.startswith("- ")] == [
        "- Motif : à remplir.",
        "- Saisi par « ¦moi¦ » : à remplir.",
    ]
    assert "](/deployments/deployment/1/run?parameters=%257B%257D)." in told


def test_without_an_address_the_account_says_the_other_way_back() -> None:
    """The console itself copies a run."""
    assert "Copy to new run" in render_refusal(Refusal("Dossier", "", "à choisir."), None)


def filled(link: str | None) -> dict[str, Any]:
    """The parameters that a link fills in, as the console reads them."""
    assert link is not None
    parameters: dict[str, Any] = json.loads(unquote(unquote(link.partition("?parameters=")[2])))
    return parameters


def test_everything_typed_is_filled_in_again() -> None:
    """The dossier by its reference: the list may offer the former choice no more."""
    typed = {"form": {"application": CHOICE, "pieces": PIECES, "message": "À « revoir » (vite) & bien"}}

    link = filled_link(UUID(int=1), typed)

    assert filled(link) == {
        "form": {"pieces": PIECES, "message": "À « revoir » (vite) & bien", "reference": UNKNOWN},
    }
    assert str(link).isascii()
    assert not set(str(link)) & set(" ()\"'<>")


def test_two_dossiers_that_do_not_agree_are_both_filled_in() -> None:
    """That is what is to be mended."""
    typed = {"form": {"application": CHOICE, "reference": "ARA-2026-0001"}}

    assert filled(filled_link(uuid4(), typed)) == typed


def test_what_no_address_can_hold_makes_no_link() -> None:
    """A text of tens of pages: the server would refuse to read it."""
    assert filled_link(uuid4(), {"form": {"message": "é" * LONGEST}}) is None
