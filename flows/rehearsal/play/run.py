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
from models.region.file import load_region
from models.region.model import Region
from models.storage.database import forget, reading
from models.storage.settings import Settings
from notifications.mailserver.gallery import write_gallery
from notifications.mailserver.sink import Sink

_PATIENCE = 30.0  # seconds for the last events


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal left: its result for a program, how the scenario's names map to references, and where it is."""

    result: dict[str, Any]
    names: dict[str, str]
    folder: Path
    gallery: Path


async def rehearse(scenario: Scenario, folder: Path, progress: Progress, conductor: RealFlows) -> Rehearsed:
    """Play a scenario in a fresh folder (absolute), as a conductor carries it out: through the real flows, against the
    Prefect server that this process talks to."""
    region = load_region(scenario.region, scenario.set_)
    scenario = conductor.arrange(scenario, region)
    with Sink(folder / "mails") as sink, _settings(folder, sink):
        rehearsal = Rehearsal(scenario, region, _region_file(scenario, region, folder), sink, progress, conductor)
        database = Settings().database
        try:
            await rehearsal.play(folder.name)
            with reading(database) as session:
                result = gather(session, rehearsal.names, region.zone) | _arrived(session, rehearsal)
        finally:
            forget(database)
            await flush_to_server()
    result["flow_runs"] = await conductor.runs(folder.name)
    return Rehearsed(result, rehearsal.names, folder, write_gallery(folder / "mails", folder / "courriels"))


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


def _region_file(scenario: Scenario, region: Region, folder: Path) -> Path | str:
    """Return the region file to open the session with: one with the scenario's overrides, where it has some."""
    if not scenario.set_:
        return scenario.region
    path = folder / "region.yaml"
    text = yaml.safe_dump(region.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def _settings(folder: Path, sink: Sink) -> Iterator[None]:
    """Make this process work in the rehearsal's folder alone, whatever SPRO_ settings say."""
    former = {name: value for name, value in os.environ.items() if name.startswith("SPRO_")}
    for name in former:
        del os.environ[name]
    os.environ |= {"SPRO_HOME": str(folder), "SPRO_SMTP_URL": sink.url}
    try:
        yield
    finally:
        del os.environ["SPRO_HOME"], os.environ["SPRO_SMTP_URL"]
        os.environ |= former
