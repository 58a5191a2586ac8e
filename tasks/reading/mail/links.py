"""Files that are not in a mail but behind a link of it: that there are some, and until when. They are never fetched."""

import re
from collections.abc import Iterator
from datetime import date

from tasks.reading.mail.signs import folded

_LOOKED_AT = 20_000
_NEAR = 200
"""Signs between a link and the words that offer it, where a mail brings files too: other words are about those."""

_LINK = re.compile(r"https?://[^\s<>\"]{4,500}")
_OFFER = re.compile(
    r"telecharg|download|transfer|recuperer (le|les|vos|votre)|\bpli\b|fichiers? (partage|depose)|shared (a )?file"
)
_SHARED = re.compile(
    r"https?://[\w.-]*\b(drive\.google\.com|docs\.google\.com|dropbox\.com|1drv\.ms|onedrive\.live\.com|sharepoint\.com|"
    r"icloud\.com|we\.tl|kdrive\.infomaniak\.com|mega\.nz)/",
    re.IGNORECASE,
)
"""What stands behind such a link is files, whatever is said of it."""

_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_END = r"(?:supprim|expir|jusqu|avant le|disponible|valable|delete|until)[^\n]{0,40}?"
_NUMERIC = re.compile(_END + r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_WRITTEN = re.compile(_END + rf"\b(?P<day>\d{{1,2}})(?:er)? (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}})")


def offers_download(text: str) -> bool:
    """Return True if a text offers files behind a link."""
    start = text[:_LOOKED_AT]
    return bool(_SHARED.search(start) or (_LINK.search(start) and _OFFER.search(folded(start))))


def offers_more(text: str) -> bool:
    """Return True if a text offers files behind a link beside those that it comes with: in the words around the link,
    or in the link itself. The site that a signature names offers none."""
    start = text[:_LOOKED_AT]
    around = (start[max(0, link.start() - _NEAR) : link.end() + _NEAR] for link in _LINK.finditer(start))
    return bool(_SHARED.search(start)) or any(_OFFER.search(folded(words)) for words in around)


def last_day(text: str) -> date | None:
    """Return the last day on which what a text offers can be had, where it says so."""
    return next(_ends(folded(text[:_LOOKED_AT])), None)


def _ends(words: str) -> Iterator[date]:
    for shape in (_NUMERIC, _WRITTEN):
        for found in shape.finditer(words):
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
            try:
                yield date(int(found["year"]), number, int(found["day"]))
            except ValueError:  # the 31st of June
                continue
