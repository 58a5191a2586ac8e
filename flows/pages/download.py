"""What leaves our pages as a file of its own: never as a page of ours."""

from urllib.parse import quote

from starlette.responses import Response

APART = "sandbox; default-src 'none'; frame-ancestors 'self'"
"""The policy of what others wrote: an origin of its own, no script, nothing loaded. Chromium's viewer of PDFs shows one
in our frame under it; a frame with the attribute `sandbox`, it leaves empty."""


def attached(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """Return a file that the browser saves under its name, and does not show."""
    return _answer(content, media_type, f"attachment; {_named(name)}")


def shown(content: bytes, name: str, media_type: str) -> Response:
    """Return a file that the browser shows apart from our pages."""
    return _answer(content, media_type, f"inline; {_named(name)}")


def _answer(content: bytes, media_type: str, disposition: str) -> Response:
    headers = {"content-disposition": disposition, "content-security-policy": APART}
    # No charset is added to a type of text.
    return Response(content, headers=headers | {"content-type": media_type})


def _named(name: str) -> str:
    """Return a name as RFC 6266 writes it: in ASCII for old readers, and in full (RFC 5987). It names a file, and no
    place: no separator, no sign that cannot be seen."""
    visible = "".join(sign if sign.isprintable() and sign not in '/\\:*?"<>|' else "_" for sign in name)
    safe = visible.strip(" .")[-150:] or "fichier"
    plain = "".join(sign if sign.isascii() and sign not in "%;" else "_" for sign in safe)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
