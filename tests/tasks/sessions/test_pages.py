"""What a session owes is done page by page: what is held in memory does not grow with it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

from models import columns
from models.dossiers.application import Application
from models.sessions.campaign import Campaign, Prospect
from models.storage import database
from models.vocabulary import Status
from notifications.outbox import enqueue
from notifications.writing import render
from tasks.members.joining.effect import take_effect
from tasks.sessions.daily import acknowledge, carry_over, expire_requests, remind_of_deposit, remind_of_requests
from tasks.sessions.handover import hand_over
from tests.factories import application, campaign_with, completion_request, decision_on, paris

PAGE, MANY = 2, 7

Owed = Callable[..., int]


def asked(session: Session, campaign: Campaign) -> None:
    """Add an incomplete dossier, asked until 7 May, with a reminder on 30 April."""
    dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    reminder = paris("2026-04-30 09:00")
    completion_request(session, campaign, dossier, due_on=date(2026, 5, 7), next_reminder_at=reminder)


def incomplete(session: Session, campaign: Campaign) -> None:
    """Add an incomplete dossier that is asked for nothing."""
    application(session, campaign, Status.incomplete, missing=["annexe-1"])


def registered(session: Session, campaign: Campaign) -> None:
    """Add a dossier that is to be acknowledged."""
    application(session, campaign, Status.registered, acknowledge_at=paris("2026-02-11 09:00"))


def accepted(session: Session, campaign: Campaign) -> None:
    """Add a dossier that is accepted."""
    decision_on(session, application(session, campaign, Status.accepted))


def prospect(session: Session, campaign: Campaign) -> None:
    """Add an address that was told of the opening and has not written."""
    known = session.exec(select(func.count()).select_from(Prospect)).one()
    session.add(Prospect(campaign_id=campaign.id or 0, address=f"direction@structure{known}.example"))


CASES: tuple[tuple[Callable[[Session, Campaign], None], Owed, str], ...] = (
    (registered, acknowledge, "2026-02-11 09:00"),
    (asked, remind_of_requests, "2026-04-30 09:00"),
    (asked, expire_requests, "2026-05-11 09:00"),
    (prospect, remind_of_deposit, "2026-03-30 09:00"),
    (incomplete, carry_over, "2026-06-01 09:00"),
    (accepted, take_effect, "2026-09-01 09:00"),
    (incomplete, hand_over, "2027-01-19 09:00"),
)


class Measured(NamedTuple):
    """How many dossiers were held as each letter was written, and how many letters were queued at once."""

    held: list[int]
    queued: list[int]


@pytest.fixture
def measured(session: Session, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """Give what is measured, where a page has PAGE dossiers."""
    seen = Measured([], [])

    def rendering(*args: Any, **said: Any) -> render.Rendered:  # noqa: ANN401  what the real one takes
        seen.held.append(sum(isinstance(one, Application) for one in session.identity_map.values()))
        return render.render(*args, **said)

    def adding(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
        seen.queued.append(len(rows))
        database.add_new(session, table, rows)

    monkeypatch.setattr(columns, "PAGE", PAGE)
    monkeypatch.setattr(enqueue, "PAGE", PAGE)
    monkeypatch.setattr(enqueue, "render", rendering)
    monkeypatch.setattr(enqueue, "add_new", adding)
    return seen


@pytest.mark.parametrize(("add", "owed", "at"), CASES, ids=[owed.__name__ for _, owed, _ in CASES])
def test_no_more_dossiers_are_held_at_once_than_a_page_has(
    session: Session, measured: Measured, add: Callable[..., None], owed: Owed, at: str
) -> None:
    """Nor more letters: those of a page are queued before the next page is read."""
    campaign = campaign_with(session)
    for _ in range(MANY):
        add(session, campaign)
    if owed is hand_over:
        campaign_with(session, year=2027)
    session.flush()
    session.expunge_all()

    assert owed(session, session.get_one(Campaign, campaign.id), at=paris(at)) == MANY

    assert measured.queued == [2, 2, 2, 1]
    assert max(measured.held) <= PAGE
