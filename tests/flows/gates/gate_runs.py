"""Runs of a gate, resumed as a person does from the console."""

from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, NamedTuple, cast

from prefect import get_client
from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId
from prefect.exceptions import Pause
from prefect.flow_engine import run_flow
from prefect.states import AwaitingRetry
from sqlmodel import col, select

from flows.rehearsal.play.gates import FLOWS, Gate, untouched
from models.dossiers.application import Application, Decision
from models.meetings.meeting import Meeting
from models.notices import Notice
from models.region.stages.kinds import KNOWN
from models.storage.database import transaction
from models.vocabulary import DecisionSense, NoticeStatus, StageName, Status
from tasks.intake.store import Store
from tests.conftest import Installation
from tests.factories import campaign_with
from tests.support.bodies import COMMISSION, MET, waits
from tests.support.mails import Desk

CODE = "ara-2026"
SIGNED = {"saisi_par": "Secrétariat", "name": "Camille Essai", "capacity": "Directrice"}
REFUSED = {"sense": "refusée", "reasons": "L'accueil du public n'est pas assuré."}
WERE_THERE = {"presents": {"s0": True, "s1": True}}


class Here(Gate):
    """A gate whose runs are carried out in this process: seconds are won, and each is as new."""

    async def go_on(self) -> None:
        """Run it until it waits or has ended."""
        with suppress(Pause):
            await cast("Awaitable[object]", run_flow(FLOWS[KNOWN[self.stage]], flow_run=self.run, return_type="state"))
        await self.look()

    async def retry(self) -> None:
        """Run it again, as whoever clicks « Retry » does."""
        async with get_client() as client:
            await client.set_flow_run_state(self.run.id, AwaitingRetry(), force=True)
        await self.look()
        await self.go_on()

    async def answer(self, **changed: Any) -> None:  # noqa: ANN401
        """Send its form as it is filled in, except what is changed."""
        await self.send(await self.filled(**changed))

    async def filled(self, **changed: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return its form as it is filled in, except what is changed; the signatory and two seats, where asked."""
        form = await self.form()
        head = {key: value for key, value in (SIGNED | WERE_THERE).items() if key in form["properties"]}
        return untouched(form) | head | changed

    async def logs(self) -> list[tuple[int, str]]:
        """What it logged: level and words."""
        async with get_client() as client:
            of_run = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[self.run.id]))
            return [(line.level, line.message) for line in await client.read_logs(of_run)]


class Stands(NamedTuple):
    """How things stand: each dossier, the decisions taken, and the notices that left, by kind."""

    statuses: list[Status]
    decisions: list[str]
    notices: list[str]


def prepared(spro: Installation, number: int, stage: StageName = COMMISSION) -> list[str]:
    """Have dossiers wait for a body, and return their references."""
    with transaction(spro.database) as session:
        desk = Desk(
            session, campaign_with(session, {"policies.hold.minutes": 0}), Store((spro.home / "store").as_uri())
        )
        return [waits(desk, stage, name=f"Organisme {place}").reference for place in range(1, number + 1)]


async def opened(stage: StageName = COMMISSION) -> Here:
    """Begin a gate on the day of its body."""
    return await Here.opened(stage, CODE, at=MET[stage])


def stands(spro: Installation) -> Stands:
    """Look at how things stand."""
    with transaction(spro.database) as session:
        statuses = session.exec(select(Application.status).order_by(col(Application.id))).all()
        decisions = session.exec(select(Decision.decision).order_by(col(Decision.id))).all()
        left = session.exec(select(Notice.kind).where(Notice.status == NoticeStatus.sent)).all()
        return Stands(
            [Status(status) for status in statuses], [DecisionSense(each).value for each in decisions], sorted(left)
        )


def meeting(spro: Installation) -> Meeting:
    """The only meeting."""
    with transaction(spro.database) as session:
        return session.exec(select(Meeting)).one()
