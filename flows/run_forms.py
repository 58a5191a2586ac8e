"""The run forms as the console shows them: real dossiers to choose from, and plain fields in their order.

A deployment's schema is rewritten when what it offers has changed, and after each deployment, which forgets it. A
choice that has changed since the page was opened is refused by Prefect; a typed reference never is.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse
from prefect.runtime import deployment

from tasks.choices import Choices, read_choices

OURS = "spro"
"""The tag that prefect.yaml gives each deployment of this system."""

TITLES = {"form": "Formulaire", "at": "Instant"}
"""What Prefect would otherwise call by the names of the parameters."""

_BEYOND = (
    "Un jour non ouvré passe au suivant. L'instruction finit le {ends} : si la date la dépasse et que le dossier reste "
    "incomplet, il ira à la session suivante."
)
NOTES: Mapping[tuple[str, str], str] = {
    ("demander-complements", "due"): f"Inclus ; vide : {{days}} jours. {_BEYOND}",
    ("prolonger-complements", "to"): f"Inclus. {_BEYOND}",
}
"""What a field says besides, by deployment and field: the days of the session."""

OFFER = "Choisissez dans la liste. Ce qui a changé depuis l'ouverture de cette page est refusé : rechargez-la alors."
NONE_TO_OFFER = "Aucun dossier à proposer pour l'instant."


async def refresh_forms(*, deployed: bool | None = None) -> list[DeploymentResponse]:
    """Write what each form offers now, where it changed, and return the deployments of this system.

    Only a deployed run has any; `deployed` says it for whoever is no run.
    """
    if not (deployment.id if deployed is None else deployed):
        return []
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[OURS]))
    async with get_client() as client:
        found = await client.read_deployments(deployment_filter=ours)
        if choices := read_choices():
            for each in found:
                await _write(client, each, choices)
    return found


async def _write(client: PrefectClient, found: DeploymentResponse, choices: Choices) -> None:
    schema = found.parameter_openapi_schema or {}
    offered = offer(schema, found.name, choices)
    if offered != schema:
        await client.update_deployment(found.id, DeploymentUpdate(parameter_openapi_schema=offered))


def offer(schema: Mapping[str, Any], name: str, choices: Choices) -> dict[str, Any]:
    """Return a deployment's schema of parameters with what it offers. Offering again changes nothing more."""
    offered: dict[str, Any] = deepcopy(dict(schema))
    for part in (offered, *offered.get("definitions", {}).values()):
        fields = part.get("properties", {})
        for place, (field, said) in enumerate(fields.items()):
            fields[field] = _described(name, field, {**_plain(said), "position": place}, choices)
        _offer_choices(fields, name, choices)
    return offered


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return « text or nothing » as a text that may be left empty: the console draws tabs for the former."""
    kinds = [kind for kind in said.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return dict(said)
    return {**kinds[0], **{key: value for key, value in said.items() if key not in ("anyOf", "default")}}


def _described(name: str, field: str, said: dict[str, Any], choices: Choices) -> dict[str, Any]:
    if note := NOTES.get((name, field)):
        said["description"] = note.format(days=choices.days_to_complete, ends=choices.examination_ends)
    return said | ({"title": TITLES[field]} if field in TITLES else {})


def _offer_choices(fields: dict[str, Any], name: str, choices: Choices) -> None:
    dossiers = choices.dossiers.get(name, [])
    lists = {"piece": choices.pieces, "session": choices.sessions, "application": dossiers}
    for field in lists.keys() & fields.keys():
        fields[field] = _enumerated(fields[field], lists[field])
    if "applications" in fields:
        fields["applications"]["items"] = _enumerated(fields["applications"].get("items", {}), dossiers)
    for field in {"application", "applications"} & fields.keys():
        fields[field]["description"] = OFFER if dossiers else NONE_TO_OFFER


def _enumerated(said: Mapping[str, Any], offered: list[str]) -> dict[str, Any]:
    """Return a field with a list to choose from; with nothing to offer, an empty list would refuse everything."""
    rest = {key: value for key, value in said.items() if key != "enum"}
    return {**rest, "enum": offered} if offered else rest
