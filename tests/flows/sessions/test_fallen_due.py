"""The watcher has a session's work done as it falls due, by the clock of its region, and asks for no run in vain."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prefect.settings import PREFECT_API_URL, temporary_settings
from sqlmodel import Session, func, select

from flows.installation.prefect_server import free_port
from flows.installation.watch import CHORES, LastTry, Watcher, decide, due_work
from flows.sessions.ahead import do_what_is_due
from flows.sessions.booking import CONDUCT
from models.due import next_work
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, Status
from tasks.sessions.units import owe
from tests.conftest import Installation
from tests.factories import application, arrival, campaign_with, completion_request
from tests.flows.installation.watched import AT, sent_kinds
from tests.support.transactions import undone

PLACES = [
    pytest.param("Europe/Paris", 9, id="Paris"),
    pytest.param("Europe/Paris", 10, id="Paris, at ten"),
    pytest.param("America/Guadeloupe", 9, id="Guadeloupe"),
    pytest.param("Indian/Reunion", 8, id="La Réunion, at eight"),
]
ZONES = ["Europe/Paris", "America/Guadeloupe", "Indian/Reunion"]
SECOND = timedelta(seconds=1)
[CHORE] = [chore for chore in CHORES if chore.deployment == CONDUCT]


def local(zone: str, instant: str) -> datetime:
    """Return an instant of a place."""
    return datetime.fromisoformat(instant).replace(tzinfo=ZoneInfo(zone))


def session_of(session: Session, zone: str, hour: int) -> Campaign:
    """Open the session of a region of that zone, whose letters leave at that hour."""
    return campaign_with(session, {"region.timezone": zone, "policies.send_hour": hour})


async def caused(spro: Installation, *, at: datetime) -> set[tuple[NoticeKind, datetime]]:
    """Do what is due, and return the letters that there are since, each with when it was written."""
    await do_what_is_due(None, at=at)
    with reading(spro.database) as session:
        return {(one.kind, one.enqueued_at) for one in session.exec(select(Notice))}


@pytest.mark.parametrize(("zone", "hour"), PLACES)
async def test_a_deposit_is_acknowledged_at_the_hour_of_its_region(spro: Installation, zone: str, hour: int) -> None:
    """Case 20: one of Friday evening, on Monday at the sending hour of the place; not on Saturday, and not before."""
    with transaction(spro.database) as session:
        campaign = session_of(session, zone, hour)
        application(session, campaign, received_at=local(zone, "2026-02-13 18:00"))
    due = local(zone, f"2026-02-16 {hour:02}:00")

    before = [due_work(Settings(), at) for at in (local(zone, "2026-02-14 09:00"), due - SECOND)]
    assert before == [frozenset(), frozenset()]

    assert due_work(Settings(), due) == {f"échéance/{due.astimezone(ZoneInfo('UTC')).isoformat()}"}
    assert await caused(spro, at=due) == {(NoticeKind.acknowledgement, due)}
    assert due_work(Settings(), due + SECOND) == frozenset()


@pytest.mark.parametrize(("zone", "hour"), PLACES)
async def test_an_expiry_is_told_at_the_hour_of_its_region(spro: Installation, zone: str, hour: int) -> None:
    """A run that comes in the night, for another reason, tells nobody."""
    with transaction(spro.database) as session:
        campaign = session_of(session, zone, hour)
        dossier = application(session, campaign, Status.incomplete)
        completion_request(session, campaign, dossier, due_on=local(zone, "2026-02-20 00:00").date())
    night, due = local(zone, "2026-02-21 00:00"), local(zone, f"2026-02-21 {hour:02}:00")

    assert await caused(spro, at=night) == set()
    assert due_work(Settings(), due - SECOND) == frozenset()
    assert due_work(Settings(), due)
    assert await caused(spro, at=due) == {(NoticeKind.completion_expired, due)}


def test_what_waits_for_a_person_is_tried_once(spro: Installation) -> None:
    """An unsorted arrival alerts people on one morning; nothing settles it, and no run is asked for in vain."""
    with transaction(spro.database) as session:
        arrival(session, campaign_with(session), sorted_at=None)
    due = local("Europe/Paris", "2026-02-11 09:00")
    waiting = due_work(Settings(), due)
    tried = LastTry(waiting, due, by_hand=False)

    acts = []
    for minutes in range(0, 24 * 60, 120):
        at = due + timedelta(minutes=minutes)
        found = due_work(Settings(), at)
        acts.append(decide(found, tried, at=at, patience=CHORE.patience, by_hand=False))

    assert waiting
    assert not any(acts)
    assert due_work(Settings(), due + timedelta(days=1)) == frozenset()


runs = st.lists(st.integers(0, 20 * 24 * 4), max_size=7, unique=True).map(sorted)
"""Instants at which a run comes, in quarters of an hour from the evening of the deposit on."""


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(zone=st.sampled_from(ZONES), hour=st.integers(0, 23), quarters=runs)
def test_whenever_runs_come_a_letter_is_written_by_the_first_that_finds_it_due(
    session: Session, zone: str, hour: int, quarters: list[int]
) -> None:
    """Acknowledgements, reminders, expiries: what is announced is at the sending hour of the place; a run before that
    writes nothing, and one that comes then leaves nothing for the next."""
    at = local(zone, "2026-02-13 18:00").astimezone(UTC)
    with undone(session):
        campaign = session_of(session, zone, hour)
        application(session, campaign, received_at=at, missing=["annexe-1"])
        for run in (at + timedelta(minutes=15 * quarter) for quarter in quarters):
            announced = next_work(session, at)
            is_due = announced is not None and announced <= run
            assert announced is None or announced.astimezone(ZoneInfo(zone)).time() == time(hour)

            assert (written(session, campaign, at=run) > 0) <= is_due
            assert written(session, campaign, at=run) == 0
            at = run


def written(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Do what a session owes at an instant, and return how many letters to applicants that makes."""
    known = select(func.count()).select_from(Notice)
    former = session.exec(known).one()
    owe(session, campaign, at=at)
    return session.exec(known).one() - former


@pytest.mark.parametrize("days", [0, 3])
async def test_without_prefect_what_is_due_is_done_all_the_same(watched: Settings, watcher: Watcher, days: int) -> None:
    """An applicant whose acknowledgement falls due while the server is gone gets it, and one for whom it did while
    nothing ran at all."""
    with transaction(watched.database) as session:
        application(session, session.exec(select(Campaign)).one(), acknowledge_at=AT - timedelta(days=days))

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        for seconds in (0, 10, 12):
            await watcher.look(AT + timedelta(seconds=seconds))

    assert sent_kinds(watched) == ["acknowledgement"]
