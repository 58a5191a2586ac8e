"""The folder that deposits arrive in: mails in the order of their stamps, each put aside once it is registered."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.mailbox import Mailbox
from tests.factories import paris
from tests.tasks.mails import compose


def dropped(folder: Path, name: str, received: str | None = "2026-04-15 10:00") -> Path:
    """Put a mail in a folder, stamped as received at an instant."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(compose(received=received).as_bytes())
    return path


def maildir(folder: Path) -> Path:
    """Return where a Maildir's new mails are."""
    return folder / "new"


def plain(folder: Path) -> Path:
    """Return where the mails of a plain folder are."""
    return folder


def test_a_folder_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    """An installation that has received nothing yet has nothing to read."""
    mailbox = Mailbox(tmp_path / "depots")

    assert (mailbox.names(), mailbox.waiting()) == (frozenset(), [])


@pytest.mark.parametrize("inbox", [maildir, plain])
def test_mails_come_in_the_order_of_their_stamps(inbox: Callable[[Path], Path], tmp_path: Path) -> None:
    """The first received is registered first, whatever the names of the files."""
    dropped(inbox(tmp_path), "a.eml", "2026-04-16 10:00")
    dropped(inbox(tmp_path), "b.eml", "2026-04-15 10:00")

    waiting = Mailbox(tmp_path).waiting()

    assert [(mail.path.name, mail.received_at) for mail in waiting] == [
        ("b.eml", paris("2026-04-15 10:00")),
        ("a.eml", paris("2026-04-16 10:00")),
    ]


def test_a_mail_without_a_stamp_was_received_when_its_file_came(tmp_path: Path) -> None:
    """Dropped in the folder by hand, a mail has no Received: its file tells the time."""
    path = dropped(tmp_path, "a.eml", received=None)
    os.utime(path, (paris("2026-04-20 08:00").timestamp(),) * 2)

    [mail] = Mailbox(tmp_path).waiting()

    assert mail.received_at == paris("2026-04-20 08:00")


def test_a_registered_mail_of_a_maildir_goes_to_cur(tmp_path: Path) -> None:
    """Mail programs show it as read, and it is not read again."""
    dropped(tmp_path / "new", "1.host")
    mailbox = Mailbox(tmp_path)

    mailbox.done(mailbox.waiting()[0])

    assert not mailbox.names()
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["1.host:2,S"]


def test_a_registered_mail_of_a_folder_goes_to_traites(tmp_path: Path) -> None:
    """An .eml file is put aside under its own name."""
    dropped(tmp_path, "a.eml")
    mailbox = Mailbox(tmp_path)

    mailbox.done(mailbox.waiting()[0])

    assert not mailbox.names()
    assert [path.name for path in (tmp_path / "traites").iterdir()] == ["a.eml"]


def test_only_mails_are_read_in_a_folder(tmp_path: Path) -> None:
    """« .EML » is a mail like « .eml »; notes, and folders whatever their names, are not."""
    dropped(tmp_path, "a.EML")
    dropped(tmp_path, "notes.txt")
    (tmp_path / "archives.eml").mkdir()

    assert [mail.path.name for mail in Mailbox(tmp_path).waiting()] == ["a.EML"]


def test_a_mail_that_another_worker_takes_meanwhile_is_no_error(tmp_path: Path) -> None:
    """Two workers on one mailbox: whoever comes second finds it done."""
    dropped(tmp_path, "a.eml")
    mailbox, other = Mailbox(tmp_path), Mailbox(tmp_path)
    [mail] = mailbox.waiting()

    other.done(mail)
    mailbox.done(mail)

    assert mailbox.waiting() == []


def test_a_mail_that_vanishes_before_it_is_read_is_left_out(tmp_path: Path) -> None:
    """A name that leads nowhere any more hides none of the others."""
    dropped(tmp_path, "a.eml")
    gone = dropped(tmp_path, "b.eml")
    mailbox = Mailbox(tmp_path)
    paths = iter([gone, tmp_path / "a.eml"])
    gone.unlink()

    mailbox._paths = lambda: paths  # type: ignore[method-assign]  # noqa: SLF001  the instant between listing and reading

    assert [mail.path.name for mail in mailbox.waiting()] == ["a.eml"]
