"""Mails registered together or one by one: the same rule, so the same rows and the same notices."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from models.intake.deposit import Deposit, File
from models.notices import Notice
from models.sessions.campaign import Campaign, Prospect
from tasks.intake.opened_mail import Arrival, arrive, bounds_of, open_kept
from tasks.intake.registering.register import is_plain, register, register_together
from tasks.intake.registering.reply_limits import BOUNDS, Over
from tests.factories import paris
from tests.support.mails import RECEIVED, Desk, compose, pdfs
from tests.support.transactions import undone

AT = paris("2026-04-17 12:00")
TABLES = [inspect(model).local_table for model in (Deposit, File, Notice, Prospect, Campaign)]


class Sent(NamedTuple):
    """A mail that brings pieces: who sends it, under which Message-ID, which version of its files, and how late."""

    sender: str = "direction@cidff01.example"
    number: int | None = 1
    version: int = 1
    hours: int = 0

    def arrived(self, desk: Desk) -> Arrival:
        """Return it as it is read."""
        message_id = f"<{self.number}@cidff01.example>" if self.number else None
        files = pdfs(["dossier"], version=self.version)
        raw = compose(sender=self.sender, files=files, message_id=message_id, received=None).as_bytes()
        opened = open_kept(desk.store, desk.store.put_stream([raw]), bounds_of(desk.campaign.rules))
        return arrive(opened, received_at=paris(RECEIVED) + timedelta(hours=self.hours), at=AT)


MAILS = st.builds(
    Sent,
    sender=st.sampled_from(["direction@cidff01.example", "accueil@mjc.example"]),
    number=st.sampled_from([None, 1, 2, 3, 4, 5]),
    version=st.integers(1, 5),
    hours=st.sampled_from([0, 1, 25]),
)


def one_by_one(desk: Desk, arrivals: Sequence[Arrival]) -> None:
    """Register each mail alone."""
    for arrival in arrivals:
        register(desk.session, desk.campaign, arrival, store=desk.store)


def together(desk: Desk, arrivals: Sequence[Arrival]) -> None:
    """Register all of them at once."""
    register_together(desk.session, arrivals, store=desk.store)


def rows_after(
    desk: Desk, work: Callable[[Desk, Sequence[Arrival]], None], arrivals: Sequence[Arrival]
) -> list[list[tuple[object, ...]]]:
    """The rows that a work leaves, which is then undone."""
    with undone(desk.session):
        work(desk, arrivals)
        desk.session.flush()
        statements = (select(table).order_by(*table.primary_key) for table in TABLES)
        rows = [[tuple(row) for row in desk.session.connection().execute(statement)] for statement in statements]
    desk.session.expire_all()
    return rows


@pytest.fixture
def impatient(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a desk that answers an address three times a day at most."""
    monkeypatch.setitem(BOUNDS, Over.address, BOUNDS[Over.address]._replace(many=3))
    return desk


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(MAILS, min_size=1, max_size=6))
@example([Sent(number=number, version=number) for number in range(1, 6)])
@example([Sent(), Sent(version=2), Sent(number=2), Sent(number=2, hours=25), Sent("accueil@mjc.example", None, 3)])
def test_together_or_one_by_one_is_the_same(impatient: Desk, sent: list[Sent]) -> None:
    """Repeated, told apart or beyond what an address is answered: no row and no notice depends on the neighbours."""
    arrivals = [mail.arrived(impatient) for mail in sent]
    assert all(map(is_plain, arrivals))

    assert rows_after(impatient, together, arrivals) == rows_after(impatient, one_by_one, arrivals)
