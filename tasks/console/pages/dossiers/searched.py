"""What is sought in dossiers, whatever its case and accents.

It is folded here and not in the database, which would keep a folded copy of names and addresses beside the true ones:
3,000 dossiers take some hundredths of a second (`make bench ARGS=pages`), and only where something is sought.
"""

import re
from collections.abc import Callable, Iterable

from models.region.file_names import fold

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})
_SIGNS = re.compile(r"[^0-9a-z\n]+")


def folded(text: str) -> str:
    """Return a text without accents nor capitals: what is compared, and sorted by."""
    lower = text.lower()
    return lower if lower.isascii() else fold(lower).translate(_LETTERS)


def seeker(sought: str) -> Callable[[Iterable[str]], bool]:
    """Return what is true of texts that hold every word of what is sought; a number may be cut by any signs."""
    words, number = folded(sought).split(), _signless(folded(sought))
    is_number = any(sign.isdigit() for sign in number)

    def holds(texts: Iterable[str]) -> bool:
        said = folded("\n".join(texts))
        return all(word in said for word in words) or (is_number and number in _signless(said))

    return holds


def _signless(text: str) -> str:
    return _SIGNS.sub("", text)
