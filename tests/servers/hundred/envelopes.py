"""Mails of fictitious organisations, and what each must cause."""

from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import NamedTuple

from flows.rehearsal.play.postman import page
from tests.support.mails import PIECES, RECEIVED, compose, said, siret

REGISTERED: tuple[str, ...] = ("registration",)
REFUSED = ("registration", "file_refused")
SILENCE: tuple[str, ...] = ()


class Sent(NamedTuple):
    """A mail, what it is, and what it must cause: how many rows of its own (none where it is one before, again), the
    notices to its sender, and the files that the store must hold."""

    what: str
    raw: bytes
    to: str = ""
    told: tuple[str, ...] = REGISTERED
    rows: int = 1
    files: tuple[bytes, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of the mail as a mail server gives it."""
        return sha256(self.raw).hexdigest()


def address(number: int) -> str:
    """The address of a fictitious organisation."""
    return f"direction@structure{number:03}.example"


def wire(raw: bytes | EmailMessage) -> bytes:
    """A mail with the line ends of the network: a mail server gives it so, however it was delivered."""
    octets = raw if isinstance(raw, bytes) else raw.as_bytes(policy=SMTP)
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def pages(number: int, pieces: Iterable[str] = PIECES) -> dict[str, bytes]:
    """A small sound PDF for each piece of an organisation, unlike any other's."""
    return {f"{piece}.pdf": page(f"{piece} de la structure {number}") for piece in pieces}


def sent(
    what: str,
    number: int,
    files: Mapping[str, bytes] | None = None,
    *,
    text: str | None = None,
    told: tuple[str, ...] = REGISTERED,
    rows: int = 1,
    sender: str | None = "",
    subject: str = "Candidature",
    received: str = RECEIVED,
    message_id: str | None = "",
    headers: Mapping[str, str] | None = None,
) -> Sent:
    """A mail of an organisation, complete unless told otherwise, whose notices go to its address."""
    held = pages(number) if files is None else files
    mail = compose(
        said(f"Structure {number:03}", siret=siret(number)) if text is None else text,
        files=held,
        sender=address(number) if sender == "" else sender,
        subject=subject,
        received=received,
        message_id=f"<{number}@structure{number:03}.example>" if message_id == "" else message_id,
        **(headers or {}),
    )
    return Sent(what, wire(mail), address(number) if told else "", told, rows, tuple(held.values()) if told else ())
