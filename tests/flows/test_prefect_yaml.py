"""What is deployed: prefect.yaml against Prefect's own model, and the forms as the console draws them."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from prefect.cli.deploy._models import PrefectYamlModel
from prefect.flows import Flow
from prefect.server.schemas.schedules import CronSchedule
from prefect.utilities.callables import parameter_schema

from flows.acts.table import FLOWS
from flows.pool import POOL
from flows.run_context import GATES
from models.forms.parts import DossierForm
from tasks.acts.table import ACTS as TABLE
from tests.support import for_each

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS: dict[str, dict[str, Any]] = {each["name"]: each for each in DOCUMENT["deployments"]}

SCHEDULES = {
    "derouler-session": [("0 15 * * *", "Europe/Paris")],
    "relever-depots": [("0 * * * *", "Europe/Paris")],
    "distribuer-notifications": [("30 * * * *", "Europe/Paris")],
}

ACTS = {act.name: act for act in TABLE.values() if act.topic}
"""The acts whose form people fill in: all but the one that only programs send."""

NOTHING_NEXT = {"declarer-deport", "modifier-ordre-du-jour", "admettre-hors-delai"}
"""What they record is all: the rest goes its way."""

each_deployment = for_each(DEPLOYMENTS)
each_act = for_each(ACTS)
each_act_on_a_dossier = for_each([n for n, act in ACTS.items() if issubclass(act.form, DossierForm)])


def flow_of(name: str) -> Flow[..., Any]:
    """The flow that a deployment's entrypoint names."""
    module, _, function = DEPLOYMENTS[name]["entrypoint"].rpartition(".")
    found = getattr(importlib.import_module(module), function)
    assert isinstance(found, Flow)
    return found


def fields_of(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each field of a form, those of its parts included, by dotted name."""
    for part, definition in schema.get("definitions", {}).items():
        for field, said in definition.get("properties", {}).items():
            yield f"{path}.{part}.{field}", said


def test_it_is_valid_for_prefect() -> None:
    """The JSON schema of Prefect's model of this file accepts it; a key that the model does not know is a mistake."""
    schema = PrefectYamlModel.model_json_schema(by_alias=True)

    jsonschema.validate(DOCUMENT, schema)

    known = set(schema["$defs"]["DeploymentConfig"]["properties"])
    assert [name for name, deployment in DEPLOYMENTS.items() if set(deployment) - known] == []
    assert set(DOCUMENT) - set(schema["properties"]) == {"definitions"}


def test_runs_start_in_the_folder_that_was_deployed() -> None:
    """The folder is filled in when deploying: a run starts in a temporary one."""
    assert DOCUMENT["pull"] == [{"prefect.deployments.steps.set_working_directory": {"directory": "{{ $PWD }}"}}]


@each_deployment
def test_a_deployment_is_called_as_its_flow(name: str) -> None:
    """`relever-depots/relever-depots`: one name for the coordinator, whether it is a flow or a deployment."""
    assert flow_of(name).name == name


@each_deployment
def test_a_deployment_has_a_manual_in_french(name: str) -> None:
    """A title, then several paragraphs that say what it does, what leaves, what to do next."""
    title, *paragraphs = DEPLOYMENTS[name]["description"].strip().split("\n\n")

    assert title.startswith("## ")
    assert len(paragraphs) >= 3
    assert any("part" in paragraph or "Envoie" in paragraph for paragraph in paragraphs)


@each_deployment
def test_a_manual_has_no_broken_line(name: str) -> None:
    """The console makes a break of each end of line: a paragraph is one, and a line of a list its own."""
    paragraphs = DEPLOYMENTS[name]["description"].strip().split("\n\n")

    broken = [line for paragraph in paragraphs for line in paragraph.split("\n")[1:]]
    assert [line for line in broken if not line.lstrip().startswith(("- ", "* ", "1. "))] == []


@each_deployment
def test_a_deployment_is_tagged_and_goes_to_the_pool(name: str) -> None:
    """Tags say whether a person starts it or the system does; what the system does waits in a queue of its own."""
    deployment = DEPLOYMENTS[name]
    queue = {"work_queue_name": "automatique"} if "automatique" in deployment["tags"] else {}

    assert deployment["work_pool"] == {"name": POOL, **queue}
    assert deployment["tags"][0] == "spro"
    assert len({"formulaire", "automatique"} & set(deployment["tags"])) == 1


def test_what_would_do_the_same_work_twice_runs_alone() -> None:
    """The second waits for the first: no deadline is lost."""
    limited = {name: each["concurrency_limit"] for name, each in DEPLOYMENTS.items() if "concurrency_limit" in each}

    alone = {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert limited == {"derouler-session": alone, "relever-depots": alone}


@each_deployment
def test_what_people_send_is_judged_by_us_alone(name: str) -> None:
    """Prefect would refuse it in English, and a choice whose dossier has changed since the page was opened."""
    assert DEPLOYMENTS[name]["enforce_parameter_schema"] is False


def test_only_what_the_system_does_alone_is_scheduled() -> None:
    """Each day at 9 h for what is due, each hour for what a lost trigger would leave; never a person's act."""
    scheduled = {
        name: [(each["cron"], each["timezone"]) for each in deployment["schedules"]]
        for name, deployment in DEPLOYMENTS.items()
        if "schedules" in deployment
    }

    assert scheduled == SCHEDULES


@pytest.mark.parametrize("name", SCHEDULES)
async def test_what_is_scheduled_has_a_next_run(name: str) -> None:
    """As Prefect's server counts it: where it cannot, it says so in its log alone, and nothing is ever run."""
    for cron, timezone in SCHEDULES[name]:
        assert len(await CronSchedule(cron=cron, timezone=timezone).get_dates(n=2)) == 2


@each_deployment
def test_every_parameter_is_explained(name: str) -> None:
    """The console shows a sentence under each parameter."""
    schema = parameter_schema(flow_of(name)).model_dump()

    unexplained = [parameter for parameter, said in schema["properties"].items() if not said.get("description")]

    assert unexplained == []


@each_deployment
def test_every_field_of_a_form_has_a_title_and_an_explanation(name: str) -> None:
    """A person fills it in without asking anybody what a field wants."""
    schema = parameter_schema(flow_of(name)).model_dump()

    bare = [field for field, said in fields_of(schema, name) if not said.get("title") or not said.get("description")]

    assert bare == []


@each_act
def test_an_act_is_deployed_as_its_row_says(name: str) -> None:
    """Its flow, with its sentence, asks for the form of the row; what a rule records is named as that rule."""
    act, found = ACTS[name], flow_of(name)
    form = inspect.signature(found.fn, eval_str=True).parameters["form"].annotation

    assert (found, form, found.description) == (FLOWS[act.form], act.form, act.description)
    if act.rule:
        assert DEPLOYMENTS[name]["entrypoint"] == f"flows.acts.table.{act.rule.__name__}"


@each_act
def test_an_act_is_started_by_a_person_and_by_nothing_else(name: str) -> None:
    """From a form, never on a schedule; its tag says what it is about."""
    assert DEPLOYMENTS[name]["tags"] == ["spro", ACTS[name].topic, "formulaire"]
    assert "schedules" not in DEPLOYMENTS[name]


def test_what_people_fill_in_is_the_table_of_acts_and_the_gates() -> None:
    """In the order of the table; a deployment that no row says is started by nobody."""
    filled_in = [name for name, each in DEPLOYMENTS.items() if "formulaire" in each["tags"]]

    assert [name for name in filled_in if name not in GATES.values()] == list(ACTS)
    assert set(filled_in) == {*ACTS, *GATES.values()}


@each_act
def test_an_act_says_what_leaves_and_what_comes_next(name: str) -> None:
    """The person at the form knows both before sending it."""
    manual = DEPLOYMENTS[name]["description"]

    said = [manual.count(heading) for heading in ("**Ce qui part", "**Ensuite.**")]
    assert said == [1, 0 if name in NOTHING_NEXT else 1]


@each_act_on_a_dossier
def test_an_act_asks_which_dossier_and_who_acts(name: str) -> None:
    """The dossier chosen or typed, neither of them alone needed; the journal must say who. What confirms comes last."""
    form = parameter_schema(flow_of(name)).model_dump()["definitions"][ACTS[name].form.__name__]

    assert list(form["properties"])[:2] == ["application", "reference"]
    assert [field for field in form["properties"] if field != "confirmed"][-1] == "by"
    assert "by" in form["required"]
    assert not {"application", "reference"} & set(form["required"])


@each_act
def test_an_act_names_deployments_that_there_are(name: str) -> None:
    """A manual that sends people to a form sends them to one that exists."""
    named = set(re.findall(r"`([a-z-]+)`", DEPLOYMENTS[name]["description"]))

    assert named <= set(DEPLOYMENTS)
