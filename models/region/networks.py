"""The networks of a region file, and how a structure's words, or its own name, tell which one it belongs to."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import Field

from models.region.file_names import fold
from models.region.parts import Section, Text
from models.region.pieces import Pattern


class Network(Section):
    """A network and its circle. Both dates are included (OPACIF gave way to a regional operator).

    `names` are regexes by which a structure's own name tells that it belongs to it, unless one of `unless` is in that
    name too; both are tried on a name in lower case, without accents or signs (« centre d information »).
    """

    label: Text
    circle: int
    aliases: list[Text] = Field(default_factory=list)
    names: list[Pattern] = Field(default_factory=list)
    unless: list[Pattern] = Field(default_factory=list)
    cep: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the network counts on that day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)

    def is_told_by(self, name: str) -> bool:
        """Whether a structure's own name, plain, tells that it belongs to this network."""
        return _holds(self.names, name) and not _holds(self.unless, name)


def said_to_be(text: str, networks: Mapping[str, Network], on: date) -> str | None:
    """The id of the network that somebody's words name on a day: its id, label or alias, whatever case and accents."""
    said = _plain(text)
    return next(
        (
            name
            for name, network in networks.items()
            if said in map(_plain, (name, network.label, *network.aliases)) and network.valid_on(on)
        ),
        None,
    )


def seems_to_be(structure: str, networks: Mapping[str, Network], on: date) -> str | None:
    """The id of the one network that a structure's own name tells on a day; None where it tells none, or several."""
    said = said_to_be(structure, networks, on)
    plain = _plain(structure)
    told = [name for name, network in networks.items() if network.is_told_by(plain) and network.valid_on(on)]
    return said or (told[0] if len(told) == 1 else None)


def _holds(patterns: Iterable[str], name: str) -> bool:
    return any(re.search(pattern, name, re.IGNORECASE) for pattern in patterns)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text).casefold()))
