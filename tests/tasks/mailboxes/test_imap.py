"""A mailbox of a real mail server: mails in order, in pieces, and each the same one whatever becomes of the folder."""

import time
import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest
from imapclient import IMAPClient

from tasks.mailboxes import connection
from tasks.mailboxes.imap import ImapMailbox
from tasks.mailboxes.mailbox import PIECE, Gone, Unreadable, WaitingMail
from tests.factories import paris
from tests.tasks.mailboxes.conftest import RAW, Account, content, titled
from tests.tasks.mailboxes.cutting import cutting

MB = 1_000_000


def lines(size: int) -> bytes:
    """Return a mail of about so many bytes, no two lines of which are alike."""
    return RAW + b"".join(b"%074d\r\n" % number for number in range(size // 76))


def only(mailbox: ImapMailbox) -> WaitingMail:
    """Return the one mail that waits."""
    [mail] = mailbox.waiting(10)
    return mail


def test_mails_come_in_the_order_of_the_servers_stamps(account: Account) -> None:
    """INTERNALDATE, the instant at which the server took the mail, decides: no header of the mail does."""
    account.deliver(at=paris("2026-04-29 23:50"))
    account.deliver(at=paris("2026-04-15 10:00"))

    mails = account.mailbox().waiting(10)

    assert [mail.received_at for mail in mails] == [paris("2026-04-15 10:00"), paris("2026-04-29 23:50")]


def test_an_empty_mailbox_has_nothing_to_read(account: Account) -> None:
    """Nor has it a folder of registered mails yet."""
    mailbox = account.mailbox()

    assert (mailbox.names(), mailbox.waiting(10)) == (frozenset(), [])
    assert not account.client().folder_exists("Traités")


def test_mails_are_read_in_parts_of_a_long_list(account: Account) -> None:
    """The first that came are read first, and the others once these are put away."""
    for subject in ("un", "deux", "trois"):
        account.deliver(titled(subject))
    mailbox = account.mailbox()

    first, second = mailbox.waiting(2)
    read = [content(mailbox, first), content(mailbox, second)]
    mailbox.done(first)
    mailbox.done(second)

    assert read == [titled("un"), titled("deux")]
    assert content(mailbox, only(mailbox)) == titled("trois")


@pytest.mark.parametrize("size", [0, PIECE - len(RAW), PIECE, 3 * PIECE + 17])
def test_a_mail_is_read_byte_for_byte_and_in_pieces(account: Account, size: int) -> None:
    """Small or large, whether or not it is a whole number of pieces."""
    account.deliver(RAW + b"x" * size)
    mailbox = account.mailbox()

    pieces = list(mailbox.chunks(only(mailbox).name))

    assert b"".join(pieces) == RAW + b"x" * size
    assert max(map(len, pieces)) <= PIECE


def test_a_mail_stays_unread_for_those_who_look_into_the_mailbox(account: Account) -> None:
    """Reading is no act that anybody else should see."""
    account.deliver()
    mailbox = account.mailbox()

    content(mailbox, only(mailbox))

    assert account.client().search("UNSEEN") == [1]


def test_a_small_mail_takes_one_question(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of them are read as fast as they can be downloaded."""
    account.deliver()
    mailbox, asked, fetch = account.mailbox(), list[Sequence[int]](), IMAPClient.fetch
    mail = only(mailbox)

    def noted(client: IMAPClient, messages: Sequence[int], *arguments: Any) -> Any:  # noqa: ANN401  the library's own
        asked.append(messages)
        return fetch(client, messages, *arguments)

    monkeypatch.setattr(IMAPClient, "fetch", noted)
    content(mailbox, mail)

    assert asked == [[1]]


def test_a_large_mail_is_never_whole_in_memory(account: Account) -> None:
    """40 MB pass through less than 8."""
    account.deliver(lines(40 * MB))
    mailbox = account.mailbox()
    mail = only(mailbox)

    tracemalloc.start()
    size = sum(map(len, mailbox.chunks(mail.name)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == len(lines(40 * MB))
    assert peak < 8 * MB


def test_ten_thousand_mails_are_listed_at_once(account: Account) -> None:
    """A few seconds and megabytes, the server's own first look at them included."""
    account.server.deliver_many(account.user, RAW, 10_000)
    mailbox = account.mailbox()

    tracemalloc.start()
    begun = time.monotonic()
    names, mails = mailbox.names(), mailbox.waiting(50)
    lasted = time.monotonic() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (len(names), len(mails)) == (10_000, 50)
    assert lasted < 90
    assert peak < 10 * MB


def test_a_connection_lost_in_a_mail_is_opened_again_and_the_mail_read_on(account: Account) -> None:
    """20 MB over a network that fails three times: what was read is not read again, and no byte is lost or doubled."""
    raw = lines(20 * MB)
    account.deliver(raw)
    with cutting(account.server.port, 7 * MB, 5 * MB, 20_000) as network:
        mailbox = account.mailbox(port=network.port)

        assert content(mailbox, only(mailbox)) == raw
        assert network.count == 4


@pytest.mark.parametrize("cut", [0, 1_000, *range(2_500, 4_000, 200)])
def test_a_connection_lost_before_a_mail_is_opened_again(account: Account, cut: int) -> None:
    """While TLS is agreed upon, while coming in, while mails are listed: it never passes for a wrong password."""
    raw = lines(5_000)
    account.deliver(raw)
    with cutting(account.server.port, cut) as network:
        mailbox = account.mailbox(port=network.port)

        assert content(mailbox, only(mailbox)) == raw
        assert network.count == 2


def test_a_folder_made_anew_holds_other_mails(account: Account) -> None:
    """Their numbers are the same, its UIDVALIDITY is not: a mail of the old one is neither read nor moved there."""
    person = account.client()
    person.create_folder("Dépôts")
    person.append("Dépôts", titled("ancien"))
    mailbox = account.mailbox(folder="Dépôts")
    old = only(mailbox)

    person.delete_folder("Dépôts")
    person.create_folder("Dépôts")
    person.append("Dépôts", titled("nouveau"))
    mailbox.done(old)
    new = only(mailbox)

    assert old.name.partition("-")[2] == new.name.partition("-")[2]
    assert content(mailbox, new) == titled("nouveau")
    with pytest.raises(Gone):
        content(mailbox, old)


def test_a_mail_taken_by_another_worker_is_gone(account: Account) -> None:
    """Whoever comes second finds it done, and has nothing to move."""
    account.deliver()
    mailbox, other = account.mailbox(), account.mailbox()
    mail = only(mailbox)

    other.done(mail)
    other.close()
    mailbox.done(mail)

    assert mailbox.waiting(10) == []
    with pytest.raises(Gone):
        content(mailbox, mail)
    assert account.subjects("Traités") == ["Candidature"]


def test_a_mail_whose_file_is_gone_is_gone(account: Account) -> None:
    """What the server has nothing more to say of is no empty mail."""
    account.deliver()
    mailbox = account.mailbox()
    mail = only(mailbox)

    for file in account.files():
        file.unlink()

    with pytest.raises(Gone):
        content(mailbox, mail)


def test_a_mail_that_its_server_cannot_read_stops_none_of_the_others(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server hangs up on it each time, and is still there."""
    monkeypatch.setattr(connection, "PAUSES", (0, 0))
    account.deliver(titled("illisible"))
    account.deliver(titled("lisible"))
    mailbox = account.mailbox()
    bad, good = mailbox.waiting(10)

    [file] = [file for file in account.files() if b"Subject: illisible" in file.read_bytes()]
    file.chmod(0)

    with pytest.raises(Unreadable, match=f"^le serveur ne parvient pas à donner le message {bad.name}"):
        content(mailbox, bad)
    assert content(mailbox, good) == titled("lisible")


def test_a_mail_that_a_person_moves_while_it_is_read_is_gone(account: Account) -> None:
    """Half of a mail is no mail."""
    account.deliver(lines(3 * PIECE))
    mailbox = account.mailbox()
    pieces = mailbox.chunks(only(mailbox).name)
    next(pieces)

    person = account.client()
    person.create_folder("À voir")
    person.move([1], "À voir")
    mailbox.names()

    with pytest.raises(Gone):
        list(pieces)
