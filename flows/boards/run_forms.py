"""The run forms as the console shows them: real dossiers to choose from, and plain fields in their order.

A deployment's schema is rewritten when what it offers has changed, and after each deployment, which forgets it. What
is sent is not held to it: a choice that has changed since the page was opened still names its dossier.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from prefect.client.schemas.responses import DeploymentResponse
from prefect.utilities.callables import parameter_schema

from flows.boards.markdown import plain
from flows.run_context import GATES
from models.forms.arrivals import NEW, NONE, ReclassificationForm
from models.forms.dossiers import PostponementForm
from models.forms.letters import PostingForm, PrintingForm
from models.forms.parts import SEPARATOR
from tasks.acts.table import ACTS
from tasks.console.forms.choices import LONGEST, Choices

OURS, FORM = "spro", "formulaire"
"""The tags that prefect.yaml gives each deployment of this system, and each that people fill in."""

DRAWN = "/spro/formulaires"
"""Where our server takes what several forms offer (flows/serving/drawing.py)."""

_BEYOND = (
    "Un jour non ouvré passe au suivant. L'instruction finit le {ends} : si la date la dépasse et que le dossier reste "
    "incomplet, il ira à la session suivante."
)
NOTES: Mapping[tuple[str, str], str] = {
    ("demander-complements", "due"): f"Inclus ; vide : {{days}} jours. {_BEYOND}",
    ("prolonger-complements", "to"): f"Inclus. {_BEYOND}",
}
"""What a field says besides, by deployment and field: the days of the session."""

TODAY = frozenset({("ouvrir-session", "opens"), ("enregistrer-signature", "signed_on"), ("notifier-autrement", "on")})
"""The dates that are today's as a rule: the form opens on it."""

TITLES = {"form": "Formulaire", "session": "Session"}
"""What a parameter of a flow is called; the fields of a form have titles of their own."""

_KINDS = {gate: kind for kind, gate in GATES.items()}
"""What a body does whose words a deployment waits for."""

OFFER = "Cliquez puis tapez quelques lettres, ou ouvrez la liste par les flèches de droite."
NO_FILE = "Aucun service n'en a envoyé : écrivez à l'adresse de dépôt, de celle du service, en joignant le fichier."
WHO = "Votre nom, votre fonction, ou votre service ({desks}) : le journal du dossier doit dire qui a agi."
"""What is said beside who acts. The console draws a list as one that takes no other name: so they are not a list."""

NONE_TO_OFFER = "Aucun dossier à proposer pour l'instant."


def rewritten(found: DeploymentResponse, choices: Choices) -> dict[str, Any] | None:
    """Return the schema that draws a deployment's form now, or None where it has that one, or is not ours."""
    if OURS not in found.tags or not found.entrypoint:
        return None
    offered = offer(schema_of(found.entrypoint), found.name, choices)
    return None if offered == found.parameter_openapi_schema else offered


def is_gone(found: DeploymentResponse) -> bool:
    """Return True if a deployment is of ours, and of a flow that this version of the program does not have any more."""
    if OURS not in found.tags or not found.entrypoint:
        return False
    module, _, name = found.entrypoint.rpartition(".")
    try:
        return not hasattr(import_module(module), name)
    except ModuleNotFoundError:
        return True


@cache
def schema_of(entrypoint: str) -> dict[str, Any]:
    """Return the parameters of a flow as its code has them: the server may have lost their order."""
    module, _, name = entrypoint.rpartition(".")
    return parameter_schema(getattr(import_module(module), name)).model_dump()


def offer(schema: Mapping[str, Any], name: str, choices: Choices) -> dict[str, Any]:
    """Return a flow's schema of parameters as its form is drawn, with what it offers.

    `at` is left out: it is for rehearsals and programs, which may still give it.
    """
    offered: dict[str, Any] = deepcopy(dict(schema))
    offered["properties"].pop("at", None)
    if name in _KINDS and _KINDS[name] not in choices.several:
        offered["properties"].pop("stage", None)  # of a gate, where there is nothing to choose
    offered["required"] = [*offered.get("required", ()), *_to_ask(offered["properties"])]
    for part in (offered, *offered.get("definitions", {}).values()):
        fields = part.get("properties", {})
        for place, (field, said) in enumerate(fields.items()):
            fields[field] = _described(name, field, {**_plain(said), "position": place}, choices)
        _offer_choices(fields, name, choices)
        _offer_files(fields, choices.files.get(name, ()))
        _name_desks(fields, choices.desks)
    return offered


def _to_ask(parameters: Mapping[str, dict[str, Any]]) -> list[str]:
    """Return the parameters that a flow refuses to go without: their schema does not, so that the flow is asked."""
    asked = [name for name, said in parameters.items() if "anyOf" not in said and said.get("default", "") is None]
    for name in asked:
        del parameters[name]["default"]
    return asked


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return « text or nothing » as a text that may be left empty: the console draws tabs for the former."""
    kinds = [kind for kind in said.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return dict(said)
    return {**kinds[0], **{key: value for key, value in said.items() if key not in ("anyOf", "default")}}


def _described(name: str, field: str, said: dict[str, Any], choices: Choices) -> dict[str, Any]:
    note = NOTES.get((name, field))
    if note and choices.examination_ends:
        said["description"] = note.format(days=choices.days_to_complete, ends=choices.examination_ends)
    if (name, field) in TODAY:
        said["default"] = choices.today.isoformat()
    if (name, field) == ("ouvrir-session", "year"):
        said["default"] = choices.today.year
    if field in TITLES:
        said["title"] = TITLES[field]
    if said.get("minItems") and "$ref" in said.get("items", {}):
        said["default"] = [{}]  # the first line is open already
    return said


def _offer_choices(fields: dict[str, Any], name: str, choices: Choices) -> None:
    dossiers = [_harmless(choice) for choice in choices.dossiers.get(name, [])]
    lists = {
        "piece": (_NO_PIECE, *choices.pieces) if name == ACTS[ReclassificationForm].name else choices.pieces,
        "region": choices.regions,
        "session": choices.sessions,
        "application": dossiers,
        "other": dossiers,
        "member": choices.members,
        "giver": choices.members,
        "holder": choices.members,
        "network": choices.networks,
        "territory": choices.territories,
        "indicators": choices.indicators,
        "question": choices.questions,
        "agent": choices.agents,
        "desk": choices.desks,
        "arrival": choices.arrivals,
        "key": choices.correctable,
        "amendment": tuple(map(_harmless, choices.amendments)),
        "text": tuple(map(_harmless, choices.texts.get(name, ()))),
        "stage": choices.several.get(_KINDS[name], ()) if name in _KINDS else _stages_of(name, choices),
        "letter": choices.posted if name == ACTS[PostingForm].name else choices.kept,
        "target": (*_PLACES, *map(_harmless, choices.targets)),
    }
    for field in lists.keys() & fields.keys():
        fields[field] = _enumerated(fields[field], lists[field])
    if fields.get("pieces", {}).get("items", {}).get("type") == "string":
        fields["pieces"]["items"] = _enumerated(fields["pieces"]["items"], choices.pieces)
    items = {
        "what": choices.unread,
        "letters": choices.to_post if name == ACTS[PrintingForm].name else choices.held,
        "applications": dossiers,
        "present": choices.members,
        "territories": choices.territories,
    }
    for field in items.keys() & fields.keys():
        fields[field]["items"] = _enumerated(fields[field].get("items", {}), items[field])
    for field in {"application", "applications", "other"} & fields.keys():
        fields[field]["description"] = OFFER if dossiers else NONE_TO_OFFER


def _stages_of(name: str, choices: Choices) -> Sequence[str]:
    return choices.stages if name == ACTS[PostponementForm].name else choices.bodies


def _offer_files(fields: dict[str, Any], files: Sequence[str]) -> None:
    """Offer the files that desks sent where a form asks for one; where there is none, say how one comes."""
    offered = [_harmless(choice) for choice in files]
    if "file" in fields:
        fields["file"] = _enumerated(fields["file"], offered)
    if "files" in fields:
        fields["files"]["items"] = _enumerated(fields["files"].get("items", {}), offered)
    if not files:
        for field in {"file", "files"} & fields.keys():
            fields[field]["description"] = NO_FILE


def _name_desks(fields: dict[str, Any], desks: Sequence[str]) -> None:
    """Name the desks of the region file where a form asks who acts."""
    if "by" in fields and desks:
        named = dict.fromkeys(desk.partition(SEPARATOR)[2] for desk in desks)
        fields["by"]["description"] = WHO.format(desks=", ".join(named))


_PLACES = (f"{NEW}{SEPARATOR}cet envoi ouvre un dossier", f"{NONE}{SEPARATOR}cet envoi n'est d'aucun dossier")
_NO_PIECE = f"{NONE}{SEPARATOR}ce fichier n'est pas une pièce"


@lru_cache(maxsize=20_000)
def _harmless(choice: str) -> str:
    """Return the choice of a dossier, or of a file, with its name as plain text: the console draws as HTML what
    Prefect says of a choice that it is made to refuse (« Validate parameters »), which quotes the whole list."""
    reference, _, rest = choice.partition(SEPARATOR)
    name, _, stands = rest.rpartition(SEPARATOR)
    return SEPARATOR.join((reference, plain(name, longest=LONGEST), stands))


def _enumerated(said: Mapping[str, Any], offered: Sequence[str]) -> dict[str, Any]:
    """Return a field with a list to choose from; with nothing to offer, an empty list would refuse everything."""
    rest = {key: value for key, value in said.items() if key != "enum"}
    return {**rest, "enum": list(offered)} if offered else rest
