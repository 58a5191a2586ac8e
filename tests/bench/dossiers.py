"""The work that one more dossier costs, of all that its year asks: registration, notices, deadlines, acts, delivery.

The year is a generated one, played by the rules themselves without a Prefect run around each: what Prefect adds to a
deposit or an act is the same for the hundredth and the thousandth, and is measured apart (commands.generated).
"""

import asyncio
import gc
import os
import tempfile
import time
from pathlib import Path

from flows.rehearsal.play.play import Rehearsal
from flows.rehearsal.scenario.generated import generate
from models.region.file import load_region
from models.storage.database import forget
from models.storage.settings import Settings
from notifications.mailserver.sink import Sink
from tests.flows.rehearsal.direct import Direct

SIZES = (30, 300, 3_000)
REGION = "auvergne-rhone-alpes"


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
