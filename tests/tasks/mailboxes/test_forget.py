"""Registered mails that are forgotten leave the mailbox too, and nothing else does."""

from hashlib import sha256
from pathlib import Path

import pytest

from models.storage.addresses import DEPOSIT, FolderAddress, ImapAddress
from tasks.mailboxes.forget import forget_mails
from tasks.mailboxes.mailbox import Unreachable
from tests.tasks.mailboxes.conftest import RAW, Account

THEIRS = b"From: accueil@mlj.example\r\nSubject: Dossier\r\n\r\nBonjour\r\n"


def digest(raw: bytes = RAW) -> str:
    """Return the digest under which a mail is kept."""
    return sha256(raw).hexdigest()


def registered(account: Account, *mails: bytes) -> ImapAddress:
    """Have mails registered, which puts them away, and return where."""
    for raw in mails:
        account.deliver(raw)
    with_all = account.mailbox()
    for mail in with_all.waiting():
        with_all.done(mail)
    with_all.close()
    return account.address()


@pytest.mark.parametrize("size", [len(RAW), None])
def test_a_mail_server_keeps_no_copy(account: Account, size: int | None) -> None:
    """Whether its size is known or not; the mails of others stay."""
    address = registered(account, RAW, THEIRS)

    gone = forget_mails({DEPOSIT: address}, {digest(): size})

    assert (gone, account.subjects("Traités")) == (1, ["Dossier"])


def test_a_mail_of_megabytes_is_told_by_all_its_bytes(account: Account) -> None:
    """Two that differ by their last byte are two."""
    large, other = (RAW + b"x" * (3 << 20) + end for end in (b"1\r\n", b"2\r\n"))
    address = registered(account, large, other)

    gone = forget_mails({DEPOSIT: address}, {digest(large): len(large)})

    assert (gone, account.subjects("Traités")) == (1, ["Candidature"])


def test_what_waits_is_left(account: Account) -> None:
    """It is not registered yet; on a server that put none away there is nothing to look at."""
    account.deliver()

    assert forget_mails({DEPOSIT: account.address()}, {digest(): len(RAW)}) == 0
    assert len(account.files()) == 1


def test_the_mailboxes_of_others_are_theirs(account: Account) -> None:
    """Their mails were never moved."""
    account.deliver()

    assert forget_mails({"content_contact": account.address()}, {digest(): len(RAW)}) == 0
    assert len(account.files()) == 1


def test_a_mail_server_that_does_not_answer_is_told() -> None:
    """What is to go may still be there."""
    away = ImapAddress("127.0.0.1", 9, "depot", "secret", "INBOX", is_encrypted=False)

    with pytest.raises(Unreachable):
        forget_mails({DEPOSIT: away}, {digest(): len(RAW)})


def test_a_folder_keeps_no_copy(tmp_path: Path) -> None:
    """Wherever it put what was registered."""
    for name in ("cur", "traites"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "hers.eml").write_bytes(RAW)
        (tmp_path / name / "theirs.eml").write_bytes(THEIRS)

    gone = forget_mails({DEPOSIT: FolderAddress(tmp_path)}, {digest(): len(RAW)})

    assert (gone, sorted(path.name for path in tmp_path.rglob("*.eml"))) == (2, ["theirs.eml", "theirs.eml"])
