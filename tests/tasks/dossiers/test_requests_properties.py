"""Whatever people ask, extend, cancel and send, in whatever order and on whatever days, a dossier stays in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from models.dossiers.application import Application, CompletionRequest
from models.dossiers.journal import JournalLine
from models.dossiers.requests import is_answered, lacking_of
from models.errors import Refusal
from models.forms.requests import CompletionForm
from models.vocabulary import RequestOutcome, RequestReason, Status
from tasks.dossiers.requests import ask, cancel, extend
from tasks.sessions.daily import acknowledge, expire_requests, remind_of_requests
from tests.factories import application, paris
from tests.support.incomplete import cancellation, completion, extension, owe, reply, requests
from tests.support.mails import Desk
from tests.support.transactions import undone
from tests.tasks.conftest import OpenDesk
from tests.tasks.dossiers.test_requests import rows

PIECES = ("annexe-1", "annexe-2", "annexe-6", "annexe-7")
RELAXED = {"pieces.annexe-6.required": False, "pieces.annexe-7.blocking": False}
START = date(2026, 2, 16)

some = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3, unique=True)
reasons = st.sampled_from([reason.value for reason in RequestReason if reason is not RequestReason.other])


class Step(NamedTuple):
    """What somebody does, and how many days after the step before: whole mornings lie in between."""

    after: int
    what: str
    pieces: list[str]
    reason: str
    days: int | None


steps = st.builds(
    Step,
    after=st.integers(0, 12),
    what=st.sampled_from(["ask", "ask", "extend", "cancel", "answer", "answer"]),
    pieces=some,
    reason=reasons,
    days=st.none() | st.integers(1, 25),
)


@dataclass
class Life:
    """A dossier, day by day."""

    desk: Desk
    application: Application
    day: date = START

    def at(self, hour: int) -> datetime:
        """Return an hour of the day that it is."""
        return paris(f"{self.day} {hour:02d}:00")

    def wait(self, days: int) -> None:
        """Let mornings pass, each with its run, and check each reminder that leaves."""
        session, campaign, still = self.desk.session, self.desk.campaign, self.still_asked()
        for _ in range(days):
            self.day += timedelta(days=1)
            if remind_of_requests(session, campaign, at=self.at(9)):
                assert [one for one in still if one.due_at > self.at(9)] != []
            owe(self.desk, f"{self.day} 09:00", expire_requests)
            still = self.check()

    def do(self, step: Step) -> None:
        """Do what a step says, at ten in the morning."""
        reference = self.application
        if step.what == "answer":
            reply(self.desk, reference, *step.pieces, at=f"{self.day} 10:00")
            return
        with self.nothing_changed_if_refused():
            if step.what == "ask":
                due = self.day + timedelta(days=step.days) if step.days else None
                form = completion(reference, dict.fromkeys(step.pieces, step.reason), due=due)
                self.ask_twice(form)
            elif step.what == "extend":
                to = self.day + timedelta(days=step.days or 0)
                extend(self.desk.session, extension(reference, to), at=self.at(10))
            else:
                cancel(self.desk.session, cancellation(reference), at=self.at(10))

    def ask_twice(self, form: CompletionForm) -> None:
        """Ask, and send the same form again: it changes nothing, and no delay is cut short."""
        former = [one.due_on for one in self.still_asked()]
        ask(self.desk.session, form, at=self.at(10))
        once = rows(self.desk)
        ask(self.desk.session, form, at=self.at(11))
        assert rows(self.desk) == once
        assert former <= [requests(self.desk, self.application)[-1].due_on]

    @contextmanager
    def nothing_changed_if_refused(self) -> Iterator[None]:
        """Let an act be refused, which writes nothing."""
        before = rows(self.desk)
        try:
            yield
        except Refusal:
            assert rows(self.desk) == before

    def still_asked(self) -> list[CompletionRequest]:
        """Return the requests that nothing has ended."""
        return [one for one in requests(self.desk, self.application) if one.outcome is RequestOutcome.open]

    def check(self) -> list[CompletionRequest]:
        """Check what always holds, and return what is still asked."""
        region, ids = self.desk.campaign.rules, [self.application.id or 0]
        lacking = lacking_of(self.desk.session, ids).get(ids[0], set())
        still = self.still_asked()
        blocked = bool(lacking & set(region.blocking_pieces))
        assert len(still) <= 1
        assert [one for one in still if is_answered(region, one, lacking)] == []
        assert self.application.status is (Status.incomplete if blocked else Status.under_examination)
        last = select(JournalLine.status).where(JournalLine.application_id == self.application.id)
        latest = last.order_by(col(JournalLine.id).desc()).limit(1)
        assert self.desk.session.exec(latest).one() is self.application.status
        return still


@pytest.fixture
def relaxed(desk_with: OpenDesk) -> Desk:
    """Give a desk where one piece stops nothing and another is not required."""
    return desk_with(RELAXED)


def begun(desk: Desk, missing: list[str]) -> Life:
    """Return the life of a dossier that was acknowledged this morning without these pieces."""
    waits = application(desk.session, desk.campaign, received_at=paris("2026-02-13 10:00"), missing=missing)
    owe(desk, f"{START} 09:00", acknowledge)
    desk.session.refresh(waits)
    return Life(desk, waits)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(missing=some, script=st.lists(steps, max_size=8))
def test_a_dossier_stays_in_order(relaxed: Desk, missing: list[str], script: list[Step]) -> None:
    """One request at most, which nothing has answered yet; incomplete exactly while something indispensable lacks; no
    reminder but of an open request; no delay cut short; the same form twice, or a refusal, changes nothing."""
    with undone(relaxed.session):
        life = begun(relaxed, missing)

        life.check()
        for step in script:
            life.wait(step.after)
            life.do(step)
            life.check()
