"""A mailbox of a real mail server, which no other test has used."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from models.storage.addresses import DEPOSIT, ImapAddress, read_mailbox
from tasks.mailboxes.connection import leave, select
from tasks.mailboxes.imap import ImapMailbox
from tasks.mailboxes.mailbox import Mailbox, WaitingMail
from tasks.mailboxes.shelves import MOVED, Shelf
from tests.servers.dovecot import Dovecot

RAW = b"From: direction@cidff01.example\r\nSubject: Candidature\r\n\r\nBonjour\r\n"

_numbers = count(1)


class Account:
    """A user's mailbox on a Dovecot: what is delivered to it, and what is found in it. What is opened here is closed at
    the end of `stack`."""

    def __init__(self, server: Dovecot, stack: ExitStack) -> None:
        self.server, self.user, self._stack = server, f"compte{next(_numbers)}", stack

    def address(self, **parts: Any) -> ImapAddress:  # noqa: ANN401  those of Dovecot.url
        """Return where it is."""
        address = read_mailbox(self.server.url(self.user, **parts))
        assert isinstance(address, ImapAddress)
        return address

    def mailbox(self, shelf: Shelf = MOVED, **parts: Any) -> ImapMailbox:  # noqa: ANN401  those of Dovecot.url
        """Return the mailbox as the system reads it."""
        return self._stack.enter_context(closing(ImapMailbox(DEPOSIT, self.address(**parts), shelf)))

    def deliver(self, raw: bytes = RAW, *, at: datetime | None = None) -> None:
        """Put a mail in it."""
        self.server.deliver(self.user, raw, at=at)

    def files(self) -> list[Path]:
        """Return its mails, as the server keeps them."""
        inbox = self.server.maildir(self.user)
        return [*inbox.glob("new/*"), *inbox.glob("cur/*")]

    def client(self, folder: str = "INBOX") -> IMAPClient:
        """Return the connection of a person who looks into a folder."""
        client = select(DEPOSIT, self.address(folder=folder)).client
        self._stack.callback(leave, client)
        return client

    def subjects(self, folder: str) -> list[str]:
        """Return the subjects of the mails of a folder, in the order in which they came there."""
        client = self.client()
        client.select_folder(folder, readonly=True)
        found = client.fetch(client.search(), ["ENVELOPE"])
        return [found[uid][b"ENVELOPE"].subject.decode() for uid in sorted(found)]


def content(mailbox: Mailbox, mail: WaitingMail) -> bytes:
    """Return all of a mail."""
    return b"".join(mailbox.chunks(mail.name))


def titled(subject: str) -> bytes:
    """Return a mail that is told from the others by its subject."""
    return RAW.replace(b"Candidature", subject.encode())


@pytest.fixture
def account(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Give an empty mailbox, on a server that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    with ExitStack() as stack:
        yield Account(dovecot, stack)
