"""What a domain publishes of the mails that leave in its name: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489); and
whether what is answered to them finds a server (RFC 5321, 5.1)."""

from collections.abc import Callable
from typing import NamedTuple

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

SECONDS = 5.0
"""How long the name server is waited for, each time it is asked."""


class Published(NamedTuple):
    """What a domain says: its SPF records, whether it has keys for DKIM, its DMARC policies, or those of the nearest
    domain above it, and whether it receives mails."""

    spf: tuple[str, ...]
    has_keys: bool
    dmarc: tuple[str, ...]
    receives: bool = True


class Unresolved(Exception):  # noqa: N818  nothing is known of the domain, which is no fault of it
    """No name server answers."""


def read_published(domain: str, resolver: Callable[[], Resolver] = Resolver) -> Published | None:
    """Return what a domain publishes, None where there is no such domain. Raises Unresolved where nobody answers."""
    try:
        asked = resolver()
        asked.lifetime = SECONDS
        texts = _texts(asked, domain)
        if texts is None:
            return None
        spf = tuple(text for text in texts if text.lower().split(" ")[0] == "v=spf1")
        # Keys have names that only their owner knows, below this one, which is there if any of them is (RFC 8020).
        has_keys = _texts(asked, f"_domainkey.{domain}") is not None
        return Published(spf, has_keys, _dmarc(asked, domain), _receives(asked, domain))
    except DNSException as error:
        raise Unresolved from error


def _dmarc(asked: Resolver, domain: str) -> tuple[str, ...]:
    """Return the policies of a domain or, where it has none, of the nearest above it."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        found = [text for text in _texts(asked, ".".join(["_dmarc", *labels[start:]])) or () if _is_policy(text)]
        if found:
            return tuple(found)
    return ()


def _receives(asked: Resolver, domain: str) -> bool:
    """Return True if a server takes the mails to a domain: one that it names or, where it names none, its own; « . »
    says that none does (RFC 7505)."""
    try:
        return any(str(record.exchange) != "." for record in asked.resolve(f"{domain}.", "MX"))
    except (NoAnswer, NXDOMAIN):
        return any(_is_there(asked, domain, kind) for kind in ("A", "AAAA"))


def _is_there(asked: Resolver, domain: str, kind: str) -> bool:
    try:
        return bool(asked.resolve(f"{domain}.", kind))
    except (NoAnswer, NXDOMAIN):
        return False


def _is_policy(text: str) -> bool:
    return text.lower().replace(" ", "").startswith("v=dmarc1")


def _texts(asked: Resolver, name: str) -> list[str] | None:
    """Return the texts of a name, None where there is no such name."""
    try:
        answer = asked.resolve(f"{name}.", "TXT")
    except NXDOMAIN:
        return None
    except NoAnswer:
        return []
    return [b"".join(record.strings).decode(errors="replace") for record in answer]
