"""A mailbox of a mail server, over IMAP (RFC 3501, 4315, 6851): read in pieces, resumed where a connection is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from models.storage.addresses import ImapAddress
from tasks.mailboxes.connection import Connection, Selected, is_silence
from tasks.mailboxes.mailbox import PIECE, Gone, Unreachable, Unreadable, WaitingMail
from tasks.mailboxes.shelves import Shelf

DESCRIBED = 500
"""Mails described at once: a command, and its answer, stay small."""

_PUT_AWAY = 50  # mails put away at once: one command each would take a fifth of the time of reading them
_SILENCES = 1  # mails over which a server may fall silent: beyond, it gives none
_UNDATED = datetime.max.replace(tzinfo=UTC)  # a stamp that cannot be read is no reason to leave a mail out


class ImapMailbox:
    """A folder of a mail server. Mails are called by its UIDVALIDITY and their number, which together never mean
    another mail. A registered mail is put away with others, at the latest by `close`: killed before, it still waits,
    and is known when it is read again."""

    def __init__(self, role: str, address: ImapAddress, shelf: Shelf) -> None:
        """Name the folder; the server is reached when first asked something."""
        self.role, self._address, self._shelf = role, address, shelf
        self._connection = Connection(role, address)
        self._registered: list[str] = []
        self._silences = 0

    def names(self) -> frozenset[str]:
        """Return the names of the mails that wait."""
        return frozenset(self._connection.ask(partial(waiting_names, shelf=self._shelf)))

    def waiting(self, limit: int | None = None) -> list[WaitingMail]:
        """Return the mails that wait, or so many of the first, in the order of their stamps. The first are those
        with the lowest numbers, which the server gave as they came: it need not describe all the others."""
        self._put_away()
        mails = self._connection.ask(partial(self._first, limit=limit))
        return sorted(mails, key=lambda mail: (mail.received_at, _uid(mail.name)))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a mail; a small one takes one question. Raise Gone where it is no longer there, Unreadable
        where the server does not give it and says the rest."""
        offset, is_over = 0, False
        while not is_over:
            piece = self._piece(name, offset)
            # Not by its size, of which some servers have only an idea.
            offset, is_over = offset + len(piece), len(piece) < PIECE
            yield piece

    def _piece(self, name: str, offset: int) -> bytes:
        try:
            return self._connection.ask(partial(_piece, name=name, offset=offset))
        except Unreachable as error:
            self._silences += is_silence(error)
            if self._silences > _SILENCES:
                raise
            # Some servers hang up on a mail that they cannot read.
            self._connection.ask(Selected.refresh)
            raise Unreadable(name) from error

    def done(self, mail: WaitingMail) -> None:
        """Have a registered mail put away, with the next ones."""
        self._registered.append(mail.name)
        if len(self._registered) >= _PUT_AWAY:
            self._put_away()

    def close(self) -> None:
        """Put away what is registered, and leave the server."""
        try:
            self._put_away()
        finally:
            self._connection.close()

    def _first(self, selected: Selected, *, limit: int | None) -> list[WaitingMail]:
        if self._shelf.keyword and not selected.keeps(self._shelf.keyword):
            why = "ce serveur ne garde pas les marques mises sur les messages : cette boîte ne peut pas être lue"
            raise Unreachable(self.role, self._address, why, is_lasting=True)
        uids = [_uid(name) for name in waiting_names(selected, shelf=self._shelf)[:limit]]
        parts = range(0, len(uids), DESCRIBED)
        return [mail for part in parts for mail in _described(selected, uids[part : part + DESCRIBED])]

    def _put_away(self) -> None:
        if self._registered:
            self._connection.ask(self._shelve)
        self._registered.clear()

    def _shelve(self, selected: Selected) -> None:
        # Only what is still there: in a folder made anew the same numbers are other mails.
        selected.refresh()
        numbers = ",".join(str(_uid(name)) for name in self._registered if _is_of(selected, name))
        if numbers and (uids := selected.client.search(["UID", numbers, *self._shelf.waiting])):
            self._shelf.put(selected.client, uids)


def waiting_names(selected: Selected, *, shelf: Shelf) -> list[str]:
    """Return the names of the mails that wait in a folder, in the order of their numbers."""
    selected.refresh()
    return [f"{selected.epoch}-{uid}" for uid in sorted(selected.client.search([*shelf.waiting]))]


def _uid(name: str) -> int:
    return int(name.partition("-")[2])


def _is_of(selected: Selected, name: str) -> bool:
    return name.startswith(f"{selected.epoch}-")


def _described(selected: Selected, uids: list[int]) -> Iterator[WaitingMail]:
    found: dict[int, dict[bytes, Any]] = selected.client.fetch(uids, ["INTERNALDATE"])
    for uid, facts in found.items():
        if b"INTERNALDATE" in facts:  # else it has just gone
            yield WaitingMail(f"{selected.epoch}-{uid}", _instant(facts[b"INTERNALDATE"]))


def _instant(stamp: datetime | None) -> datetime:
    return stamp.astimezone(UTC) if stamp else _UNDATED


def _piece(selected: Selected, *, name: str, offset: int) -> bytes:
    piece = _fetched(selected, name, offset)
    if piece is not None:
        return piece
    selected.refresh()
    if _is_of(selected, name) and selected.client.search(["UID", str(_uid(name))]):
        message = f"FETCH {name} <{offset}>"
        raise IMAPClientError(message)
    raise Gone(name)


def _fetched(selected: Selected, name: str, offset: int) -> bytes | None:
    """Return a piece of a mail, or None where the server does not give it."""
    if not _is_of(selected, name):
        return None
    uid = _uid(name)
    try:
        found: dict[int, dict[bytes, Any]] = selected.client.fetch([uid], [f"BODY.PEEK[]<{offset}.{PIECE}>"])
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        return None
    piece: bytes | None = found.get(uid, {}).get(f"BODY[]<{offset}>".encode())
    return piece
