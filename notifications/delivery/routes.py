"""Routes: where mail leaves by, read from a setting, and connections to it."""

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
)

from notifications.delivery.signing import Signer
from notifications.writing.lines import header_line

CONNECTION_TROUBLE = (SMTPException, OSError)
"""What `connect` raises when the server cannot be reached, or will not have us."""


class Encryption(StrEnum):
    """How a connection is encrypted; the value is the scheme of the setting."""

    none = "smtp"
    starttls = "smtp+starttls"
    implicit = "smtps"


PORTS = {Encryption.none: 25, Encryption.starttls: 587, Encryption.implicit: 465}
"""The port where the setting names none (RFC 5321, RFC 6409, RFC 8314)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A server that mail leaves by. `tls` replaces the machine's own trusted authorities; `timeout` is in seconds;
    `returns` is the address that letters leave with, its star being the mark of each; `signer` signs them."""

    host: str
    port: int
    encryption: Encryption = Encryption.none
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)
    timeout: float = 30
    returns: str | None = None
    signer: Signer | None = field(default=None, repr=False, compare=False)

    @classmethod
    def parse(
        cls,
        url: str,
        *,
        returns: str | None = None,
        tls: ssl.SSLContext | None = None,
        signer: Signer | None = None,
    ) -> Self:
        """Read `smtp://host:25`, `smtp+starttls://user:password@host:587` or `smtps://…`; user and password are
        percent-decoded.

        Raises ValueError, in French, for anything else, and for a password that would travel in clear.
        """
        try:
            return replace(cls._parsed(url, returns, tls), signer=signer)
        except ValueError as error:
            message = f"SPRO_SMTP_URL : {error}. Exemple : smtp+starttls://utilisateur:motdepasse@relais.example:587"
            raise ValueError(message) from None

    @classmethod
    def _parsed(cls, url: str, returns: str | None, tls: ssl.SSLContext | None) -> Self:
        scheme, _, _ = url.partition("://")
        if scheme not in set(Encryption):
            raise ValueError(f"« {scheme[:20]} » n'est pas un protocole d'envoi (smtp, smtp+starttls ou smtps)")
        parts = urlsplit(url)
        if not parts.hostname:
            raise ValueError("le nom du serveur manque")
        encryption = Encryption(scheme)
        if parts.password and encryption is Encryption.none and not _is_loopback(parts.hostname):
            raise ValueError("un mot de passe ne peut pas partir en clair : choisissez smtp+starttls ou smtps")
        return cls(
            host=parts.hostname,
            port=_port(parts.netloc) or PORTS[encryption],
            encryption=encryption,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
            returns=returns,
        )


def _port(netloc: str) -> int | None:
    _, colon, port = netloc.rpartition("@")[2].rpartition("]")[2].rpartition(":")
    if not colon or not port:
        return None
    if not port.isascii() or not port.isdigit() or not 0 < int(port) <= 65_535:  # noqa: PLR2004  a TCP port
        # The value is not repeated: with a « / » left bare in a password, what stands here is a piece of it.
        raise ValueError("le port n'est pas un nombre de 1 à 65535, ou le mot de passe a un signe à coder (/ : %2F)")
    return int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@cache
def _own_name() -> str:
    """Return the name given in EHLO; asked once, since a name server that does not answer takes seconds."""
    return socket.getfqdn()


async def connect(route: Route) -> SMTP:
    """Open a connection: encrypted, greeted and logged in as the route says, never less than it says.

    Raises one of CONNECTION_TROUBLE, which `describe_trouble` puts in words.
    """
    return (await greeted(route))[0]


async def greeted(route: Route) -> tuple[SMTP, str]:
    """Open a connection as `connect` does, and return the words of the server's greeting besides."""
    client = SMTP(
        hostname=route.host,
        port=route.port,
        username=route.user,
        password=route.password,
        local_hostname="localhost" if _is_loopback(route.host) else await asyncio.to_thread(_own_name),
        timeout=route.timeout,
        use_tls=route.encryption is Encryption.implicit,
        start_tls=route.encryption is Encryption.starttls,
        tls_context=route.tls,
    )
    greeting = await client.connect()
    if client.is_ehlo_or_helo_needed:  # what it offers is to be known
        with suppress(SMTPHeloError):  # an old one is greeted as such when it is given a mail
            await client.ehlo()
    return client, greeting.message


def describe_trouble(error: BaseException) -> str:
    """Return what went wrong between us and the server, in one short French line."""
    if isinstance(error, SMTPResponseException):
        said = " ".join(header_line(error.message).split())[:200] or "sans explication"
        refused = "identification refusée, " if isinstance(error, SMTPAuthenticationError) else ""
        return f"{error.code} : {refused}{said}"
    causes = (error, error.__cause__)
    return next((words for kind, words in _TROUBLES if any(isinstance(cause, kind) for cause in causes)), _UNKNOWN)


_UNREACHABLE = "le serveur d'envoi est injoignable"
_UNKNOWN = "le serveur d'envoi n'offre pas le chiffrement ou l'identification demandés"
_TROUBLES: tuple[tuple[type[BaseException], str], ...] = (
    (TimeoutError, "le serveur d'envoi ne répond pas dans le délai"),
    (ConnectionRefusedError, "le serveur d'envoi refuse la connexion"),
    (socket.gaierror, "le nom du serveur d'envoi est inconnu"),
    (ssl.SSLCertVerificationError, "le certificat du serveur d'envoi n'est pas reconnu"),
    (ssl.SSLError, "le chiffrement avec le serveur d'envoi échoue"),
    (SMTPConnectError, _UNREACHABLE),
    (ConnectionError, "le serveur d'envoi a coupé la connexion"),
    (OSError, _UNREACHABLE),
)
