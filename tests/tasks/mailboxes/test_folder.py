"""The folder that deposits arrive in: mails in the order of their stamps, each put aside once it is registered."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from models.storage.addresses import DEPOSIT, FolderAddress
from tasks.mailboxes.folder import FolderMailbox
from tasks.mailboxes.mailbox import PIECE, Gone, Unreachable
from tests.factories import paris
from tests.support.mails import compose


def dropped(folder: Path, name: str, received: str | None = "2026-04-15 10:00") -> Path:
    """Put a mail in a folder, stamped as received at an instant."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(compose(received=received).as_bytes())
    return path


def opened(folder: Path) -> FolderMailbox:
    """Return a folder as the system reads it."""
    return FolderMailbox(DEPOSIT, FolderAddress(folder))


def maildir(folder: Path) -> Path:
    """Return where a Maildir's new mails are."""
    return folder / "new"


def plain(folder: Path) -> Path:
    """Return where the mails of a plain folder are."""
    return folder


def test_a_folder_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    """An installation that has received nothing yet has nothing to read."""
    mailbox = opened(tmp_path / "depots")

    assert (mailbox.names(), mailbox.waiting(10)) == (frozenset(), [])


def test_a_file_does_not_pass_for_an_empty_folder(tmp_path: Path) -> None:
    """A setting that is wrong is said: else nothing would ever be read, and nobody would know."""
    path = dropped(tmp_path, "a.eml")

    with pytest.raises(
        Unreachable, match=rf"^SPRO_MAILBOX_URL « {re.escape(str(path))} » : ce n'est pas un dossier\.$"
    ):
        opened(path).names()


def test_a_folder_without_right_to_it_does_not_pass_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who installs the program is told what to mend."""
    dropped(tmp_path, "a.eml")

    def deny(path: Path) -> NoReturn:  # the administrator, who may run these tests, has every right
        raise PermissionError(path)

    monkeypatch.setattr(Path, "iterdir", deny)

    with pytest.raises(Unreachable, match="l'accès à ce dossier est refusé"):
        opened(tmp_path).waiting()


@pytest.mark.parametrize("inbox", [maildir, plain])
def test_mails_come_in_the_order_of_their_stamps(inbox: Callable[[Path], Path], tmp_path: Path) -> None:
    """The first received is registered first, whatever the names of the files."""
    dropped(inbox(tmp_path), "a.eml", "2026-04-16 10:00")
    dropped(inbox(tmp_path), "b.eml", "2026-04-15 10:00")

    first, second = opened(tmp_path).waiting(10)

    assert (first.name, first.received_at) == ("b.eml", paris("2026-04-15 10:00"))
    assert second == ("a.eml", paris("2026-04-16 10:00"))


def test_the_first_of_many_mails_are_read_first(tmp_path: Path) -> None:
    """Whoever reads a part of them leaves nobody behind who wrote before."""
    for day in (17, 15, 16):
        dropped(tmp_path, f"{day}.eml", f"2026-04-{day} 10:00")

    assert [mail.name for mail in opened(tmp_path).waiting(2)] == ["15.eml", "16.eml"]


def test_a_mail_without_a_stamp_was_received_when_its_file_came(tmp_path: Path) -> None:
    """Dropped in the folder by hand, a mail has no Received: its file tells the time."""
    path = dropped(tmp_path, "a.eml", received=None)
    os.utime(path, (paris("2026-04-20 08:00").timestamp(),) * 2)

    [mail] = opened(tmp_path).waiting(10)

    assert mail.received_at == paris("2026-04-20 08:00")


def test_a_mail_is_read_byte_for_byte_and_in_pieces(tmp_path: Path) -> None:
    """A large one is never whole in memory."""
    (tmp_path / "a.eml").write_bytes(bytes(PIECE) + b"fin")
    mailbox = opened(tmp_path)

    pieces = list(mailbox.chunks(mailbox.waiting(1)[0].name))

    assert pieces == [bytes(PIECE), b"fin"]


@pytest.mark.parametrize(
    ("name", "inbox", "done"),
    [
        pytest.param("1.host", maildir, "cur/1.host:2,S", id="in a Maildir, it shows as read"),
        pytest.param("a.eml", plain, "traites/a.eml", id="elsewhere, it keeps its name"),
    ],
)
def test_a_registered_mail_is_put_aside(name: str, inbox: Callable[[Path], Path], done: str, tmp_path: Path) -> None:
    """It is kept, and not read again."""
    dropped(inbox(tmp_path), name)
    mailbox = opened(tmp_path)

    mailbox.done(mailbox.waiting(10)[0])

    assert not mailbox.names()
    assert (tmp_path / done).is_file()


def test_two_mails_of_one_name_are_both_kept(tmp_path: Path) -> None:
    """Names are given by people, who begin anew each year."""
    for hour in (10, 11):
        dropped(tmp_path, "depot.eml", f"2026-04-15 {hour}:00")
        mailbox = opened(tmp_path)
        mailbox.done(mailbox.waiting(10)[0])

    kept = sorted(path.name for path in (tmp_path / "traites").iterdir())

    assert kept == ["20260415T090000000000-depot.eml", "depot.eml"]


def test_only_mails_are_read_in_a_folder(tmp_path: Path) -> None:
    """« .EML » is a mail like « .eml »; notes, and folders whatever their names, are not."""
    dropped(tmp_path, "a.EML")
    dropped(tmp_path, "notes.txt")
    (tmp_path / "archives.eml").mkdir()

    assert opened(tmp_path).names() == {"a.EML"}


def test_a_mail_that_another_worker_takes_meanwhile_is_gone(tmp_path: Path) -> None:
    """Two workers on one mailbox: whoever comes second finds it done."""
    dropped(tmp_path, "a.eml")
    mailbox, other = opened(tmp_path), opened(tmp_path)
    [mail] = mailbox.waiting(10)

    other.done(mail)
    mailbox.done(mail)

    assert mailbox.waiting(10) == []
    with pytest.raises(Gone):
        list(mailbox.chunks(mail.name))


def test_a_mail_that_vanishes_before_it_is_read_is_left_out(tmp_path: Path) -> None:
    """A name that leads nowhere any more hides none of the others."""
    dropped(tmp_path, "a.eml")
    gone = dropped(tmp_path, "b.eml")
    mailbox = opened(tmp_path)
    paths = [gone, tmp_path / "a.eml"]
    gone.unlink()

    mailbox._paths = lambda: paths  # type: ignore[method-assign]  # noqa: SLF001  the instant between listing and reading

    assert [mail.name for mail in mailbox.waiting(10)] == ["a.eml"]
