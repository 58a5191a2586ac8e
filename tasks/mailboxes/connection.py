"""A connection to a folder of a mail server: opened when it is needed, opened again when it is lost."""

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError, LoginError

from models.storage.addresses import ImapAddress
from tasks.mailboxes.mailbox import Unreachable

Answer = TypeVar("Answer")

TIMEOUT = SocketTimeout(connect=20, read=60)
"""Seconds that a server has to be reached, and to say something."""

PAUSES = (0, 1, 3)
"""Seconds after which a lost connection is opened again; then the caller gets an error."""

LOST = (IMAPClientAbortError, OSError)
"""What a connection that was lost, or never came about, raises."""

_CUT = "la liaison avec le serveur a été coupée"
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLEOFError, _CUT),
    (ssl.SSLZeroReturnError, _CUT),
    (ssl.SSLError, "la liaison chiffrée avec le serveur échoue ; vérifiez le port : 993 en général"),
    (socket.gaierror, "aucun serveur ne porte ce nom"),
    (ConnectionRefusedError, "le serveur refuse la connexion ; vérifiez le port"),
    (TimeoutError, "le serveur ne répond pas"),
    (OSError, _CUT),
    (IMAPClientReadOnlyError, "ce dossier n'est ouvert qu'en lecture ; donnez à cet utilisateur le droit d'y écrire"),
    (IMAPClientAbortError, _CUT),
)
"""How each failure of the network is said; the first that fits."""

_UNTRUSTED = (
    "le certificat du serveur n'est pas reconnu ({}) ; si une autorité interne l'a signé, indiquez-la par SSL_CERT_FILE"
)


class Selected:
    """A connection whose folder is open. `epoch` is its UIDVALIDITY: a mail's number means nothing in another one."""

    def __init__(self, client: IMAPClient, folder: str) -> None:
        """Open the folder."""
        self.client, self._folder = client, folder
        self.refresh()

    def refresh(self) -> None:
        """Open the folder again: what came and went is seen so, and that it is another one of the same name."""
        found = self.client.select_folder(self._folder)
        self.epoch: int = found[b"UIDVALIDITY"]
        self._lasting: frozenset[bytes] = frozenset(found.get(b"PERMANENTFLAGS", ()))

    def keeps(self, keyword: str) -> bool:
        """Return True if the server remembers a keyword that is put on a mail."""
        return not self._lasting.isdisjoint({b"\\*", keyword.encode()})


def select(role: str, address: ImapAddress) -> Selected:
    """Open a connection and its folder. Raises Unreachable, which says why in French."""
    try:
        client = _reach(address)
    except ssl.SSLCertVerificationError as error:
        why = _UNTRUSTED.format(error.verify_message)
        raise Unreachable(role, address, why, is_lasting=True) from error
    except (*LOST, IMAPClientError) as error:
        raise lost(role, address, error) from error
    try:
        return _entered(client, role, address)
    except BaseException:
        drop(client)
        raise


def _reach(address: ImapAddress) -> IMAPClient:
    # The machine's own authorities, or those of SSL_CERT_FILE: always verified.
    tls = ssl.create_default_context() if address.is_encrypted else None
    client = IMAPClient(address.host, address.port, ssl=address.is_encrypted, ssl_context=tls, timeout=TIMEOUT)
    client.normalise_times = False
    # The library spells out each answer, whole mails included, for a log that nobody keeps: more than half of the time
    # that a mail takes, and four times its size.
    client._imap.debug = 0  # noqa: SLF001
    return client


def _entered(client: IMAPClient, role: str, address: ImapAddress) -> Selected:
    try:
        # LOGIN knows ASCII only.
        login = client.plain_login if client.has_capability("AUTH=PLAIN") else client.login
        login(address.user, address.password)
        return Selected(client, address.folder)
    except LOST as error:
        raise lost(role, address, error) from error
    except LoginError as error:
        raise _refused(role, address, error) from error
    except UnicodeEncodeError:
        why = "ce serveur n'accepte qu'un mot de passe et un utilisateur sans accents"
        raise Unreachable(role, address, why, is_lasting=True) from None  # it would show them
    except IMAPClientError as error:
        why = "ce dossier n'existe pas, ou cet utilisateur n'y a pas accès"
        raise Unreachable(role, address, why, is_lasting=False) from error  # it may just be made anew


def _refused(role: str, address: ImapAddress, error: LoginError) -> Unreachable:
    """Say that nobody came in. The library calls a connection that is lost meanwhile a refusal too."""
    cause = error.__context__
    if isinstance(cause, LOST):
        return lost(role, address, cause)
    if "[UNAVAILABLE]" in str(error):  # RFC 5530: whoever knows the passwords is not there
        return lost(role, address, error)
    return Unreachable(role, address, "le serveur refuse cet utilisateur ou son mot de passe", is_lasting=True)


def lost(role: str, address: ImapAddress, error: Exception) -> Unreachable:
    """Say that the network, or the server, is not there."""
    why = next((said for kind, said in _REASONS if isinstance(error, kind)), f"le serveur répond : {error}")
    return Unreachable(role, address, why, is_lasting=False)


def is_silence(error: Unreachable) -> bool:
    """Return True if the server said nothing for as long as anybody waits."""
    return isinstance(error.__cause__, TimeoutError)


def leave(client: IMAPClient) -> None:
    """End a connection, which may be lost."""
    with suppress(IMAPClientError, OSError):
        client.logout()
    drop(client)


def drop(client: IMAPClient) -> None:
    """End a connection without a word: who does not answer would be waited for."""
    with suppress(OSError):
        client.shutdown()


class Connection:
    """A folder of a mail server, reached when first asked something."""

    def __init__(self, role: str, address: ImapAddress) -> None:
        """Name it; nothing is opened yet."""
        self._role, self._address = role, address
        self._selected: Selected | None = None

    def ask(self, work: Callable[[Selected], Answer]) -> Answer:
        """Have some work done. Where the connection is lost on the way, it is opened again and the work begun anew: it
        must stand that, and a folder that is another one since. Who says nothing is not asked again."""
        for pause in PAUSES:
            try:
                return self._ask_once(work)
            except Unreachable as error:
                if error.is_lasting or is_silence(error):
                    raise
            time.sleep(pause)
        return self._ask_once(work)

    def _ask_once(self, work: Callable[[Selected], Answer]) -> Answer:
        try:
            self._selected = self._selected or select(self._role, self._address)
            return work(self._selected)
        except LOST as error:
            if self._selected:
                drop(self._selected.client)
            self._selected = None
            raise lost(self._role, self._address, error) from error
        except IMAPClientError as error:
            why = f"le serveur refuse une commande ({error})"
            raise Unreachable(self._role, self._address, why, is_lasting=True) from error

    def close(self) -> None:
        """End the connection; the next question opens another."""
        if self._selected:
            leave(self._selected.client)
        self._selected = None
