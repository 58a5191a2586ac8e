"""Asking a person in the midst of a run: it suspends, its process ends, and it starts again once somebody resumed it.

Prefect draws a form from the fields of a model; here the form is a JSON schema of our own, so that each dossier has a
title, an order and its values. What is sent stays with the run until it was dealt with: should the process die before,
the next one finds it.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.client.schemas.responses import SetStateStatus
from prefect.exceptions import Pause, PrefectHTTPStatusError
from prefect.input.actions import acreate_flow_run_input, aread_flow_run_input
from prefect.input.run_input import keyset_from_base_key
from prefect.runtime import flow_run
from prefect.states import Paused

from flows.quiet import say_quietly

WAITING = "En attente"
"""The state in which a run waits for a person, as the console names it."""

RESUME = "Cliquez sur « Resume », en haut à droite."
"""What whoever opens such a run is to do."""

_KEYS = {str(part): key for part, key in keyset_from_base_key("saisie").items()}


async def sent() -> dict[str, Any] | None:
    """Return what a person sent to this run, until it is forgotten; None where nobody has."""
    found: dict[str, Any] | None = await aread_flow_run_input(key=_KEYS["response"])
    return found


async def forget_answer() -> None:
    """Forget what a person sent: it was dealt with, and the run may ask again."""
    async with get_client() as client:
        try:
            await client.delete_flow_run_input(UUID(str(flow_run.id)), _KEYS["response"])
        except PrefectHTTPStatusError as error:
            # There was none; anything else is told: an answer that stayed would be taken for the next one's.
            if error.response.status_code != HTTPStatus.NOT_FOUND:
                raise


async def asked_by(client: PrefectClient, run: UUID) -> dict[str, Any]:
    """Return the form that a run waits for."""
    form: dict[str, Any] = json.loads(await client.read_flow_run_input(run, _KEYS["schema"]))
    return form


async def ask_person(form: Mapping[str, Any], *, why: str) -> NoReturn:
    """Suspend the run until somebody fills in a form, a JSON schema. It never times out; `why` is for whoever opens it.

    What was sent is to be looked for first, and forgotten: Prefect keeps one answer at a time. Raises Pause, by which
    Prefect suspends, and RuntimeError where it does not take the state.
    """
    message = f"{why} {RESUME}"
    waits: State[Any] = Paused(name=WAITING, message=message, reschedule=True)
    waits.state_details.run_input_keyset = _KEYS
    async with get_client() as client:
        answer = await client.set_flow_run_state(UUID(str(flow_run.id)), waits)
    if answer.status is not SetStateStatus.ACCEPT:
        raise RuntimeError(f"the run cannot wait for a person: {answer.status} {answer.details}")
    # After the state, which clears away what was kept under these keys. The console also looks for a description.
    await acreate_flow_run_input(key=_KEYS["schema"], value=dict(form))
    await acreate_flow_run_input(key=_KEYS["description"], value="")
    say_quietly(WAITING, message)
    raise Pause(state=answer.state)
