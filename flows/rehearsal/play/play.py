"""A scenario played through the real flows, on a clock that jumps from one due instant to the next."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import Message
from email.policy import SMTP
from itertools import groupby, takewhile
from typing import Any, Protocol

from sqlmodel import Session

from flows.rehearsal.play.postman import RELAY, answer_mail, deposit_mail, filed_mail, put_in_mailbox, report_mail
from flows.rehearsal.play.real_flows import RealFlows
from flows.rehearsal.play.records import (
    SAID_AT,
    Arrived,
    arrived,
    arrived_as,
    deposited,
    entered,
    latest_notice,
    paper_recorded,
    runs,
    sessions_of,
    stage_awaited,
)
from flows.rehearsal.play.secretary import Secretary
from flows.rehearsal.scenario.event_parts import (
    Answered,
    Bounce,
    CancelOpening,
    Complement,
    Deposit,
    Mail,
    MailServer,
    MeetingEvent,
    Open,
    Reclassify,
    Refuse,
)
from flows.rehearsal.scenario.events import Event
from flows.rehearsal.scenario.forms import FORMS, merged, paper
from flows.rehearsal.scenario.member_parts import Enter
from flows.rehearsal.scenario.scenario import Scenario
from models.calendar.business_days import business_days
from models.due import next_attempt, next_due, next_work
from models.errors import Refusal
from models.forms.arrivals import NEW, NONE
from models.forms.dossiers import OpeningForm
from models.forms.meetings import SittingForm
from models.forms.parts import Form
from models.intake.words import Way
from models.notices import Notice
from models.region.model import Region
from models.sessions.opening import find_campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import StageName
from notifications.mailserver.sink import Sink
from tasks.sending import send_notices
from tasks.sessions.prospects import tell

ARRIVALS = ("mail_server", "deposit", "complement", "bounce", "mail")
"""What happens to us at an instant comes first, then what the system owes at that instant, then what people do."""

Mailed = Deposit | Complement | Bounce | Mail
"""What comes to us, by mail unless a deposit says otherwise."""


class Progress(Protocol):
    """Called with how far a rehearsal is."""

    def __call__(self, at: datetime, what: str) -> None:
        """Hear that the clock is at `at`, and what is played there."""


@dataclass
class Rehearsal:
    """A scenario being played: `sessions` are the codes of those opened, the latest last; `names` maps what a scenario
    calls an application to its reference, `arrivals` what it calls an arrival to what became of it."""

    scenario: Scenario
    region: Region
    region_file: str
    sink: Sink
    progress: Progress
    conductor: RealFlows = field(default_factory=RealFlows)
    sessions: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    arrivals: dict[str, Arrived] = field(default_factory=dict)
    _mails: int = 0

    async def play(self, *run_tags: str) -> None:
        """Play the whole scenario. An act that the rules refuse raises `Refusal`, and what came before it stays."""
        self._settings = Settings()
        self._secretary = Secretary(self.conductor, self.region, self._settings.database)
        async with self.conductor.at_work(*self._session_tags(), *run_tags):
            await self._open_first()
            await self._play_timeline()

    def _session_tags(self) -> list[str]:
        """Return what all the runs carry: the session, where there is one only. Of several, each run names its own."""
        is_alone = all(event.kind != "open" for event in self.scenario.events)
        return [self.region.campaign_code(self.scenario.year)] if is_alone else []

    async def _open_first(self) -> None:
        self._at = self._opening()
        await self._open(self.scenario.year, self.scenario.opens, meant=True)
        await self._tell_prospects()

    async def _open(self, year: int, opens: date, *, meant: bool) -> None:
        form = OpeningForm(region=self.region_file, year=year, opens=opens, meant=meant, by="Répétition")
        self.progress(self._at, "ouverture de la session")
        self.sessions.append(await self.conductor.open(form, at=self._at))

    async def _tell_prospects(self) -> None:
        """Tell the session to those whom the scenario names, as the act does with a list that a desk sent."""
        with transaction(self._settings.database) as session:
            tell(session, find_campaign(session, self.sessions[-1]), self.scenario.prospects, at=self._at)
        await send_notices.fn(at=self._at)

    def _opening(self) -> datetime:
        """Return when a person opens the session: on its day, at the hour at which letters leave, or before the first
        event if that is earlier."""
        hour = business_days(self.region).at(self.scenario.opens, self.region.policies.send_hour)
        return min(hour, *(event.at.astimezone(UTC) for event in self.scenario.timeline[:1]))

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
        await self._secretary.end_day(at=self._at)

    def _next(self, events: Sequence[Event]) -> datetime | None:
        """Return the next instant to play: an event, something that falls due, or the evening of a meeting."""
        with self._look() as session:
            due = next_due(session, self._at)
        instants = (*(event.at for event in events[:1]), due, self._secretary.next_evening())
        coming = min((instant for instant in instants if instant), default=None)
        return coming.astimezone(UTC) if coming and coming < self.scenario.until else None

    async def _arrive(self, events: Sequence[Event]) -> None:
        for kind, group in groupby(events, key=lambda event: event.kind == "mail_server"):
            self.progress(self._at, "serveur de courriels" if kind else "dépôts")
            if kind:
                for event in group:
                    self._mail_server(event.what)
            else:
                await self._receive([event.what for event in group])

    async def _receive(self, said: Sequence[Mailed]) -> None:
        """Have what came on paper recorded, one by one; deliver the mails, and read the mailbox once."""
        for way, group in groupby(said, key=lambda each: getattr(each, "channel", Way.email)):
            if way is Way.email:
                await self._receive_mails(list(group))
                continue
            for each in group:
                await self._record_paper(each)

    async def _record_paper(self, said: Any) -> None:  # noqa: ANN401  a deposit, on paper
        """Fill in the form of a paper, as whoever opens the envelope does."""
        form = paper(said, said.received_at and said.received_at.astimezone(self.region.zone))
        await self.conductor.record(form, at=self._at)
        received_on = (said.received_at or self._at).astimezone(self.region.zone).date()
        with self._look() as session:
            self.names[said.as_] = paper_recorded(session, form, received_on)

    async def _receive_mails(self, said: Sequence[Mailed]) -> None:
        mails = [(each, self._mail(each)) for each in said]
        for _, content in mails:
            put_in_mailbox(self._settings.mailbox, content)
        await self.conductor.collect(at=self._at)
        with self._look() as session:
            for each, content in mails:
                self._know(session, each, content)

    def _know(self, session: Session, said: Mailed, content: bytes) -> None:
        """Keep in mind what a scenario calls what has come."""
        found = arrived(session, content)
        if isinstance(said, Deposit):
            self.names[said.as_] = found.reference if found and found.reference else deposited(session, said)
        elif isinstance(said, Mail) and found:
            if said.name:
                self.arrivals[said.name] = found
            if said.as_ and found.reference:
                self.names[said.as_] = found.reference

    def _mail_server(self, said: MailServer) -> None:
        if isinstance(said.state, Refuse):
            self.sink.refuse(said.state.refuse)
        else:
            self.sink.refuse({})
            self.sink.state(said.state)

    def _mail(self, said: Mailed) -> bytes:
        """Return the octets of a mail."""
        if isinstance(said, Mail):
            answered = self._answered(said.answers) if said.answers else None
            return filed_mail(self.region, said, answered.message_id if answered else None)
        return self._written(said).as_bytes(policy=SMTP)

    def _written(self, said: Deposit | Complement | Bounce) -> Message:
        message_id, received_at = self._message_id(said), getattr(said, "received_at", None) or self._at
        if isinstance(said, Deposit):
            return deposit_mail(self.region, said, message_id=message_id, received_at=received_at)
        notice = self._answered(said)
        if isinstance(said, Bounce):
            return report_mail(self.region, notice, server=RELAY, message_id=message_id, received_at=received_at)
        return answer_mail(self.region, said, notice, message_id=message_id, received_at=received_at)

    def _message_id(self, said: Deposit | Complement | Bounce) -> str:
        self._mails += 1
        if isinstance(said, Bounce):
            return f"<{self.scenario.year}.{self._mails}@{RELAY}>"
        return said.message_id or f"<{self.scenario.year}.{self._mails}@{said.from_.partition('@')[2]}>"

    def _answered(self, said: Complement | Bounce | Answered) -> Notice:
        arrival, to = getattr(said, "arrival", None), getattr(said, "to", None)
        about = self._arrived(arrival) if arrival else to or self._reference(said)
        with self._look() as session:
            return latest_notice(session, about, getattr(said, "kind", None))

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
        for kind, group in groupby(events, key=lambda event: event.kind):
            said = [event.what for event in group]
            if alone := self._alone().get(kind):
                for each in said:
                    await alone(each)
            else:
                await self._record(kind, said)

    def _alone(self) -> Mapping[str, Callable[[Any], Awaitable[None]]]:
        """Return how each event is played that takes more than a form."""
        return {
            "open": self._open_next,
            "cancel_opening": self._undo_opening,
            "meeting": self._meet,
            "reclassify": self._reclassify,
            "enter": self._enter,
        }

    async def _open_next(self, said: Open) -> None:
        """Open another session, the mailbox just read: a watcher looks at it all the time."""
        await self.conductor.collect(at=self._at)
        await self._open(said.year, said.opens, meant=said.meant)

    async def _undo_opening(self, said: CancelOpening) -> None:
        self.progress(self._at, "annulation de l'ouverture")
        await self.conductor.record(FORMS["cancel_opening"](said, self.sessions[-1], ""), at=self._at)
        self.sessions.pop()

    async def _meet(self, said: MeetingEvent) -> None:
        self.progress(self._at, "séance")
        recused = {member: [self._named(name) for name in names] for member, names in said.recused.items()}
        await self._secretary.set_meeting(said, self._session_of(said), recused, at=self._at)

    async def _enter(self, said: Enter) -> None:
        self.progress(self._at, "inscription au registre")
        await self.conductor.record(FORMS["enter"](said, self.sessions[-1], ""), at=self._at)
        if said.as_:
            with self._look() as session:
                self.names[said.as_] = entered(session, said)

    async def _reclassify(self, said: Reclassify) -> None:
        self.progress(self._at, "reclassement")
        name, arrival = said.application, self._arrived(said.arrival)
        target = name if name in {None, NEW, NONE} else self._named(name or "")
        said = said.model_copy(update={"application": target})
        await self.conductor.record(FORMS["reclassify"](said, self.sessions[-1], arrival.choice), at=self._at)
        with self._look() as session:
            found = arrived_as(session, arrival.id)
        if said.as_ and found.reference:
            self.names[said.as_] = found.reference

    async def _record(self, kind: str, said: Sequence[object]) -> None:
        """Submit the forms that people fill in: one for what a body says at once, or for the same finding."""
        for form in merged(self._forms(kind, said)):
            self.progress(self._at, kind)
            if isinstance(form, SittingForm):
                await self._secretary.sit(form, at=self._at)
            else:
                await self.conductor.record(form, at=self._at)

    def _forms(self, kind: str, said: Sequence[object]) -> Iterator[Form]:
        references = [self._reference(each) for each in said]
        with self._look() as session:
            codes = sessions_of(session, references)
        for each, reference in zip(said, references, strict=True):
            code = codes.get(reference) or self._session_of(each)
            yield FORMS[kind](self._at_its_stage(kind, each, code, reference), code, reference)

    def _at_its_stage(self, kind: str, said: Any, code: str, reference: str) -> object:  # noqa: ANN401
        """Return what a body says, with the stage at which it does."""
        if kind not in SAID_AT or said.stage:
            return said
        with self._look() as session:
            return said.model_copy(update={"stage": stage_awaited(session, code, SAID_AT[kind], reference)})

    def _session_of(self, said: object) -> str:
        """Return the session that an act is about: that of its year, the first in which its stage still runs, or the
        latest."""
        if year := getattr(said, "year", None):
            return self.region.campaign_code(year)
        stage: StageName | None = getattr(said, "stage", None)
        with self._look() as session:
            running = (code for code in self.sessions if stage and runs(session, code, stage, at=self._at))
            return next(running, self.sessions[-1])

    def _reference(self, said: object) -> str:
        """Return what an act is about, as its form would choose it: a dossier, an arrival, or nothing ("")."""
        if name := getattr(said, "application", None):
            return self._named(name)
        name = getattr(said, "arrival", None)
        return "" if name is None else self._arrived(name).choice

    def _arrived(self, name: str) -> Arrived:
        if name not in self.arrivals:
            raise Refusal(
                "Envoi", name, "il n'est pas encore arrivé à cet instant du scénario, ou n'était pas nouveau."
            )
        return self.arrivals[name]

    def _named(self, name: str) -> str:
        """Return the reference of what the scenario calls by a name."""
        if name not in self.names:
            raise Refusal("Candidature", name, "son dépôt n'est pas encore arrivé à cet instant du scénario.")
        return self.names[name]

    def _look(self) -> AbstractContextManager[Session]:
        return reading(self._settings.database)
