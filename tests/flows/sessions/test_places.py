"""Two installations, one in Guadeloupe, one in Paris, live the same year: the watcher's loop, by a clock of ours."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.installation import watch
from flows.installation.health import PrefectHealth
from flows.installation.watch import Watcher, keep_looking
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.file import load_scenario
from models.storage.settings import Settings
from tasks.mailboxes.lookout import look_out
from tests.flows.rehearsal.direct import Direct

YEAR = """
region: auvergne-rhone-alpes
year: 2021
opens: 2021-01-18
until: 2021-09-02
set: {{region.timezone: {zone}}}
prospects: [contact@mjc.example]
events:
  - at: 2021-02-10 17:12
    deposit: {{as: entier, organisation: CIDFF, siret: "99900001100018", from: a@un.example, pieces: all}}
  - at: 2021-02-10 17:13
    deposit: {{as: muet, organisation: MJC, siret: "99900002900010", from: a@deux.example, pieces: [dossier]}}
  - at: 2021-04-30 23:59
    deposit: {{as: dernier, organisation: PLIE, siret: "99900003700013", from: a@trois.example, pieces: all}}
  - {{at: 2021-05-20 10:00, examine: {{application: entier, finding: favourable, by: Essai}}}}
  - {{at: 2021-06-17 16:00, opinion: {{application: entier, opinion: favourable, by: Essai}}}}
  - at: 2021-07-08 16:00
    decision: {{application: entier, decision: accepted, signatory: {{name: A. Essai, capacity: DG}}, by: Essai}}
"""
PLACES = ("Europe/Paris", "America/Guadeloupe")
SETTLED = timedelta(seconds=70)
"""How long after an instant the watcher has done what is due then: flows have ten seconds to send their letters, and it
notes once a minute that the mailboxes are read, before which nothing lapses."""

MACHINE = {"incident", "incident_over", "alert"}


@dataclass
class Steered:
    """A clock that stands still until it is told to go on."""

    at: datetime
    gone_on: asyncio.Event = field(default_factory=asyncio.Event)
    at_rest: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        """Return the instant that it shows."""
        return self.at

    async def rest(self, seconds: float) -> None:
        """Wait until it goes on; where there is more to do, not at all."""
        if seconds:
            self.at_rest.set()
            await self.gone_on.wait()
            self.gone_on.clear()

    async def go_on(self, to: datetime) -> None:
        """Show another instant, and wait until all that is to be done then is done."""
        self.at = to
        self.at_rest.clear()
        self.gone_on.set()
        await self.at_rest.wait()


class Living(Direct):
    """Has the watcher, which finds no Prefect and so does the work itself, do all that people do not: it looks again
    on a midnight every four weeks, a second before each instant at which a rehearsal does something, and then."""

    def __init__(self, zone: str) -> None:
        """Live in a place."""
        super().__init__()
        self._zone = ZoneInfo(zone)
        self._clock = Steered(datetime(2021, 1, 17, tzinfo=UTC))

    @asynccontextmanager
    async def at_work(self, *_run_tags: str) -> AsyncIterator[None]:
        """Keep the watcher looking as long as the year lasts."""
        ended = asyncio.Event()
        with look_out(Settings(), lambda: None) as mailboxes:
            looking = asyncio.create_task(keep_looking(Watcher(Settings(), mailboxes), self._clock, ended))
            await self._clock.at_rest.wait()
            yield
            ended.set()
            self._clock.gone_on.set()
            await looking

    async def _live(self, until: datetime) -> None:
        await self._look_at(*self._midnights(until), until - timedelta(seconds=1), until, until + SETTLED)

    async def _look_at(self, *instants: datetime) -> None:
        for instant in instants:
            if instant > self._clock.at:
                await self._clock.go_on(instant)

    def _midnights(self, until: datetime) -> Iterator[datetime]:
        day = self._clock.at.astimezone(self._zone).date() + timedelta(weeks=4)
        while (midnight := datetime.combine(day, time(), self._zone).astimezone(UTC)) < until:
            yield midnight
            day += timedelta(weeks=4)

    async def collect(self, *, at: datetime) -> None:
        """Have the watcher read the mailbox, in which the mails of this instant lie since."""
        arrived = Settings().mailbox / "new"
        aside = arrived.rename(arrived.with_name("a-venir"))
        arrived.mkdir()
        await self._look_at(*self._midnights(at), at - timedelta(seconds=1))
        for mail in aside.iterdir():
            mail.rename(arrived / mail.name)
        aside.rmdir()
        await self._live(at)

    async def run(self, session: str | None, *, at: datetime) -> None:  # noqa: ARG002  it minds all of them
        """Have the watcher do what is due."""
        await self._live(at)

    async def distribute(self, *, at: datetime) -> None:
        """Have the watcher send what waits."""
        await self._live(at)


def lived(zone: str, folder: Path, conductor: RealFlows) -> list[tuple[Any, ...]]:
    """Return when each letter of a year was written and left, by the clock of its place, and how dossiers moved."""
    scenario = folder / "scenario.yaml"
    scenario.write_text(YEAR.format(zone=zone), encoding="utf-8")
    result = asyncio.run(rehearse(load_scenario(scenario), folder, lambda at, what: None, conductor)).result
    letters = [
        (one["kind"], one["application"], one["enqueued_at"][:13], one["sent_at"][:13])
        for one in result["notices"]
        if one["kind"] not in MACHINE
    ]
    moves = [
        (one["as"], line["event"], line["to"], line["at"][:13])
        for one in result["applications"]
        for line in one["history"]
    ]
    return sorted(letters) + sorted(moves)


async def no_server() -> PrefectHealth:
    """Find no server, without knocking at a port some hundred times."""
    return PrefectHealth.no_server


@pytest.mark.parametrize("zone", PLACES)
def test_it_lives_the_year_that_was_rehearsed(zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter is written and leaves at the hour that the rehearsal shows, and none before."""
    monkeypatch.setattr(watch, "look_at_conductor", no_server)
    rehearsal, living = tmp_path / "repetition", tmp_path / "vie"
    rehearsal.mkdir()
    living.mkdir()

    assert lived(zone, living, Living(zone)) == lived(zone, rehearsal, Direct())
