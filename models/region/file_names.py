"""Names of files, and headings, as people write them: spelled out, so that patterns need know one spelling."""

import re
from collections.abc import Iterable
from itertools import pairwise
from unicodedata import combining, normalize
from urllib.parse import unquote

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_ROMAN = {numeral: str(number) for number, numeral in enumerate(_NUMERALS, start=1)}
_NUMERAL = re.compile(
    r"(?<=[a-z])([ .,&+°-]{1,4}(?:n[°o]?[ .]{0,2})?)(VIII|VII|VI|IV|IX|III|II|I|V|X)(?![a-z0-9'’])", re.IGNORECASE
)

_NUMBER = r"\d{1,2}(?!\d)"
_NUMBERED = r"[ .-]{0,3}(?:n[°o]?s?[ .]{0,2})?"
_JOINED = r" ?(?:,|et|&|\+|au|a) ?"
_LISTS = (
    re.compile(rf"([a-z]{{1,30}})s{_NUMBERED}({_NUMBER}(?:(?:{_JOINED}| ?- ?| ){_NUMBER}){{1,30}})", re.IGNORECASE),
    re.compile(rf"([a-z]{{1,30}}){_NUMBERED}({_NUMBER}(?:{_JOINED}{_NUMBER}){{1,30}})", re.IGNORECASE),
)
"""« annexes 1 à 3 », « annexes 1-3 », « annexes 1 2 3 »; after a singular, what joins must be said: « annexe 1-2 » is a
part of annexe 1."""

_STEP = re.compile(rf"(\d{{1,2}})(?= ?(-|au|a) ?{_NUMBER})|\d{{1,2}}", re.IGNORECASE)


def fold(text: str) -> str:
    """The text without its accents; case and signs stay as they are."""
    if text.isascii():
        return text
    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign))


def plain(text: str) -> str:
    """The words of a name, without what people vary in it: case, accents, hyphens and other signs."""
    return " ".join(re.findall(r"[^\W_]+", fold(text).casefold()))


def parts(path: str) -> list[str]:
    """The folders of a path and its file, from the outside in, each spelled out."""
    return [spelled_out(part) for part in re.split(r"[/\\]", unquote(path))]


def spelled_out(text: str) -> str:
    """A text without accents or underscores, its Roman numerals in digits, each number of a list with its word before
    it: « Annexes_I à III » is « Annexe 1 Annexe 2 Annexe 3 »."""
    plain = _NUMERAL.sub(lambda found: found[1] + _ROMAN[found[2].upper()], re.sub(r"[_\s]+", " ", fold(text)))
    for numbers in _LISTS:
        plain = numbers.sub(lambda found: " ".join(f"{found[1]} {number}" for number in _listed(found[2])), plain)
    return plain


def _listed(numbers: str) -> Iterable[int]:
    """The numbers of a list, those between the ends of a range included."""
    said = [(int(re.sub(r"\D", "", found[1] or found[0])), bool(found[2])) for found in _STEP.finditer(numbers)]
    found = [said[0][0]]
    for (former, is_range), (number, _) in pairwise(said):
        found += range(former + 1, number) if is_range else ()
        found.append(number)
    return dict.fromkeys(found)
