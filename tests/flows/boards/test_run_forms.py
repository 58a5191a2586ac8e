"""The run forms as the console shows them: plain fields in their order, and the dossiers that each may be about."""

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from flows.boards.markdown import plain
from flows.boards.run_forms import FORM, NONE_TO_OFFER, NOTES, OFFER, offer, schema_of
from flows.run_context import GATES
from models.forms.dossiers import STAGES
from models.forms.meetings import BODIES
from models.forms.parts import picked
from models.region.stages.words import WORDS
from models.vocabulary import MEETINGS, DecisionSense, Finding, OpinionSense
from tasks.acts.table import ACTS
from tasks.console.forms.choices import LONGEST, Choices
from tests.flows.boards.schemas import field_of, fields_of, parts_of
from tests.support import for_each

DEPLOYED = yaml.safe_load((Path(__file__).parents[3] / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
FORMS: dict[str, dict[str, Any]] = {each["name"]: schema_of(each["entrypoint"]) for each in DEPLOYED}
FILLED_IN = [each["name"] for each in DEPLOYED if FORM in each["tags"]]
OFFERING = [act.name for act in ACTS.values() if act.offered or act.members]
CHOICES = Choices(
    today=date(2026, 5, 11),
    regions=["/srv/spro/ma-region.yaml", "auvergne-rhone-alpes"],
    dossiers={name: [f"ARA-2026-0001 · {name} · incomplet depuis le 4 mai"] for name in OFFERING},
    pieces=["annexe-1 · Annexe 1", "annexe-4 · Annexe 4"],
    sessions=["ara-2026", "ara-2025"],
    members=["Préfecture de région"],
    desks=["loire · Service de la Loire", "examining_service · Service orientation"],
    networks=["aucun · troisième cercle", "cio · Centres d'information et d'orientation"],
    days_to_complete=21,
    examination_ends="dimanche 31 mai 2026",
    stages=list(STAGES.values()),
    bodies=list(BODIES.values()),
    several={kind: ["une étape", "une autre"] for kind in MEETINGS},
)
EMPTY = CHOICES._replace(dossiers={})
BEFORE = Choices(today=date(2026, 1, 5), regions=["auvergne-rhone-alpes"])
"""What there is to offer before the first session."""

each_form = for_each(FORMS)


def offered(name: str, choices: Choices = CHOICES) -> dict[str, Any]:
    """The schema of a form, with what it offers."""
    return offer(FORMS[name], name, choices)


@each_form
def test_offering_again_changes_nothing_more(name: str) -> None:
    """What is on the server is what would be written: nothing is."""
    once = offered(name)

    assert offer(once, name, CHOICES) == once


def test_whoever_acts_is_told_the_desks_of_the_region_and_may_type_another_name() -> None:
    """A list would take no other: the console draws it so."""
    who = field_of(offered("enregistrer-retrait"), "by")

    assert "votre service (Service de la Loire, Service orientation)" in who["description"]
    assert "enum" not in who


@for_each(FILLED_IN)
def test_what_a_flow_cannot_go_without_is_asked(name: str) -> None:
    """Its form, or the session of a gate: the flow is called without it too, to refuse that in French."""
    assert offered(name)["required"] == ["session" if name in GATES.values() else "form"]


@each_form
def test_no_field_is_drawn_as_tabs(name: str) -> None:
    """« Text or nothing » is a text that may be left empty, from the first day on."""
    drawn = [*fields_of(offered(name)), *fields_of(offered(name, BEFORE))]

    assert [field for field, said in drawn if "anyOf" in said] == []


@each_form
def test_every_field_has_a_title_in_french_before_the_first_session_too(name: str) -> None:
    """The first that an installation sees of us; a name in English is a word of a program."""
    titles = {field: said.get("title", field) for field, said in fields_of(offered(name, BEFORE))}

    same = {field for field, title in titles.items() if title.lower() == field}
    assert same <= {"session", "version", "question", "services", "siret", "site", "code", "action"}  # French too
    assert {title for field, title in titles.items() if field in ("form", "session")} <= {"Formulaire", "Session"}


@each_form
def test_what_may_be_chosen_is_in_french(name: str) -> None:
    """Whatever words programs have for it."""
    listed = [value for _, said in fields_of(offered(name, BEFORE)) for value in said.get("enum", ())]
    named = [part for part, said in offered(name, BEFORE).get("definitions", {}).items() if "enum" in said]

    words = {word.value for vocabulary in (Finding, OpinionSense, DecisionSense) for word in vocabulary} | set(WORDS)
    assert set(listed) & (words - set(STAGES.values())) == set()
    assert named == []


@pytest.mark.parametrize(
    ("name", "field", "given"),
    [
        ("ouvrir-session", "opens", "2026-05-11"),
        ("ouvrir-session", "year", 2026),
        ("enregistrer-signature", "signed_on", "2026-05-11"),
        ("notifier-autrement", "on", "2026-05-11"),
    ],
)
def test_a_form_opens_on_the_day_that_it_is(name: str, field: str, given: object) -> None:
    """Whoever sends it changes it where it was another."""
    assert field_of(offered(name), field)["default"] == given


def test_nothing_is_said_of_a_session_that_there_is_not() -> None:
    """No « 0 jours », and no end of an instruction that has no date."""
    said = field_of(offered("demander-complements", BEFORE), "due")["description"]

    assert said == field_of(FORMS["demander-complements"], "due")["description"]


@each_form
def test_fields_are_in_the_order_of_the_code(name: str) -> None:
    """Whatever the server makes of it: each has its position."""
    drawn, code = parts_of(offered(name)), parts_of(FORMS[name])

    assert [[said["position"] for said in fields.values()] for fields in drawn] == [[*range(len(f))] for f in drawn]
    assert [list(fields) for fields in drawn] == [[field for field in fields if field != "at"] for fields in code]


@pytest.mark.parametrize("gate", ["groupe-de-travail", "commission"])
def test_a_gate_asks_for_a_stage_where_there_are_several(gate: str) -> None:
    """One alone of its kind is nothing to choose."""
    alone = CHOICES._replace(several={})

    assert offered(gate)["properties"]["stage"]["enum"] == ["une étape", "une autre"]
    assert "stage" not in offered(gate, alone)["properties"]


@each_form
def test_it_stays_a_schema(name: str) -> None:
    """The server and the console check what is filled in against it."""
    jsonschema.Draft202012Validator.check_schema(offered(name))


@for_each(OFFERING)
def test_each_form_offers_its_own_dossiers(name: str) -> None:
    """One is chosen, or several, as the act allows."""
    fields = dict(fields_of(offered(name)))

    said = fields["application"] if "application" in fields else fields["applications"]["items"]
    described = fields.get("application", fields.get("applications", {}))
    assert said["enum"] == CHOICES.dossiers[name]
    assert described["description"] == OFFER


@for_each(OFFERING)
def test_with_no_dossier_to_offer_a_form_says_so(name: str) -> None:
    """An empty list would refuse everything, a typed reference included."""
    fields = dict(fields_of(offered(name, EMPTY)))

    said = fields.get("application", fields.get("applications", {}))
    assert "enum" not in said | said.get("items", {})
    assert said["description"] == NONE_TO_OFFER


def test_every_form_about_a_dossier_offers_some() -> None:
    """A new form is not forgotten in the table of what is offered."""
    about = [name for name in FILLED_IN if {"application", "applications"} & dict(fields_of(FORMS[name])).keys()]

    assert sorted(about) == sorted(OFFERING)


@pytest.mark.parametrize(
    ("name", "field", "listed"),
    [
        ("demander-complements", "piece", CHOICES.pieces),
        ("instruire-dossier", "piece", CHOICES.pieces),
        ("ouvrir-session", "region", CHOICES.regions),
        ("reporter-echeance", "session", CHOICES.sessions),
        ("reporter-echeance", "stage", list(STAGES.values())),
        ("instruire-dossier", "finding", ["favorable", "défavorable"]),
        ("commission", "session", CHOICES.sessions),
        ("derouler-session", "session", CHOICES.sessions),
        ("identifier-dossier", "network", CHOICES.networks),
        ("enregistrer-depot-papier", "network", CHOICES.networks),
        ("inscrire-au-registre", "network", CHOICES.networks),
        ("rapprocher-dossiers", "other", CHOICES.dossiers["rapprocher-dossiers"]),
    ],
)
def test_what_there_is_a_list_of_is_chosen_from_it(name: str, field: str, listed: list[str]) -> None:
    """Nobody types an identifier."""
    assert field_of(offered(name), field)["enum"] == listed


def test_the_pieces_that_an_adjournment_wants_are_chosen_from_a_list() -> None:
    """As many as there are."""
    assert field_of(offered("rectifier-decision"), "pieces")["items"]["enum"] == CHOICES.pieces
    assert field_of(offered("enregistrer-depot-papier"), "pieces")["items"]["enum"] == CHOICES.pieces


@pytest.mark.parametrize(("name", "field"), NOTES)
def test_a_date_is_beside_the_days_of_the_session(name: str, field: str) -> None:
    """The end of the instruction, after which an incomplete dossier goes to the next session."""
    assert "L'instruction finit le dimanche 31 mai 2026 :" in field_of(offered(name), field)["description"]


def test_the_delay_without_a_date_is_told() -> None:
    """It is that of the region."""
    assert field_of(offered("demander-complements"), "due")["description"].startswith("Inclus ; vide : 21 jours. ")


def test_the_first_line_of_a_list_is_open() -> None:
    """A request of no piece is none; where a list may be empty, it is."""
    asked = field_of(offered("demander-complements"), "pieces")
    unusable = field_of(offered("instruire-dossier"), "unusable")

    assert (asked.get("default"), unusable.get("default")) == ([{}], None)


@each_form
def test_the_instant_is_for_programs(name: str) -> None:
    """It is not drawn, and may still be given, whether a person starts it or the system does."""
    schema = offered(name, BEFORE)

    alone = {name: ["session"] for name in (*GATES.values(), "derouler-session")}
    by_itself: dict[str, list[str]] = {"relever-depots": [], "distribuer-notifications": []}
    assert list(schema["properties"]) == (alone | by_itself).get(name, ["form"])
    assert "additionalProperties" not in schema


def test_a_name_is_no_markup() -> None:
    """What Prefect refuses, its console draws: a name of an organisation would be an image, a link, an address."""
    name = "<img src=//mouchard.example/x> [ici](https://piege.example) contact@piege.example"
    choices = CHOICES._replace(dossiers={"reporter-dossier": [f"ARA_2026#0001 · {name} · incomplet depuis le 4 mai"]})

    [choice] = field_of(offered("reporter-dossier", choices), "application")["enum"]

    assert choice == f"ARA_2026#0001 · {plain(name, longest=LONGEST)} · incomplet depuis le 4 mai"
    assert not set("<>[]@") & set(choice)
    assert picked(choice) == "ARA_2026#0001"


ASKED: dict[str, Any] = {"pieces": [{"piece": "annexe-4 · Annexe 4", "reason": "illisible"}], "by": "Mme Essai"}
CHOSEN = {"application": CHOICES.dossiers["demander-complements"][0]}

FILLED = [
    pytest.param(CHOSEN | ASKED, True, id="a choice"),
    pytest.param({"reference": "ARA-2026-0001"} | ASKED, True, id="a reference"),
    pytest.param(
        CHOSEN | ASKED | {"due": "2026-05-21", "message": "", "reference": ""}, True, id="boxes emptied again"
    ),
    pytest.param(
        CHOSEN | {"application": "ARA-2026-0001 · CIDFF · en instruction"} | ASKED, False, id="another choice"
    ),
    pytest.param(CHOSEN | ASKED | {"pieces": [{}]}, False, id="a line left open"),
    pytest.param(CHOSEN | ASKED | {"pieces": []}, False, id="no line"),
    pytest.param(CHOSEN | {"pieces": ASKED["pieces"]}, False, id="nobody"),
]


@pytest.mark.parametrize(("filled", "is_taken"), FILLED)
def test_what_the_form_sends_is_what_the_schema_takes(filled: dict[str, Any], *, is_taken: bool) -> None:
    """The console sends what was filled in and nothing of the rest; the server checks it."""
    checked = jsonschema.Draft202012Validator(offered("demander-complements"))

    assert checked.is_valid({"form": filled}) is is_taken
