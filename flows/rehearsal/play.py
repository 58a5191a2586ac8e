"""A scenario played through the real flows, on a clock that jumps from one due instant to the next."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby, takewhile
from pathlib import Path
from typing import Protocol

from prefect import tags
from prefect.context import AsyncClientContext, SyncClientContext
from sqlmodel import Session, col, select

from flows.rehearsal.conductor import Conductor
from flows.rehearsal.event_parts import Complement, Deposit, MailServer, Refuse
from flows.rehearsal.events import Event
from flows.rehearsal.forms import FORMS, merged
from flows.rehearsal.postman import Answered, answer_mail, deliver, deposit_mail
from flows.rehearsal.scenario import Scenario
from models import deposit as deposits
from models.application import Application
from models.database import reading
from models.due import next_attempt, next_due, next_work
from models.errors import Refusal
from models.form_parts import Form
from models.forms import OpeningForm
from models.outbox import Notice
from models.region import Region
from models.settings import Settings
from notifications.sink import Sink

TAG = "répétition"

ARRIVALS = ("mail_server", "deposit", "complement")
"""What happens to us at an instant comes first, then what the system owes at that instant, then what people do."""


class Progress(Protocol):
    """Who is told how far a rehearsal is."""

    def __call__(self, at: datetime, what: str) -> None:
        """Hear that the clock is at `at`, and what is played there."""


@dataclass
class Rehearsal:
    """A scenario being played: `sessions` are the codes of those opened, the latest last; `names` maps what a scenario
    calls an application to its reference."""

    scenario: Scenario
    region: Region
    region_file: Path | str
    sink: Sink
    progress: Progress
    conductor: Conductor = field(default_factory=Conductor)
    sessions: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    _mails: int = 0

    async def play(self, *run_tags: str) -> None:
        """Play the whole scenario. An act that the rules refuse raises `Refusal`, and what came before it stays."""
        self._settings = Settings()
        # One client of each sort for the whole year: each run would open three of its own otherwise.
        async with AsyncClientContext.get_or_create():
            with SyncClientContext.get_or_create(), tags(TAG, *self._session_tags(), *run_tags):
                await self._open_first()
                await self._play_timeline()

    def _session_tags(self) -> list[str]:
        """Return what all the runs carry: the session, where there is one only. Of several, each run names its own."""
        is_alone = all(event.kind != "open" for event in self.scenario.events)
        return [self.region.campaign_code(self.scenario.year)] if is_alone else []

    async def _open_first(self) -> None:
        self._at = self._opening()
        await self._open(self.scenario.year, self.scenario.opens, self._prospects())

    async def _open(self, year: int, opens: date, prospects: str | None = None) -> None:
        form = OpeningForm(region=str(self.region_file), year=year, opens=opens, prospects=prospects, by="Répétition")
        self.progress(self._at, "ouverture de la session")
        self.sessions.append(await self.conductor.open(form, at=self._at))

    def _prospects(self) -> str | None:
        if not self.scenario.prospects:
            return None
        file = self._settings.home / "structures.txt"
        file.write_text("\n".join(self.scenario.prospects), encoding="utf-8")
        return str(file)

    def _opening(self) -> datetime:
        day = self.scenario.opens
        return datetime(day.year, day.month, day.day, tzinfo=self.region.zone).astimezone(UTC)

    async def _play_timeline(self) -> None:
        events = [event for event in self.scenario.timeline if event.at < self.scenario.until]
        while (instant := self._next(events)) is not None:
            now = list(takewhile(lambda event: event.at == instant, events))
            events = events[len(now) :]
            former, self._at = self._at, instant
            await self._play_instant(now, former)

    async def _play_instant(self, now: Sequence[Event], former: datetime) -> None:
        """Play an instant's events by their place in the file; what the system owes comes before the first act."""
        is_fulfilled = False
        for arrives, group in groupby(now, key=lambda event: event.kind in ARRIVALS):
            if arrives:
                await self._arrive(list(group))
                continue
            if not is_fulfilled:
                await self._fulfil(former)
                is_fulfilled = True
            await self._act(list(group))
        if not is_fulfilled:
            await self._fulfil(former)

    def _next(self, events: Sequence[Event]) -> datetime | None:
        """Return the next instant to play: an event, or something that falls due."""
        with self._look() as session:
            due = next_due(session, self._at)
        coming = min((instant for instant in (*(event.at for event in events[:1]), due) if instant), default=None)
        return coming.astimezone(UTC) if coming and coming < self.scenario.until else None

    async def _arrive(self, events: Sequence[Event]) -> None:
        for kind, group in groupby(events, key=lambda event: event.kind == "mail_server"):
            self.progress(self._at, "serveur de courriels" if kind else "dépôts")
            if kind:
                for event in group:
                    self._mail_server(event.what)
            else:
                await self._receive([event.what for event in group])

    async def _receive(self, said: Sequence[Deposit | Complement]) -> None:
        """Deliver some mails, and read the mailbox once."""
        mails = [(each, self._post(each)) for each in said]
        await self.conductor.collect(at=self._at)
        for each, message_id in mails:
            if isinstance(each, Deposit):
                self.names[each.as_] = self._reference_of(each, message_id)

    def _mail_server(self, said: MailServer) -> None:
        if isinstance(said.state, Refuse):
            self.sink.refuse(said.state.refuse)
        else:
            self.sink.refuse({})
            self.sink.state(said.state)

    def _post(self, said: Deposit | Complement) -> str:
        self._mails += 1
        message_id = said.message_id or f"<{self.scenario.year}.{self._mails}@{said.from_.partition('@')[2]}>"
        received_at = said.received_at or self._at
        if isinstance(said, Deposit):
            mail = deposit_mail(self.region, said, message_id=message_id, received_at=received_at)
        else:
            answered = self._latest_notice(self._reference(said))
            mail = answer_mail(self.region, said, answered, message_id=message_id, received_at=received_at)
        deliver(self._settings.mailbox, mail)
        return message_id

    async def _fulfil(self, former: datetime) -> None:
        with self._look() as session:
            work, attempt = next_work(session, former), next_attempt(session, former)
        if work and work <= self._at:
            self.progress(self._at, "échéances")
            await self.conductor.run(self.sessions[0] if len(self.sessions) == 1 else None, at=self._at)
        elif attempt and attempt <= self._at:
            self.progress(self._at, "nouvel envoi des notifications")
            await self.conductor.distribute(at=self._at)

    async def _act(self, events: Sequence[Event]) -> None:
        for is_opening, group in groupby(events, key=lambda event: event.kind == "open"):
            if is_opening:
                for event in group:
                    await self._open(event.what.year, event.what.opens)
                continue
            for form_kind, form in self._forms(list(group)):
                self.progress(self._at, form_kind)
                await self.conductor.record(form_kind, form, at=self._at)

    def _forms(self, events: Sequence[Event]) -> Iterator[tuple[str, Form]]:
        """Yield the forms that people fill in. Favourable opinions or acceptances said at once are one form."""
        for kind, same in groupby(events, key=lambda event: event.kind):
            filled = [FORMS[kind](event.what, self.sessions[-1], self._reference(event.what)) for event in same]
            yield from ((kind, form) for form in merged(filled))

    def _reference(self, said: object) -> str:
        name = getattr(said, "application", None)
        if name is None:
            return ""
        if name not in self.names:
            raise Refusal("Candidature", name, "son dépôt n'est pas encore arrivé à cet instant du scénario.")
        return self.names[name]

    def _reference_of(self, said: Deposit, message_id: str) -> str:
        with self._look() as session:
            statement = select(Application.reference).join(
                deposits.Deposit, col(deposits.Deposit.application_id) == col(Application.id)
            )
            same = (deposits.Deposit.message_id == message_id, deposits.Deposit.sender == said.from_)
            return session.exec(statement.where(*same)).one()

    def _latest_notice(self, reference: str) -> Answered:
        with self._look() as session:
            statement = select(Notice.message_id, Notice.subject).join(Application)
            statement = statement.where(Application.reference == reference)
            return Answered(*session.exec(statement.order_by(col(Notice.id).desc())).first() or ("", ""))

    def _look(self) -> AbstractContextManager[Session]:
        return reading(self._settings.database)
