"""French print: the unbreakable spaces and the curved apostrophes of whatever we write, by one rule for every form."""

import re

from notifications.writing.wording import DAYS, MONTHS

NARROW, WIDE, CURVED = "\u202f", "\u00a0", "’"

_OPEN, _CLOSE = "\ue010", "\ue011"
VERBATIM = (_OPEN, _CLOSE)
"""What stands around a text that is to stay as it was written, until `bare` takes it away."""

_VERBATIM = rf"{_OPEN}[^{_CLOSE}]*{_CLOSE}"
_KEPT = rf"{_VERBATIM}|(?<!\S)\S*@\S*|https?://\S*"

_NAMED = ("annexe", "article", "articles", "alinéa", "cedex", "page", "paragraphe", "pièce", "session", "version")
_NUMBERS = (r"\d", r"\d\d", r"\d\d\d", r"\d,\d", "1er")


def _behind(*words: str) -> str:
    """Return where a space stands behind one of some words."""
    return "|".join(rf"(?<={word} )" for word in words)


_NARROW_PLACES = rf"(?=[;!?»])|{_behind('«')}"
_WIDE_PLACES = "|".join(
    f"{followed}(?:{behind})"
    for followed, behind in (
        ("(?=[:%€])", ""),
        ("", _behind("n°")),
        (r"(?=\d)", _behind(r"\d", r"\bh", r"\b[LRDA]\.")),
        (r"(?=\d)", _behind(*(rf"\b{day}" for day in DAYS), *(rf"\b(?i:{word})" for word in _NAMED))),
        (r"(?=\d{4}\b)", _behind(*(rf"\b{month}" for month in MONTHS))),
        ("(?=[A-Z])", _behind(r"\bM\.")),
        (r"(?=[a-zà-ÿ]{2}|h\b|[KMG]o\b)(?<=[\dr] )", _behind(*(rf"(?<![\w.,/-]){number}" for number in _NUMBERS))),
    )
)
"""Where a space does not break: by what follows, which is looked at first, and by what is before it."""

_SPACES = re.compile(rf"{_VERBATIM}| (?:(?P<narrow>{_NARROW_PLACES})|{_WIDE_PLACES})")
_APOSTROPHES = re.compile(rf"{_KEPT}|(?P<curved>(?<=[^\W\d_])'(?=[^\s,;.:!?)']))")
"""What is to be printed otherwise, and what is kept: whichever begins first is read whole."""


def typographic(text: str) -> str:
    """Return a text as French prints it, sign for sign as long as it was: an address, a link, what a number is written
    with, and what is `verbatim`, stay as they are."""
    return _APOSTROPHES.sub(_curved, _SPACES.sub(_unbreakable, text))


def _unbreakable(place: re.Match[str]) -> str:
    if len(place[0]) > 1:
        return place[0]
    return WIDE if place.lastgroup is None else NARROW


def _curved(place: re.Match[str]) -> str:
    return place[0] if place.lastgroup is None else CURVED


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
