"""What an antivirus says of a file. Clean is what it says is clean, never what it did not look at."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import Protocol
from urllib.parse import unquote, urlsplit

from models.storage.settings import Settings

_CHUNK = 1 << 18
_PORT = 3310
_CONNECT_SECONDS, _ANSWER_SECONDS = 5, 150  # clamd gives a scan 120 seconds (MaxScanTime)
_ANSWER_LENGTH = 10_000
_BOUND_EXCEEDED = ("size limit exceeded", "Heuristics.Limits.Exceeded")


class ScannerDown(Exception):  # noqa: N818  a state of the scanner, not a fault of the file
    """The scanner did not answer: nothing is known of the file, and it is asked again later."""


class NotScanned(Exception):  # noqa: N818  an answer about the file
    """The scanner answered that this file is beyond its own bounds: asking again would change nothing."""


class Scanner(Protocol):
    """Whoever can tell whether a content is dangerous."""

    def infected(self, content: bytes) -> bool:
        """Return True if it is. Raises ScannerDown where nobody answers, NotScanned where this file is not examined."""
        ...


class Clamd:
    """ClamAV's server, asked by its own protocol (INSTREAM): `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`.

    A new connection is made for each file, as clamd closes it after its answer.
    """

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)

    def infected(self, content: bytes) -> bool:
        """Return True if clamd finds a known danger in a content. Raises ScannerDown where it does not answer,
        NotScanned where it does not examine this content."""
        try:
            answer = self._ask(content)
        except OSError as error:
            raise ScannerDown(str(error)) from error
        if any(words in answer for words in _BOUND_EXCEEDED):
            raise NotScanned(answer)
        if answer.endswith(" FOUND"):
            return True
        if answer.endswith(": OK"):
            return False
        raise ScannerDown(answer)

    def _ask(self, content: bytes) -> str:
        with suppress(TimeoutError, ConnectionError):
            answer = self._said(_instream(content), _ANSWER_SECONDS)
            if answer:
                return answer
        # It hung up, or takes too long: over this file, if it still answers otherwise.
        if self._said([b"zPING\0"], _CONNECT_SECONDS) == "PONG":
            raise NotScanned("no answer about this file")
        raise ScannerDown("no answer")

    def _said(self, request: Iterable[bytes | memoryview], seconds: float) -> str:
        with self._connect() as connection:
            connection.settimeout(seconds)
            # Beyond its bound it stops listening, and says so: that is read even so.
            with suppress(BrokenPipeError, ConnectionResetError):
                for part in request:
                    connection.sendall(part)
            return _answer(connection)

    def _connect(self) -> socket.socket:
        if self._address.scheme != "unix":
            host = self._address.hostname or "localhost"
            return socket.create_connection((host, self._address.port or _PORT), _CONNECT_SECONDS)
        with ExitStack() as stack:
            connection = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            connection.settimeout(_CONNECT_SECONDS)
            connection.connect(unquote(self._address.path))
            stack.pop_all()
        return connection


def open_scanner(settings: Settings) -> Scanner | None:
    """Return the scanner of an installation, or None where it has none."""
    return Clamd(settings.clamd_url) if settings.clamd_url else None


def _instream(content: bytes) -> Iterator[bytes | memoryview]:
    """Yield the request that a content be scanned: in chunks, each after its length, the last one empty."""
    yield b"zINSTREAM\0"
    view = memoryview(content)
    for start in range(0, len(view), _CHUNK):
        chunk = view[start : start + _CHUNK]
        yield len(chunk).to_bytes(4, "big")
        yield chunk
    yield b"\0\0\0\0"


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _ANSWER_LENGTH:
        received = connection.recv(_ANSWER_LENGTH)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
