"""What the mailbox shows: counts, and the latest arrivals with what became of each."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models.intake.words import Nature, Way
from models.storage.database import engine, transaction
from models.vocabulary import Status
from tasks.console.boards.mailbox import SHOWN, ArrivalLine, Fate, mailbox_of
from tests.factories import application, arrival, campaign_with, paris

FIRST, LATER = paris("2026-02-10 09:11"), paris("2026-02-12 10:00")
TROUBLE = "Ses fichiers n'ont pas pu être examinés."


def test_arrivals_are_counted_by_what_they_are(any_database: str) -> None:
    """What somebody wrote by its way; what nobody answers by its nature; what is left to sort."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        for way in (Way.email, Way.email, Way.post):
            arrival(session, campaign, way=way)
        arrival(session, campaign, sorted_at=None)
        for nature in (Nature.spam, Nature.automatic, Nature.automatic):
            arrival(session, campaign, nature=nature)
        arrival(session, campaign_with(session, year=2027))

        board = mailbox_of(session, campaign)

    assert board.natures == {Nature.written: 4, Nature.automatic: 2, Nature.spam: 1}
    assert (board.ways, board.waiting, len(board.latest)) == ({Way.email: 3, Way.post: 1}, 1, 7)


@pytest.mark.parametrize(
    ("fields", "fate"),
    [
        ({}, Fate.opened),
        ({"received_at": LATER}, Fate.joined),
        ({"received_at": LATER, "sorted_at": None}, Fate.waiting),
        ({"trouble": TROUBLE}, Fate.in_trouble),
        ({"nature": Nature.again, "trouble": TROUBLE}, Fate.in_trouble),
        ({"nature": Nature.automatic}, Nature.automatic),
    ],
)
def test_each_arrival_says_what_became_of_it(session: Session, fields: dict[str, Any], fate: Fate | Nature) -> None:
    """With its number, its instant, its way and its dossier; nothing else."""
    campaign = campaign_with(session)
    arrival(session, campaign, application(session, campaign), **fields)

    received_at = fields.get("received_at", FIRST)
    assert mailbox_of(session, campaign).latest == (
        ArrivalLine("2026-000001", received_at, Way.email, fate, "ARA-2026-0001"),
    )


def test_trouble_is_over_once_the_dossier_was_examined(session: Session) -> None:
    """Somebody has looked at all that it holds."""
    campaign = campaign_with(session)
    arrival(session, campaign, application(session, campaign, Status.examined), trouble=TROUBLE)

    assert [line.fate for line in mailbox_of(session, campaign).latest] == [Fate.opened]


def test_the_latest_come_first_and_are_few(database: str) -> None:
    """Two look-ups, however much came."""
    made: list[str] = []
    event.listen(engine(database), "before_cursor_execute", lambda *args: made.append(args[2]))
    with transaction(database) as session:
        campaign = campaign_with(session)
        for _ in range(SHOWN + 2):
            arrival(session, campaign)
        made.clear()

        latest = mailbox_of(session, campaign).latest

    assert (latest[0].number, latest[-1].number, len(latest)) == ("2026-000052", "2026-000003", SHOWN)
    assert len(made) == 2
