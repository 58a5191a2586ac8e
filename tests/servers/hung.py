"""A mail server that hangs: it lists the mails that wait, and never gives one."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from threading import enumerate as enumerate_threads

from flows.installation.prefect_server import HOST

_READERS = ("spro-releve", "spro-deposit_mailbox", "spro-content_contact")
"""The threads that read it, by name: none must outlive its test, whose database is that of the next one."""

_TOLD = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
    b"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [PERMANENTFLAGS (\\*)] x\r\n",
    b"SEARCH": b"* SEARCH 1\r\n",
    b"INTERNALDATE": b'* 1 FETCH (UID 1 INTERNALDATE "15-Apr-2026 10:00:00 +0200")\r\n',
}
"""What is said of each command before it is done; nothing of the one that asks for a mail."""


@contextmanager
def hung() -> Iterator[str]:
    """Run such a server; give the address of its only mailbox. At its end it hangs up, and who read it has ended."""
    clients = list[socket.socket]()
    with socket.create_server((HOST, 0)) as listener:
        Thread(target=_serve, args=(listener, clients), daemon=True).start()
        yield f"imap://depots:secret@{HOST}:{listener.getsockname()[1]}/INBOX"
        listener.shutdown(socket.SHUT_RDWR)
    for client in clients:
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
    for reader in enumerate_threads():
        if reader.name in _READERS:
            reader.join(20)


def _serve(listener: socket.socket, clients: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            clients.append(listener.accept()[0])
            Thread(target=_answer, args=(clients[-1],), daemon=True).start()


def _answer(client: socket.socket) -> None:
    with suppress(OSError), client, client.makefile("rb") as lines:
        client.sendall(b"* OK bonjour\r\n")
        for line in lines:
            tag, _, command = line.partition(b" ")
            if b"BODY" not in command:
                told = next((said for name, said in _TOLD.items() if re.search(rb"\b" + name, command)), b"")
                client.sendall(told + tag + b" OK fait\r\n")
