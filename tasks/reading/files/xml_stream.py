"""XML that nobody vouches for, read as it comes: no tree is built, and a document that declares entities is refused,
whatever they stand for (they are what « billion laughs » and stolen files are made of)."""

from collections.abc import Iterable, Mapping
from typing import Protocol
from xml.parsers import expat

_MARK = 4_000_000
"""Octets of one mark (a tag with its attributes, a comment): the parser begins an unfinished one anew at each chunk."""


class Handler(Protocol):
    """Whoever follows a document. Names are « namespace local », with a blank in between."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take its end."""

    def data(self, text: str) -> None:
        """Take some of its text."""


class Enough(Exception):  # noqa: N818  not an error: a handler has what it wanted
    """Raised by a handler that needs no more of a document."""


class Unsound(Exception):  # noqa: N818  an outcome that callers expect
    """The document is no XML, declares entities, or has a mark that no program writes."""


def follow(octets: Iterable[bytes], handler: Handler | None = None) -> None:
    """Read a document to its end, or until its handler has enough. Raise Unsound where it is not sound."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = _refuse
    if handler is not None:
        parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
        parser.CharacterDataHandler = handler.data
        parser.buffer_text = True
    try:
        _feed(parser, octets)
    except expat.ExpatError as error:
        raise Unsound from error
    except Enough:
        return


def _feed(parser: expat.XMLParserType, octets: Iterable[bytes]) -> None:
    fed = 0
    for chunk in octets:
        parser.Parse(chunk, False)  # noqa: FBT003  the library takes it by position only
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _MARK:
            raise Unsound
    parser.Parse(b"", True)  # noqa: FBT003


def _refuse(*_declared: object) -> None:
    raise Unsound
