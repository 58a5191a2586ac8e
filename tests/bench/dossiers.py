"""The work that one more dossier costs, of all that its year asks: registration, notices, deadlines, acts, delivery.

The year is a generated one, played by the rules themselves without a Prefect run around each: what Prefect adds to a
deposit or an act is the same for the hundredth and the thousandth, and is measured apart (commands.generated).
"""

import asyncio
import gc
import os
import tempfile
import time
from datetime import datetime
from pathlib import Path

from flows.rehearsal.play.play import Rehearsal
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.scenario.generated import generate
from models.forms.dossiers import OpeningForm
from models.forms.parts import Form
from models.region.file import load_region
from models.storage.database import forget
from models.storage.settings import Settings
from notifications.mailserver.sink import Sink
from tasks.acts.record import record
from tasks.intake.registering.units import register_deposits, sort_deposits
from tasks.sending import send_notices
from tasks.sessions import units

SIZES = (30, 300, 3_000)
REGION = "auvergne-rhone-alpes"


class Direct(RealFlows):
    """Calls the work of each flow, without a run around it."""

    async def open(self, form: OpeningForm, *, at: datetime) -> str:
        """Open the session."""
        code, _ = await units.open_session.fn(form, at=at)
        await send_notices.fn(at=at)
        return code

    async def collect(self, *, at: datetime) -> None:
        """Read the mailbox."""
        await register_deposits.fn(at=at)
        await send_notices.fn(at=at)
        await sort_deposits.fn(at=at)
        await send_notices.fn(at=at)

    async def run(self, session: str | None, *, at: datetime) -> None:
        """Do whatever is due."""
        for deadline in await units.stages_due.fn(session, at=at):
            await units.close_stage.fn(deadline.session, deadline.stage, at=at)
        await units.fulfil.fn(session, at=at)
        await send_notices.fn(at=at)

    async def distribute(self, *, at: datetime) -> None:
        """Send what waits."""
        await send_notices.fn(at=at)

    async def record(self, form: Form, *, at: datetime) -> None:
        """Record a form."""
        await record.fn(form, at=at)
        await send_notices.fn(at=at)


def cost_of_one_more() -> None:
    """Compare the marginal cost of a dossier between 300 and 3,000 with that between 30 and 300. At most 1.1 times."""
    _seconds(SIZES[0])  # what is done once (imports, templates, statements) is done here
    small, middle, large = (_seconds(size) for size in SIZES)
    below = (middle - small) / (SIZES[1] - SIZES[0])
    above = (large - middle) / (SIZES[2] - SIZES[1])
    for size, seconds in zip(SIZES, (small, middle, large), strict=True):
        print(f"a year of {size} dossiers, without Prefect: {seconds:.2f} s")
    print(f"one more dossier: {1000 * below:.1f} ms up to 300, {1000 * above:.1f} ms up to 3,000")
    print(f"ratio {above / below:.2f} (at most 1.1)")


def _seconds(size: int) -> float:
    scenario = generate(size, seed=1, region=REGION, year=2021)
    region = load_region(REGION)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["SPRO_HOME"] = folder
        with Sink(home / "mails") as sink:
            os.environ["SPRO_SMTP_URL"] = sink.url
            rehearsal = Rehearsal(scenario, region, REGION, sink, lambda at, what: None, Direct())
            # The scenario is the measure's own: its thousands of objects are not the work that is measured.
            gc.collect()
            gc.freeze()
            began = time.perf_counter()
            asyncio.run(rehearsal.play())
            seconds = time.perf_counter() - began
        forget(Settings().database)
    return seconds
