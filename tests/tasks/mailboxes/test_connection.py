"""A mailbox that cannot be reached: why, in French, with the setting to mend and never its password."""

import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from imapclient import SocketTimeout

from flows.installation.prefect_server import HOST, free_port
from tasks.mailboxes import connection
from tasks.mailboxes.mailbox import Unreachable
from tests.servers.dovecot import PASSWORD, running
from tests.tasks.mailboxes.conftest import Account
from tests.tasks.mailboxes.cutting import cutting


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """Run a server that gives each caller the same answer and waits; give its port."""
    listener, callers = socket.create_server((HOST, 0)), list[socket.socket]()

    def answer_all() -> None:
        with suppress(OSError):
            while True:
                caller, _ = listener.accept()
                callers.append(caller)
                caller.sendall(answer)

    thread = Thread(target=answer_all, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for caller in callers:
            caller.close()


def reason(account: Account, **parts: Any) -> str:  # noqa: ANN401  those of Dovecot.url
    """Return why a mailbox cannot be read."""
    with pytest.raises(Unreachable) as refused:
        account.mailbox(**parts).names()
    return str(refused.value)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody: whether one tries again after one second or none is the same here."""
    monkeypatch.setattr(connection, "PAUSES", (0, 0))


def test_a_password_may_hold_any_character(account: Account) -> None:
    """Accents, and all the signs that an address is made of."""
    assert not PASSWORD.isascii()

    assert account.mailbox().names() == frozenset()


def test_a_wrong_password_is_said_without_it(account: Account) -> None:
    """Once: who insists is shut out by many servers."""
    with cutting(account.server.port) as network:
        said = reason(account, port=network.port, password="secret-éventé")

        assert network.count == 1
    assert said == (
        f"SPRO_MAILBOX_URL « imaps://{account.user}@127.0.0.1:{network.port}/INBOX » : "
        "le serveur refuse cet utilisateur ou son mot de passe."
    )


def test_a_password_is_in_no_log(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is logged, and in whatever detail."""
    caplog.set_level(logging.DEBUG)

    account.mailbox().names()
    reason(account, password="secret-éventé")

    assert PASSWORD not in caplog.text
    assert "secret" not in caplog.text


def test_a_certificate_that_nobody_vouches_for_is_refused(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any password is sent; an authority of one's own is named by SSL_CERT_FILE."""
    monkeypatch.delenv("SSL_CERT_FILE")

    assert reason(account).endswith(
        "le certificat du serveur n'est pas reconnu (unable to get local issuer certificate) ; "
        "si une autorité interne l'a signé, indiquez-la par SSL_CERT_FILE."
    )


def test_a_folder_that_is_not_there_is_said(account: Account) -> None:
    """A letter is soon forgotten."""
    said = reason(account, folder="Dépots")

    assert said.endswith("/Dépots » : ce dossier n'existe pas, ou cet utilisateur n'y a pas accès.")


@pytest.mark.parametrize(("failures", "is_there"), [(2, True), (3, False)])
def test_a_server_that_fails_is_asked_again(account: Account, failures: int, *, is_there: bool) -> None:
    """It may be starting; in the end whoever asks is told."""
    with cutting(account.server.port, *(0 for _ in range(failures))) as network:
        if is_there:
            assert account.mailbox(port=network.port).names() == frozenset()
        else:
            assert reason(account, port=network.port).endswith(": la liaison avec le serveur a été coupée.")

        assert network.count == 3


def test_a_port_where_nobody_listens_is_said(account: Account) -> None:
    """Most often the port is wrong."""
    assert reason(account, port=free_port()).endswith(": le serveur refuse la connexion ; vérifiez le port.")


def test_a_server_that_says_nothing_is_not_waited_for(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that swallows what is sent ends no run."""
    monkeypatch.setattr(connection, "TIMEOUT", SocketTimeout(connect=0.2, read=0.2))

    with answering(b"") as port:
        assert reason(account, port=port).endswith(": le serveur ne répond pas.")


def test_a_port_without_encryption_is_said(account: Account) -> None:
    """143 is where IMAP in clear answers."""
    with answering(b"* OK bonjour\r\n") as port:
        assert reason(account, port=port).endswith(
            ": la liaison chiffrée avec le serveur échoue ; vérifiez le port : 993 en général."
        )


def test_a_server_that_cannot_check_a_password_is_asked_again(
    dovecot_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What knows the passwords is restarted now and then: theirs is not wrong for that."""
    no_passwords = "passdb {\n  driver = checkpassword\n  args = /nonexistent\n}"
    with running(dovecot_program, more=no_passwords) as server, ExitStack() as stack:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))

        said = reason(Account(server, stack), password="autre")

    assert " : le serveur répond : [UNAVAILABLE] Temporary authentication failure." in said
