"""A mailbox of an installation: the one that dossiers are sent to, or that of another role."""

from pathlib import Path

import pytest

from models.storage.settings import Settings
from tasks.mailboxes.mailbox import Unreachable
from tasks.mailboxes.opening import open_mailbox
from tests.tasks.mailboxes.conftest import RAW, Account


def test_with_nothing_set_deposits_arrive_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one under the installation's home."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    (tmp_path / "depots").mkdir()
    (tmp_path / "depots" / "un.eml").write_bytes(RAW)

    [(role, address)] = Settings().mailboxes.items()
    with open_mailbox(role, address) as mailbox:
        assert (mailbox.role, [*mailbox.names()]) == ("deposit_mailbox", ["un.eml"])


def test_registered_mails_are_put_away_at_the_end(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the deposit mailbox are moved; those of another role stay, and are not read again."""
    monkeypatch.setenv("SPRO_MAILBOX_URL", account.server.url(account.user))
    monkeypatch.setenv("SPRO_OTHER_MAILBOXES", f'{{"content_contact": "{account.server.url("contenus")}"}}')
    account.deliver()
    account.server.deliver("contenus", RAW)

    mailboxes = Settings().mailboxes
    for role, address in mailboxes.items():
        with open_mailbox(role, address) as mailbox:
            mailbox.done(mailbox.waiting(1)[0])

    assert [*mailboxes] == ["deposit_mailbox", "content_contact"]
    for role, address in mailboxes.items():
        with open_mailbox(role, address) as mailbox:
            assert mailbox.waiting(1) == []
    assert account.subjects("INBOX") == []
    assert account.subjects("Traités") == ["Candidature"]


def test_a_mailbox_that_cannot_be_read_says_which_setting_to_mend(account: Account) -> None:
    """Once it is asked something."""
    address = account.address(password="autre")

    with open_mailbox("technical_contact", address) as mailbox, pytest.raises(Unreachable) as refused:
        mailbox.waiting(1)

    assert str(refused.value).startswith("SPRO_OTHER_MAILBOXES, technical_contact « imaps://")
