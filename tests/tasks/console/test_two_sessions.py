"""Two sessions side by side, the older one still owing a body: forms and boards know both."""

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.intake.deposit import Deposit
from models.sessions.opening import find_campaign
from models.storage.database import reading, transaction
from models.vocabulary import Status
from tasks.console.boards.board import board_of
from tasks.console.boards.meeting import meeting_board
from tasks.console.forms.choices import Choices, read_choices
from tests.conftest import Installation
from tests.factories import decision_on
from tests.servers.databases import SqliteDatabase
from tests.tasks.acts.shown.years import Day, Path, leave

AT = Day.summer.at
EARLIER = (Path.incomplete, Path.late, Path.unread, Path.kept, Path.found, Path.found_against)
"""The dossiers that go on to the session that opens: the body that they wait for has met."""


@pytest.fixture
def summer(spro: Installation, sqlite: SqliteDatabase, years: dict[Day, bytes]) -> Installation:
    """Give a year whose commission has still to meet, beside the session that has just opened; one of its dossiers is
    refused already."""
    sqlite.renew(years[Day.summer])
    with transaction(spro.database) as session:
        refused = session.get_one(Application, [*Path].index(Path.refused) + 1)
        refused.status = Status.refused
        decision_on(session, refused, decided_at=AT)
    return spro


def numbers(choices: tuple[str, ...] | list[str]) -> set[int]:
    """Return the numbers of the dossiers that are offered."""
    return {int(one.split(" · ")[0].rpartition("-")[2]) for one in choices}


def offered(paths: tuple[Path, ...]) -> set[int]:
    """Return the numbers of the dossiers that take some paths."""
    return {number for number, path in enumerate(Path, 1) if path in paths}


def test_each_form_offers_the_dossiers_of_both(summer: Installation) -> None:
    """Those that the older one has decided on are no less contested or rectified since another opened."""
    found: Choices = read_choices(at=AT)

    assert found.sessions == ("ara-2027", "ara-2026")
    studied = (Path.studied, Path.adjourned, Path.appealed, Path.accepted, Path.noticed)
    ordered = numbers([*found.dossiers["modifier-ordre-du-jour"]])
    assert ordered == offered((*studied, Path.found, Path.found_against))
    for act in ("rectifier-decision", "notifier-autrement", "enregistrer-recours"):
        assert numbers([*found.dossiers[act]]) == offered((Path.refused,))
    with reading(summer.database) as session:
        arrived = session.exec(select(Deposit.id)).all()
    assert len(found.arrivals) == len(arrived)


def test_a_dossier_that_stayed_out_of_the_older_one_is_contested_once_that_is_told(summer: Installation) -> None:
    """One that came too late; the one whose pieces never came may not be: nothing is decided on it."""
    leave(summer.database, at=AT)

    found = read_choices(at=AT)

    assert numbers([*found.dossiers["enregistrer-recours"]]) == offered((Path.refused, Path.late))


def test_each_board_has_its_own(summer: Installation) -> None:
    """What is studied waits for the commission of the older session; the newer has what went on to it."""
    with reading(summer.database) as session:
        older, newer = (find_campaign(session, code) for code in ("ara-2026", "ara-2027"))
        boards = [board_of(session, each, at=AT) for each in (older, newer)]
        commissions = [meeting_board(session, each, "commission", at=AT) for each in (older, newer)]

    assert [board.inherited for board in boards] == [0, len(EARLIER)]
    assert sum(boards[1].statuses.values()) == len(EARLIER)
    assert boards[0].statuses[Status.studied] == 5
    assert commissions[0] is not None
    assert commissions[1] is None
