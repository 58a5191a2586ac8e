"""The units that read the mailboxes: each mail in a transaction of its own, nothing lost, nothing personal returned."""

import logging
from typing import Any

import pytest
from prefect import flow
from sqlmodel import col, select

from models.intake.deposit import Deposit
from models.notices import Notice
from models.region.model import Region
from models.storage.addresses import DEPOSIT, FolderAddress
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Status
from tasks.concerned import Concerned
from tasks.intake.registering.readings import register_waiting
from tasks.intake.registering.units import register_deposits, sort_deposits
from tasks.intake.sorting.examine import Found, examine_deposit
from tasks.intake.sorting.queue import TRIES
from tasks.intake.sorting.sort import TOO_LONG
from tasks.intake.store import Store
from tasks.mailboxes.folder import FolderMailbox
from tasks.reading.sandbox.allowance import Overspent
from tests.conftest import Installation
from tests.factories import paris
from tests.support.mailing import AT, collected, deliver, opened, references, refuse_to_open

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect", "quiet")]


@flow(name="relever")
async def in_a_flow() -> list[Concerned]:
    """Register what waits, as a flow does."""
    return await collected()


def waiting(spro: Installation) -> list[str]:
    """Return the names of the mails that wait, in their order."""
    return [f"deposit_mailbox/{mail.name}" for mail in FolderMailbox(DEPOSIT, FolderAddress(spro.mailbox)).waiting(100)]


def kinds(spro: Installation) -> list[str]:
    """Return the kinds of the notices that a deposit caused."""
    with transaction(spro.database) as session:
        return [kind for kind in session.exec(select(Notice.kind).order_by(col(Notice.id))) if kind != "opening"]


async def test_deposits_are_registered_out_of_a_flow(spro: Installation) -> None:
    """What comes back names the session, the dossier and the organisation, and no person."""
    await opened()
    deliver(spro.mailbox)

    assert await collected() == [Concerned("ara-2026", "ARA-2026-0001", "MJC 1", Status.registered)]
    assert waiting(spro) == []


async def test_deposits_are_registered_in_a_flow_and_once(spro: Installation) -> None:
    """In the order of their stamps; the next run finds nothing."""
    await opened()
    deliver(spro.mailbox, 1, "2026-04-15 11:00")
    deliver(spro.mailbox, 2, "2026-04-15 10:00")

    runs = [await in_a_flow(), await in_a_flow()]

    assert [[one.organisation for one in run] for run in runs] == [["MJC 2", "MJC 1"], []]


async def test_a_mail_that_cannot_be_registered_stops_no_other(
    spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a store that cannot be written, each stays in the mailbox and is named; mended, each is registered."""
    await opened()
    deliver(spro.mailbox, 1)
    deliver(spro.mailbox, 2)
    before = waiting(spro)
    obstacle = spro.home / "obstacle"
    obstacle.write_text("Un fichier là où le dossier devrait être.", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setenv("SPRO_STORE_URL", (obstacle / "store").as_uri())
        failed = await register_deposits(now=lambda: AT)
    kept = waiting(spro)

    mended = await register_deposits(now=lambda: AT)
    await sort_deposits(at=AT)

    assert (failed.unread, failed.sessions, kept) == (before, [], before)
    assert (mended.unread, mended.sessions) == ([], ["ara-2026"] * 2)
    assert references(spro.database) == ["ARA-2026-0001", "ARA-2026-0002"]


async def test_one_bad_mail_among_good_ones_leaves_no_trace(
    spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one gets its number, the bad one stays where it is; told to be skipped, it is not tried again."""
    await opened()
    deliver(spro.mailbox, 1)
    deliver(spro.mailbox, 2, "2026-04-15 11:00")
    bad = waiting(spro)[0]
    refuse_to_open(monkeypatch, bad.rpartition("/")[2])
    first = await register_deposits(now=lambda: AT)
    second = register_waiting(Settings(), now=lambda: AT, skipping=[bad])
    concerned = await sort_deposits(at=AT)

    assert (first.unread, first.sessions, second.unread, waiting(spro)) == ([bad], ["ara-2026"], [], [bad])
    assert [one.organisation for one in concerned] == ["MJC 2"]


async def test_without_a_session_deposits_wait(spro: Installation) -> None:
    """Nothing is refused and nothing is lost: they are registered once a session is open."""
    deliver(spro.mailbox)

    early = await register_deposits(now=lambda: AT)
    await opened()

    [said] = early.obstacles
    assert said.startswith("Session « aucune » : aucune session n'est ouverte")
    assert [one.reference for one in await collected()] == ["ARA-2026-0001"]


async def test_a_mail_before_the_opening_belongs_to_the_session_to_come(spro: Installation) -> None:
    """Received the day before, it is early, not late."""
    await opened()
    deliver(spro.mailbox, received="2026-01-18 10:00")

    assert await collected() == [Concerned("ara-2026", "ARA-2026-0001", "MJC 1", Status.registered)]


async def test_registered_twice_by_two_workers_is_registered_once(spro: Installation) -> None:
    """A mail put back in the mailbox, as after a crash between commit and move, makes no second deposit."""
    await opened()
    deliver(spro.mailbox)
    await collected()
    [seen] = (spro.mailbox / "cur").iterdir()
    seen.rename(spro.mailbox / "new" / "again")

    assert await collected() == []

    with transaction(spro.database) as session:
        assert len(session.exec(select(Deposit)).all()) == 1
    assert waiting(spro) == []


async def test_what_a_crash_left_registered_is_sorted_by_the_next_run(spro: Installation) -> None:
    """Registered and told, then nothing: the next run takes it up where it was left, whatever day it is."""
    await opened()
    deliver(spro.mailbox)
    await register_deposits(now=lambda: AT)

    [concerned] = await sort_deposits(at=paris("2026-04-17 12:00"))

    assert (concerned.reference, kinds(spro)) == ("ARA-2026-0001", ["registration"])


async def test_what_always_fails_goes_to_a_person(
    spro: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Tried by some runs, even if each of them is killed; then it has a dossier as it is, and a person sees it."""
    await opened()
    deliver(spro.mailbox)
    await register_deposits(now=lambda: AT)

    def fail(*_: object, **__: object) -> Found:
        raise MemoryError

    monkeypatch.setattr("tasks.intake.registering.units.examine_deposit", fail)
    with caplog.at_level(logging.CRITICAL):
        runs = [await sort_deposits(at=AT) for _ in range(TRIES + 1)]

    assert [[one.reference for one in run] for run in runs] == [[]] * TRIES + [["ARA-2026-0001"]]
    with transaction(spro.database) as session:
        [deposit] = session.exec(select(Deposit))
        assert (deposit.trouble, deposit.sorted_at) == ("Ses fichiers n'ont pas pu être examinés.", AT)


async def test_whose_files_take_long_delays_nobody_else(
    spro: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its mail is tried anew once all others are sorted, those that came meanwhile too; then a person has it."""
    await opened()
    deliver(spro.mailbox, 1, "2026-04-15 10:00", sender="bombe@mjc1.example")
    deliver(spro.mailbox, 2, "2026-04-15 11:00")
    await register_deposits(now=lambda: AT)
    tried: list[int] = []

    def examine(store: Store, deposit: Deposit, region: Region, **how: Any) -> Found:  # noqa: ANN401
        tried.append(deposit.id or 0)
        if deposit.id == 1:
            raise Overspent
        return examine_deposit(store, deposit, region, **how)

    monkeypatch.setattr("tasks.intake.registering.units.examine_deposit", examine)
    with caplog.at_level(logging.ERROR):
        run = await sort_deposits(at=AT)

    assert ([one.organisation for one in run], tried) == (["MJC 2", "MJC 1"], [1, 2, 1, 1])
    with transaction(spro.database) as session:
        [trouble, none] = session.exec(select(Deposit.trouble).order_by(col(Deposit.id)))
        assert (trouble, none) == (TOO_LONG, None)


async def test_a_silent_antivirus_puts_off_and_refuses_nothing(
    spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is known of the files: the deposits wait, told as registered, and no try is counted."""
    await opened()
    deliver(spro.mailbox)
    await register_deposits(now=lambda: AT)
    monkeypatch.setenv("SPRO_CLAMD_URL", f"unix://{spro.home}/nobody.ctl")

    runs = [await sort_deposits(at=AT) for _ in range(TRIES + 1)]
    monkeypatch.delenv("SPRO_CLAMD_URL")

    assert (runs, kinds(spro)) == ([[]] * (TRIES + 1), ["registration"])
    assert [one.reference for one in await sort_deposits(at=AT)] == ["ARA-2026-0001"]
