"""A rehearsal from start to end, sealed off: its own folder, database, store, mails and mail server."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path
from typing import Any

import yaml
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogHandler
from sqlmodel import Session

from flows.rehearsal.play.arrivals import tell_arrivals, tell_waiting
from flows.rehearsal.play.play import Progress, Rehearsal
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.play.result import gather
from flows.rehearsal.scenario.scenario import Scenario
from models.region.file import load_region, shipped_regions
from models.region.model import Region
from models.storage.database import forget, reading
from models.storage.settings import Settings
from notifications.mailserver.gallery import write_gallery
from notifications.mailserver.sink import Sink
from tasks.sessions.regions import INSTALLED

_PATIENCE = 30.0  # seconds for the last events


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal left: its result for a program, how the scenario's names map to references, and where it is."""

    result: dict[str, Any]
    names: dict[str, str]
    folder: Path
    gallery: Path
    region: Region


async def rehearse(scenario: Scenario, folder: Path, progress: Progress, conductor: RealFlows) -> Rehearsed:
    """Play a scenario in a fresh folder (absolute), as a conductor carries it out: through the real flows, against the
    Prefect server that this process talks to."""
    region = load_region(scenario.region, scenario.set_)
    scenario = conductor.arrange(scenario, region)
    shipped, region_file = _region_file(scenario, region, folder)
    with Sink(folder / "mails") as sink, _settings(folder, sink, region_file):
        rehearsal = Rehearsal(scenario, region, shipped or INSTALLED, sink, progress, conductor)
        database = Settings().database
        try:
            await rehearsal.play(folder.name)
            with reading(database) as session:
                result = gather(session, rehearsal.names, region.zone) | _arrived(session, rehearsal)
        finally:
            forget(database)
            await flush_to_server()
    result["flow_runs"] = await conductor.runs(folder.name)
    return Rehearsed(result, rehearsal.names, folder, write_gallery(folder / "mails", folder / "courriels"), region)


def _arrived(session: Session, rehearsal: Rehearsal) -> dict[str, Any]:
    names = {reference: name for name, reference in reversed(list(rehearsal.names.items()))}
    numbers = {name: one.id for name, one in rehearsal.arrivals.items()}
    return {
        "arrivals": tell_arrivals(session, rehearsal.region, names, numbers),
        "waiting": tell_waiting(session, names, at=rehearsal.scenario.until),
    }


async def flush_to_server() -> None:
    """Let Prefect's server have the logs and events still on their way: it may stop right after."""
    await APILogHandler.aflush()
    draining = EventsWorker.drain_all(timeout=_PATIENCE)
    if isawaitable(draining):
        await draining


def write_json(rehearsed: Rehearsed, path: Path) -> None:
    """Write the result of a rehearsal for a program."""
    path.write_text(json.dumps(rehearsed.result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _region_file(scenario: Scenario, region: Region, folder: Path) -> tuple[str | None, Path | None]:
    """Return the region to open the session with: a shipped one, or else a file, with the scenario's overrides."""
    if not scenario.set_ and scenario.region in shipped_regions():
        return scenario.region, None
    path = folder / "region.yaml"
    text = yaml.safe_dump(region.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return None, path


@contextmanager
def _settings(folder: Path, sink: Sink, region_file: Path | None) -> Iterator[None]:
    """Make this process work in the rehearsal's folder alone, whatever SPRO_ settings say."""
    former = {name: value for name, value in os.environ.items() if name.startswith("SPRO_")}
    for name in former:
        del os.environ[name]
    own = {"SPRO_HOME": str(folder), "SPRO_SMTP_URL": sink.url}
    own |= {"SPRO_REGION_FILE": str(region_file)} if region_file else {}
    os.environ |= own
    try:
        yield
    finally:
        for name in own:
            del os.environ[name]
        os.environ |= former
