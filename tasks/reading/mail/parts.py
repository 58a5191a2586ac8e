"""The parts of a mail, by where they stand in it: found in one pass, without a copy, and never deeper than is honest.

The library's own parser makes an object a part and a line, and descends as far as the sender likes. A mail of some
megabytes could so take minutes and gigabytes; here, no line is looked at that does not begin a part.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from itertools import islice
from typing import NamedTuple

from tasks.reading.mail.headers import header, parameters, parse, split
from tasks.reading.mail.text import file_name

_DEPTH, _PARTS, _LOOKS = 20, 500, 20_000
"""How deep parts are opened, how many of them, and how many lines are looked at for where one ends."""

_HEAD_BYTES = 8_000
_DELIMITER = re.compile(rb"(--)?[ \t]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail: what its headers say, and where its body stands; `method` is what an invitation is for."""

    type: str
    boundary: str
    charset: str | None
    method: str
    encoding: str
    disposition: str
    name: str
    start: int
    stop: int

    @property
    def is_multipart(self) -> bool:
        """Whether it holds parts and nothing else."""
        return self.type.startswith("multipart/")

    @property
    def is_file(self) -> bool:
        """Whether it was sent as a file: by its name, by its disposition, or because nobody could read it as text."""
        is_text = self.type.startswith(("text/", "multipart/"))
        is_fork = self.type == "application/applefile" or self.name.startswith("._")  # a Mac's, beside the file itself
        return not is_fork and (bool(self.name) or not is_text or self.disposition == "attachment")


class Leaves(NamedTuple):
    """The parts of a mail that hold no other, in order; whether some of it was left unopened, and whether that is
    because parts that it announces are not there."""

    parts: list[Part]
    left: bool
    damaged: bool


def leaves(raw: bytes, message: Message, body: int) -> Leaves:
    """Return the parts of a mail that hold no other. A forwarded mail is one: what it holds was not sent to us as
    such."""
    found: list[Part] = []
    left = damaged = False
    waiting = [(0, _part(message, body, len(raw)))]
    for _ in range(_PARTS):
        if not waiting:
            break
        depth, part = waiting.pop()
        if not part.is_multipart:
            found.append(part)
            continue
        inside = [] if depth == _DEPTH else list(islice(_inside(raw, part), _PARTS + 1))
        is_shut = not inside and part.start < part.stop
        left, damaged = left or is_shut, damaged or (is_shut and depth < _DEPTH)
        waiting += [(depth + 1, one) for one in reversed(inside)]
    return Leaves(found, left or bool(waiting), damaged)


def _part(message: Message, start: int, stop: int, default: str = "text/plain") -> Part:
    said, of_type = parameters(message, "Content-Type")
    disposition, of_disposition = parameters(message, "Content-Disposition")
    encoding = re.match(r"[\w-]*", header(message, "Content-Transfer-Encoding", 40))
    return Part(
        type=(said if said.count("/") == 1 else "text/plain") if said else default,
        boundary=of_type.get("boundary", "").rstrip(),
        charset=of_type.get("charset"),
        method=of_type.get("method", "").upper(),
        encoding=encoding[0].lower() if encoding else "",
        disposition=disposition,
        name=file_name(of_disposition.get("filename") or of_type.get("name") or ""),
        start=start,
        stop=stop,
    )


def _inside(raw: bytes, part: Part) -> Iterator[Part]:
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    for start, stop in _spans(raw, b"--" + part.boundary.encode(), part.start, part.stop):
        end, body = split(raw, start, stop)
        message = parse(raw[start : min(end, start + _HEAD_BYTES)], length=_HEAD_BYTES)
        one = _part(message, body, stop, default)
        yield one if one.is_multipart else replace(one, stop=max(body, _without_line_end(raw, stop)))


def _without_line_end(raw: bytes, stop: int) -> int:
    """Return where a part ends: the line end before a delimiter belongs to it (RFC 2046, 5.1.1)."""
    return stop - (2 if raw[stop - 2 : stop] == b"\r\n" else raw[stop - 1 : stop] in (b"\r", b"\n"))


def _spans(raw: bytes, delimiter: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield where each part between delimiters begins and ends. The last one may lack its own; several that follow one
    another are one, as the library has it."""
    begun: int | None = None
    for at, after, closes in _delimiters(raw, delimiter, start, stop):
        if at != begun:
            if begun is not None:
                yield begun, at
            if closes:
                return
        begun = after
    if begun is not None:
        yield begun, stop


def _delimiters(raw: bytes, delimiter: bytes, start: int, stop: int) -> Iterator[tuple[int, int, bool]]:
    """Yield where each delimiter stands, where its line ends, and whether it is the closing one."""
    at = start
    for _ in range(_LOOKS):
        at = raw.find(delimiter, at, stop)
        if at < 0:
            return
        after = at + len(delimiter)
        if at == start or raw[at - 1 : at] in (b"\r", b"\n"):
            found = _DELIMITER.match(raw, after, stop)
            if found:
                yield at, found.end(), bool(found[1])
        at = after
