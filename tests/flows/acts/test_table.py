"""From the row of an act to all that there is of it: the flow that Prefect finds, its run, its event, its account."""

from datetime import datetime
from typing import Any

import pytest
from prefect import get_client
from sqlmodel import Session

from flows import run_context
from flows.acts import table
from flows.acts.table import FLOWS, recording
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.forms.parts import By, DossierForm
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.acts.act import Act
from tasks.acts.offered import standing
from tasks.acts.table import ACTS
from tasks.console.forms.choices import read_choices
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.flows.boards.artifacts import left_by
from tests.support import for_each

AT = paris("2026-05-20 10:00")


class VisitForm(DossierForm):
    """Says that somebody went to see an applicant."""

    by: By


def note_visit(session: Session, form: VisitForm, *, at: datetime) -> list[Application]:
    """Have an applicant seen: its circle is known then."""
    [seen] = find_applications(session, form.dossiers)
    seen.circle, seen.status_at = 2, at
    return [seen]


VISIT: Act[Any] = Act(
    name="noter-visite",
    topic="dossier",
    form=VisitForm,
    rule=note_visit,
    offered=standing(frozenset({Status.incomplete})),
    event="visite",
    title="Visite · {form[dossiers]}",
    description="Note qu'un candidat a été vu.",
    asks="Qui a été vu.",
)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Give the events that runs leave, each with what it is about."""
    events: list[tuple[str, str]] = []

    def keep(*, event: str, resource: dict[str, str], **_rest: object) -> None:
        events.append((event, resource["prefect.resource.id"]))

    monkeypatch.setattr(run_context, "emit_event", keep)
    return events


@pytest.mark.prefect
async def test_a_row_is_all_that_an_act_needs(
    prefect: None, spro: Installation, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a form and a rule: it is offered, recorded, named, told and accounted for."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        for status in (Status.incomplete, Status.under_examination):
            application(session, campaign, status, circle=3)
    monkeypatch.setitem(ACTS, VISIT.form, VISIT)
    choices = read_choices(at=AT)
    [choice] = choices.dossiers["noter-visite"]

    form = VisitForm(application=choice, by="Mme Essai")
    state = await recording(VISIT, note_visit)(form, at=AT, return_state=True)

    assert await state.result() == ["ARA-2026-0001"]
    with transaction(spro.database) as session:
        [seen] = find_applications(session, ["ARA-2026-0001"])
        assert seen.circle == 2
    assert await name_of(state) == "Visite · ARA-2026-0001"
    assert told == [("spro.visite", "spro.dossier.ARA-2026-0001")]
    accounts = await left_by(state)
    assert "# ARA-2026-0001" in str(accounts["compte-rendu"].data)


async def name_of(state: Any) -> str:  # noqa: ANN401
    """Return the name of the run that ended in a state."""
    async with get_client() as client:
        return (await client.read_flow_run(state.state_details.flow_run_id)).name


def test_each_act_has_its_flow() -> None:
    """Made from its row, or with a body of its own, but with the name and the sentence of its row."""
    assert FLOWS.keys() == ACTS.keys()
    assert {made.name: made.description for made in FLOWS.values()} == {
        act.name: act.description for act in ACTS.values()
    }


@for_each(act for act in ACTS.values() if act.rule)
def test_the_flow_of_a_rule_has_its_name(act: Act[Any]) -> None:
    """So `flows.acts.table.withdraw` is found from the rule `withdraw`, and the other way round."""
    assert act.rule is not None
    made = getattr(table, act.rule.__name__)

    assert made is FLOWS[act.form]
    assert made.fn.__qualname__ == act.rule.__name__


def test_what_no_rule_is_called_is_no_flow() -> None:
    """Prefect says then that the entrypoint is wrong."""
    with pytest.raises(AttributeError, match="has no attribute 'praise'"):
        getattr(table, "praise")  # noqa: B009  it is a name that is not there
