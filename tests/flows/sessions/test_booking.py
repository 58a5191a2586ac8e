"""What deployed runs book ahead: a run at each deadline, one at the hour of each meeting, once for each date."""

from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
import pytest_asyncio
from prefect import Flow, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.flow_engine import run_flow
from prefect.types.entrypoint import EntrypointType
from sqlmodel import select

from flows.acts.meetings import set_meeting
from flows.acts.sessions import postpone
from flows.acts.table import FLOWS
from flows.gates.gate import commission, working_group
from flows.run_context import GATES
from flows.sessions.booking import CONDUCT
from flows.sessions.conduct import run_campaign
from models.forms.meetings import MeetingForm
from models.forms.mending import UndoingForm
from models.meetings.meeting import Meeting
from models.region.stages.words import WORDS
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.storage.database import transaction
from models.vocabulary import StageKind, Status
from tasks.meetings.recording.submit_page import open_sitting
from tests.conftest import Installation
from tests.factories import application, campaign_with
from tests.support.bodies import GROUP

pytestmark = pytest.mark.prefect

undo_opening = FLOWS[UndoingForm]
DEPLOYED = (set_meeting, postpone, run_campaign, working_group, commission, undo_opening)
YEAR = datetime.now(UTC).year + 1
"""The next one: nothing is booked for what is past."""

NAMES = (GATES[StageKind.opinion], CONDUCT)
MEETS = date(YEAR, 6, 17)


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _deployed(prefect: None) -> AsyncIterator[None]:
    """Deploy what books and what is booked, for these tests alone."""
    made = []
    for each in DEPLOYED:
        deployment = await each.ato_deployment(each.name, entrypoint_type=EntrypointType.MODULE_PATH)
        made.append(await deployment.aapply())
    yield
    async with get_client() as client:
        for deployment_id in made:
            await client.delete_deployment(deployment_id)


async def deployed_run(flow: Flow[..., Any], **parameters: object) -> None:
    """Run a flow as a worker runs its deployment."""
    async with get_client() as client:
        deployment = await client.read_deployment_by_name(f"{flow.name}/{flow.name}")
        created = await client.create_flow_run_from_deployment(deployment.id, parameters=parameters)
    await cast("Awaitable[object]", run_flow(flow, flow_run=created))


async def asked(flow: Flow[..., Any], form: dict[str, Any]) -> str:
    """Return the code that confirms what a form does, as its account gives it."""
    return str(await cast("Awaitable[object]", flow(form=form)))


async def booked(code: str, name: str) -> list[FlowRun]:
    """Return the runs that are booked for a session under a deployment's name, by their hour."""
    async with get_client() as client:
        tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[code]))
        runs = await client.read_flow_runs(flow_run_filter=tagged)
        flows = {run.flow_id: (await client.read_flow(run.flow_id)).name for run in runs}
    found = [run for run in runs if flows[run.flow_id] == name and run.expected_start_time]
    return sorted(found, key=lambda run: run.expected_start_time or datetime.max.replace(tzinfo=UTC))


def prepared(spro: Installation) -> str:
    """Have a dossier wait for the working group of a session of its own, and return the session's code."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session, {"session.code": f"essai-{uuid4().hex[:8]}-{{year}}"}, year=YEAR)
        application(session, campaign, Status.examined)
        return campaign.code


def setting(code: str, on: date = MEETS, hour: str | None = None) -> dict[str, Any]:
    """Return what sets the meeting of the working group."""
    form = {"session": code, "stage": "groupe de travail", "on": on.isoformat(), "by": "Mme Essai", "hour": hour}
    return {"form": form}


async def fix(code: str, hour: str | None = None) -> None:
    """Set the meeting of the working group, as whoever reads whom it writes to and confirms."""
    form = setting(code, hour=hour)["form"]
    await deployed_run(set_meeting, form=form | {"confirmed": await asked(set_meeting, form)})


async def test_a_meeting_books_its_form_at_its_hour_and_the_end_of_its_stage(spro: Installation) -> None:
    """By names that say what they are; set again, nothing more."""
    code = prepared(spro)

    for _ in range(2):
        await fix(code)

    [gate], ends = await booked(code, GATES[StageKind.opinion]), await booked(code, CONDUCT)
    assert (gate.expected_start_time, gate.parameters) == (datetime(YEAR, 6, 17, 12, tzinfo=UTC), {"session": code})
    assert gate.name == f"Session {YEAR} · groupe de travail, séance du 17/06/{YEAR}"
    assert [run.name for run in ends] == [f"Session {YEAR} · {words.closing}" for words in WORDS.values()]
    assert ends[2].expected_start_time == datetime(YEAR, 6, 17, 22, tzinfo=UTC)


async def test_another_hour_or_day_books_another(spro: Installation) -> None:
    """The former one finds nothing to do: it is left as it is."""
    code = prepared(spro)
    await fix(code)

    await fix(code, hour="9:30")
    moved = {"session": code, "stage": "groupe de travail", "to": f"{YEAR}-06-24", "reason": "Grève", "by": "Mme Essai"}
    await deployed_run(postpone, form=moved | {"confirmed": await asked(postpone, moved)})

    assert [run.expected_start_time for run in await booked(code, GATES[StageKind.opinion])] == [
        datetime(YEAR, 6, 17, 7, 30, tzinfo=UTC),
        datetime(YEAR, 6, 17, 12, tzinfo=UTC),
        datetime(YEAR, 6, 24, 7, 30, tzinfo=UTC),
    ]


async def lose(code: str) -> int:
    """Have Prefect forget every run of a session, and return how many it knew."""
    async with get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[code])))
        for run in runs:
            await client.delete_flow_run(run.id)
    return len(runs)


async def test_what_prefect_has_lost_is_booked_anew_by_whatever_conducts_the_session(spro: Installation) -> None:
    """The end of each stage, and the meeting: as they were, once."""
    code = prepared(spro)
    await fix(code)
    before = [(run.name, run.expected_start_time) for name in NAMES for run in await booked(code, name)]
    lost = await lose(code)

    for _ in range(2):
        await deployed_run(run_campaign, session=code)

    after = [(run.name, run.expected_start_time) for name in NAMES for run in await booked(code, name)]
    coming = [(name, instant) for name, instant in after if instant and instant > datetime.now(UTC)]
    assert (lost, len(before), coming) == (len(before) + 1, 1 + len(WORDS), before)


@pytest.mark.parametrize("is_set", [True, False], ids=["its day was set", "a person opened it"])
async def test_a_meeting_that_was_open_is_asked_for_anew(spro: Installation, *, is_set: bool) -> None:
    """At once, by one run, and none where one waits already; it goes on where it was, as the tests of gates tell."""
    code = prepared(spro)
    with transaction(spro.database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        campaign.opens_at = stages(session, campaign)[GROUP].opens_at = datetime.now(UTC) - timedelta(days=30)
        open_sitting(session, code, GROUP, by="Mme Essai", at=datetime.now(UTC))
        if is_set:
            meeting = session.exec(select(Meeting).where(Meeting.campaign_id == campaign.id)).one()
            meeting.starts_at = datetime.now(UTC) - timedelta(hours=1)
            meeting.on = meeting.starts_at.date()

    for _ in range(2):
        await deployed_run(run_campaign, session=code)

    [gate] = await booked(code, GATES[StageKind.opinion])
    assert gate.expected_start_time is not None
    assert abs(datetime.now(UTC) - gate.expected_start_time) < timedelta(minutes=5)


async def test_a_session_that_is_cancelled_has_nothing_to_come(spro: Installation) -> None:
    """Those whom it accepted become members all the same: the watcher minds it."""
    code = prepared(spro)
    with transaction(spro.database) as session:
        session.exec(select(Campaign).where(Campaign.code == code)).one().cancelled_at = datetime.now(UTC)

    await deployed_run(run_campaign, session=code)

    assert [run for run in await booked(code, CONDUCT) if run.idempotency_key] == []


async def test_a_rehearsal_books_nothing(spro: Installation) -> None:
    """It calls the flows itself, at instants of its own."""
    code = prepared(spro)

    await set_meeting(MeetingForm.model_validate(setting(code)["form"] | {"confirmed": True}), at=datetime.now(UTC))

    assert await booked(code, GATES[StageKind.opinion]) == []


async def test_a_session_whose_opening_is_undone_has_nothing_to_come(spro: Installation) -> None:
    """Its runs would look for a session that is no more. Where a body has members, they were told: it stays."""
    with transaction(spro.database) as session:
        rules = {"session.code": f"essai-{uuid4().hex[:8]}-{{year}}", "bodies.gt_orientation.members": {}}
        code = campaign_with(session, rules, year=YEAR).code
    await fix(code)
    before = await booked(code, GATES[StageKind.opinion])

    undoing = {"session": code, "reason": "Erreur d'année.", "by": "Mme Essai"}
    await deployed_run(undo_opening, form=undoing | {"confirmed": await asked(undo_opening, undoing)})

    assert (len(before), await booked(code, GATES[StageKind.opinion])) == (1, [])
