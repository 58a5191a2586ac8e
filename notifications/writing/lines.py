"""Text of one line, for headers."""

import re
from functools import lru_cache
from typing import NamedTuple

_ALIKE = 256
"""Senders and readers whose words are kept: letters that leave together share them."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def header_line(text: str) -> str:
    """Return the text on one line: control characters become spaces, so that no value can begin another header."""
    return _UNPRINTABLE.sub(" ", text).strip()


class NamedAddress(NamedTuple):
    """A display name, empty where there is none, and an address."""

    name: str
    address: str


@lru_cache(_ALIKE)
def mailbox(text: str) -> NamedAddress:
    """Read « Name <address> » or a bare address; the domain is given as the wire carries it (IDNA, RFC 5891)."""
    name, _, address = header_line(text).rpartition("<")
    local, at, domain = address.strip(" >").rpartition("@")
    return NamedAddress(name.strip().strip('"'), local + at + _ascii_domain(domain))


def _ascii_domain(domain: str) -> str:
    """Return the domain in ASCII, or as it is where it cannot be: the relay will say so, for this notice alone."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
