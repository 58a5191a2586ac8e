"""French print: the unbreakable spaces and the curved apostrophes of whatever we write, by one rule for every form."""

import re

NARROW, WIDE, CURVED = "\u202f", "\u00a0", "’"

_OPEN, _CLOSE = "\ue010", "\ue011"
VERBATIM = (_OPEN, _CLOSE)
"""What stands around a text that is to stay as it was written, until `bare` takes it away."""

_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_NAMED = "annexe|articles?|alinéa|cedex|page|paragraphe|pièce|session|version"
_KEPT = rf"{_OPEN}[^{_CLOSE}]*{_CLOSE}|(?<!\S)\S*@\S*|https?://\S*"
_RULES: tuple[tuple[dict[str, str], str], ...] = (
    ({}, _KEPT),
    ({" ": NARROW}, r"(?<=«) | (?=[;!?»])"),
    (
        {" ": WIDE},
        (
            rf" (?=[:%€])|(?<=n°) |(?<=\b[LRDA]\.) (?=\d)|(?<=\bM\.) (?=[A-Z])|(?<=\bh) (?=\d)|(?<=\d) (?=\d)"
            rf"|\b(?:{_DAYS}) (?=\d)|\b(?:{_MONTHS}) (?=\d{{4}}\b)|\b(?i:{_NAMED}) (?=\d)"
            r"|(?<![\w.,/-])(?:\d{1,3}|\d,\d|1er) (?=[a-zà-ÿ]{2}|h\b|[KMG]o\b)"
        ),
    ),
    ({"'": CURVED}, r"(?<=[^\W\d_])'(?=[^\s,;.:!?)'])"),
)
"""What stands for the signs of a place, and where it does. The first place wins: what is kept is read before all."""

_SIGNS = {f"rule{place}": str.maketrans(signs) for place, (signs, _) in enumerate(_RULES)}
_PLACES = re.compile("|".join(f"(?P<{name}>{rule})" for name, (_, rule) in zip(_SIGNS, _RULES, strict=True)))


def typographic(text: str) -> str:
    """Return a text as French prints it, sign for sign as long as it was: an address, a link, what a number is written
    with, and what is `verbatim`, stay as they are."""
    return _PLACES.sub(lambda place: place[0].translate(_SIGNS[str(place.lastgroup)]), text)


_TYPED = str.maketrans({NARROW: " ", WIDE: " ", CURVED: "'"})


def typed(text: str) -> str:
    """Return a printed text in the signs of a keyboard, by which it is looked for."""
    return text.translate(_TYPED)


def verbatim(text: str) -> str:
    """Return a text that is to be copied as it is, such as the name of a file: `bare` takes its marks away."""
    return f"{_OPEN}{text}{_CLOSE}"


def bare(text: str) -> str:
    """Return a text without the marks of `verbatim`."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")
