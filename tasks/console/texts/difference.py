"""What differs between two texts, sentence by sentence, then word by word: told in the process apart, in plain values.

How a text was laid out in lines is no difference: a PDF breaks them anew each time; nor is the sign of an apostrophe.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

KEPT, ADDED, REMOVED = "kept", "added", "removed"
"""What became of a part of a text."""

Part = tuple[str, str]

_ENDS = re.compile(r"(?<=[.;:!?])\s+|\n\s*\n|\n(?=\s*[-–•*])")
_WORDS = 800
"""Words of a changed passage that are compared one by one; a longer one is shown whole, removed then added."""


def difference(former: str, now: str) -> list[Part]:
    """Return a text as it became another: its parts in order, each kept, added or removed; neighbours alike are one."""
    return list(_joined(_parts(_sentences(former), _sentences(now))))


def _sentences(text: str) -> list[str]:
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return [" ".join(one.split()) for one in _ENDS.split(plain) if one and not one.isspace()]


def _parts(former: Sequence[str], now: Sequence[str]) -> Iterator[Part]:
    for sign, i, k, j, m in SequenceMatcher(None, former, now, autojunk=False).get_opcodes():
        if sign == "equal":
            yield from ((KEPT, one) for one in former[i:k])
        else:
            yield from _changed(" ".join(former[i:k]).split(), " ".join(now[j:m]).split())


def _changed(former: Sequence[str], now: Sequence[str]) -> Iterator[Part]:
    if max(len(former), len(now)) > _WORDS:
        yield from ((REMOVED, " ".join(former)), (ADDED, " ".join(now)))
        return
    for sign, i, k, j, m in SequenceMatcher(None, former, now, autojunk=False).get_opcodes():
        if sign == "equal":
            yield KEPT, " ".join(former[i:k])
        else:
            yield from ((REMOVED, " ".join(former[i:k])), (ADDED, " ".join(now[j:m])))


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Join neighbours of the same sort; empty ones are none."""
    sort, words = "", list[str]()
    for kind, text in parts:
        if not text:
            continue
        if kind != sort and words:
            yield sort, " ".join(words)
            words = []
        sort = kind
        words.append(text)
    if words:
        yield sort, " ".join(words)
