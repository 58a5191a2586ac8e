"""The addresses by which the console is known: whoever asks for another one is not answered."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"

Origins = Mapping[str, str]
"""The origin of each `Host` that the console answers to: its scheme, its host, its port unless it is the usual one."""

_LOCAL_NAMES = (LOOPBACK, "localhost", "[::1]")
_USUAL_PORTS = {"http": 80, "https": 443}


def origins(port: int, *, bound: str = LOOPBACK, console: str | None = None) -> dict[str, str]:
    """Return the origins of a console that listens at a port: this machine's names, where it is bound to if that is an
    address, and what people type."""
    names = [*_LOCAL_NAMES, *([] if is_wildcard(bound) else [bracketed(bound)])]
    known = {f"{name}:{port}": f"http://{name}:{port}" for name in names}
    if console:
        found = urlsplit(console)
        host = bracketed(host_name(console))
        usual = _USUAL_PORTS[found.scheme]
        origin = f"{found.scheme}://{host}" + ("" if found.port in (None, usual) else f":{found.port}")
        # Some proxies name the usual port as well.
        known |= {urlsplit(origin).netloc: origin, f"{host}:{found.port or usual}": origin}
    return known


def host_name(address: str) -> str:
    """Return the host of an address, without its port."""
    return urlsplit(address).hostname or ""


def bracketed(host: str) -> str:
    """Return a host as an address holds it."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def is_wildcard(bound: str) -> bool:
    """Return True if that is bound to each address of the machine."""
    return _read(bound) in ("0.0.0.0", "::")  # noqa: S104  compared, not bound


def is_local(host: str) -> bool:
    """Return True if nobody but this machine reaches a host."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _read(host: str) -> str:
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return host
