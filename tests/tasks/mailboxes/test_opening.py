"""The mailboxes of an installation: the one that dossiers are sent to first, then those of other roles."""

from pathlib import Path

import pytest

from models.storage.settings import Settings
from tasks.mailboxes.mailbox import Unreachable
from tasks.mailboxes.opening import open_mailboxes
from tests.tasks.mailboxes.conftest import RAW, Account


def test_with_nothing_set_deposits_arrive_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one under the installation's home."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    (tmp_path / "depots").mkdir()
    (tmp_path / "depots" / "un.eml").write_bytes(RAW)

    with open_mailboxes(Settings()) as [mailbox]:
        assert mailbox.role == "deposit_mailbox"
        assert mailbox.names() == {"un.eml"}


def test_registered_mails_are_put_away_at_the_end(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the deposit mailbox are moved; those of another role stay, and are not read again."""
    monkeypatch.setenv("SPRO_MAILBOX_URL", account.server.url(account.user))
    monkeypatch.setenv("SPRO_OTHER_MAILBOXES", f'{{"content_contact": "{account.server.url("contenus")}"}}')
    account.deliver()
    account.server.deliver("contenus", RAW)

    with open_mailboxes(Settings()) as mailboxes:
        for mailbox in mailboxes:
            mailbox.done(mailbox.waiting(1)[0])

    with open_mailboxes(Settings()) as mailboxes:
        assert [mailbox.role for mailbox in mailboxes] == ["deposit_mailbox", "content_contact"]
        assert [mailbox.waiting(1) for mailbox in mailboxes] == [[], []]
    assert account.subjects("INBOX") == []
    assert account.subjects("Traités") == ["Candidature"]


def test_a_mailbox_that_cannot_be_read_stops_none_of_the_others(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so to whoever asks it something, naming the setting to mend."""
    refused = account.server.url(account.user, password="autre")
    monkeypatch.setenv("SPRO_MAILBOX_URL", f"maildir://{tmp_path}")
    monkeypatch.setenv("SPRO_OTHER_MAILBOXES", f'{{"technical_contact": "{refused}"}}')

    with open_mailboxes(Settings()) as [deposits, other]:
        assert deposits.waiting(1) == []
        with pytest.raises(Unreachable, match=r"^SPRO_OTHER_MAILBOXES, technical_contact « imaps://"):
            other.waiting(1)
