"""The traces of a text: by those of its words that no other version has, a form that comes back filled in is known,
whatever program it went through."""

import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from models.region.file_names import fold

RUN, MOST = 4, 4_000
"""How many words a trace is of, and how many traces of a text are kept."""

_ENOUGH = 2
"""Traces of its own without which a version is told from no other."""


class Traced(NamedTuple):
    """A version of a form: the year of its session, its traces, and the digest of the file itself."""

    piece_id: str
    version: str
    year: int
    digest: str
    traces: frozenset[str]


def traces(text: str) -> frozenset[str]:
    """Return the traces of a text: of each run of words, whatever case, accents, signs and lines."""
    words = re.findall(r"\w+", fold(text).lower())
    runs = (" ".join(words[start : start + RUN]) for start in range(min(len(words) - RUN + 1, MOST)))
    return frozenset(sha256(run.encode()).hexdigest()[:10] for run in runs)


def version_among(text: str, versions: Collection[Traced]) -> Traced | None:
    """Return the version that a text was written on: the one of whose own traces it has most, at least half of them;
    None where two are as likely."""
    found, shares = traces(text), {}
    for one in versions:
        own = one.traces - _of_others(one, versions)
        if len(own) >= _ENOUGH:
            shares[one] = len(own & found) / len(own)
    return _best(shares)


def _of_others(one: Traced, versions: Iterable[Traced]) -> frozenset[str]:
    return frozenset().union(*(other.traces for other in versions if other.traces != one.traces))


def _best(shares: Mapping[Traced, float]) -> Traced | None:
    best = max(shares.values(), default=0.0)
    likely = [one for one, share in shares.items() if share == best]
    return likely[0] if best >= 0.5 and len(likely) == 1 else None  # noqa: PLR2004  half of them
