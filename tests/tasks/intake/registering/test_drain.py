"""Many mails at once: a few registered together, opened ahead by another process, each once and in order."""

import os
from concurrent.futures import ThreadPoolExecutor
from mailbox import Maildir

import pytest
from sqlmodel import col, select

from models.intake.deposit import Deposit
from models.notices import Notice
from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.intake.registering.prefetch import MANY
from tasks.intake.registering.readings import register_waiting
from tasks.intake.registering.units import register_deposits
from tests.conftest import Installation
from tests.factories import campaign_with
from tests.support.mailing import AT, deliver, opened
from tests.support.mails import compose, pdfs


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect", "quiet")
@pytest.mark.parametrize("program", [None, "/bin/false"], ids=["carried", "whose carrier dies"])
async def test_many_mails_are_registered_once_in_their_order(
    spro: Installation, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    """The process that reads ahead only saves time: without it, each mail is read by who registers it."""
    await opened()
    for entity in range(1, MANY + 11):
        deliver(spro.mailbox, entity, f"2026-04-15 10:{entity % 60:02d}:{entity // 60:02d}")
    if program:
        monkeypatch.setattr("tasks.intake.registering.prefetch.sys.executable", program)

    taken = [await register_deposits(now=lambda: AT), await register_deposits(now=lambda: AT)]

    assert [len(one.sessions) for one in taken] == [MANY + 10, 0]
    with transaction(spro.database) as session:
        stamps = session.exec(select(Deposit.received_at).order_by(col(Deposit.id))).all()
    assert stamps == sorted(stamps)


@pytest.mark.usefixtures("quiet")
def test_two_who_register_at_once_get_in_nobody_s_way(
    spro: Installation, any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watcher and the hourly run read the same mailbox: each mail is registered once, and neither finds fault."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    with transaction(any_database) as session:
        campaign_with(session)
    for entity in range(1, 9):
        deliver(spro.mailbox, entity, f"2026-04-15 10:{entity:02d}")
        question = compose("Bonjour.", files={}, sender=f"a@s{entity}.example", received=f"2026-04-15 10:{entity:02d}")
        Maildir(spro.mailbox).add(question.as_bytes())

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: register_waiting(Settings(), now=lambda: AT), range(4)))

    assert [(one.unread, one.obstacles) for one in taken] == [([], [])] * 4
    with transaction(any_database) as session:
        assert len(session.exec(select(Deposit)).all()) == 16
        assert len(session.exec(select(Notice)).all()) == 16


@pytest.mark.usefixtures("quiet")
def test_a_name_that_no_text_holds_is_read_without_help(spro: Installation) -> None:
    """Names of files are octets: one that cannot be told to another process stops nobody."""
    with transaction(spro.database) as session:
        campaign_with(session)
    box = Maildir(spro.mailbox, create=True)
    for _ in range(MANY):
        box.add(compose(files=pdfs(["dossier"])).as_bytes())
    [first, *_] = sorted((spro.mailbox / "new").iterdir())
    first.rename(spro.mailbox / "new" / os.fsdecode(b"d\xe9pot"))

    taken = register_waiting(Settings(), now=lambda: AT)

    assert (len(taken.sessions), taken.unread, list((spro.mailbox / "new").iterdir())) == (MANY, [], [])
